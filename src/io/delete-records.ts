import { composite, COMPOSITE_LIMIT, sobjectUrl, type SubAnswer, type SubRequest } from './composite.ts';
import type { OrgConnection } from './org-call.ts';

/** A record to delete; `what` names it to a person. */
export type RecordToDelete = { object: string; id: string; what: string };

/** A record that is still there, and why, in the org's words. */
export type RecordLeft = RecordToDelete & { reason: string };

/** Deletes records in this order, each for itself; one that is gone already is no failure. Gives those that are left. */
export async function deleteRecords(
  connection: OrgConnection,
  records: readonly RecordToDelete[],
): Promise<RecordLeft[]> {
  const left: RecordLeft[] = [];
  for (let begin = 0; begin < records.length; begin += COMPOSITE_LIMIT) {
    const part = records.slice(begin, begin + COMPOSITE_LIMIT);
    const requests = part.map<SubRequest>(({ object, id }, index) => ({
      method: 'DELETE',
      url: sobjectUrl(connection, object, id),
      referenceId: `delete${index}`,
    }));
    const answers = await composite(connection, { allOrNone: false }, requests);
    part.forEach((record, index) => {
      const reason = reasonOf(answers[index]);
      if (reason !== undefined) left.push({ ...record, reason });
    });
  }
  return left;
}

/** REST guide, status codes: 404 for a record that never was; a deleted one has a code of its own. */
function reasonOf(answer: SubAnswer | undefined): string | undefined {
  if (!answer || answer.httpStatusCode < 400 || answer.httpStatusCode === 404) return undefined;
  const [error] = [answer.body].flat() as Array<{ errorCode?: string; message?: string }>;
  if (error?.errorCode === 'ENTITY_IS_DELETED') return undefined;
  return `${error?.message ?? 'no reason'} (${error?.errorCode ?? answer.httpStatusCode})`;
}
