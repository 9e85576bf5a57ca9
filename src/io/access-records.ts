import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import type { GrantPlan, RevokePlan } from '../access/plan.ts';
import { quoteList, quoteSoql } from '../access/queries.ts';
import {
  composite,
  COMPOSITE_LIMIT,
  errorOf,
  sobjectUrl,
  type RefusalData,
  type SubAnswer,
  type SubRequest,
} from './composite.ts';
import { findWritten, itemOf, toRequests, type GrantItem } from './grant-items.ts';
import type { OrgConnection } from './org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'access');

/** What a grant wrote, so that it can be taken back: nothing that was there, or that somebody else wrote meanwhile. */
export type WrittenGrant = {
  permissionSets: Array<{ name: string; id: string }>;
  assignments: Array<{ username: string; permissionSet: string; id: string }>;
};

/** A grant while it is written. `setIds`: of the permission sets that are there, by API name. */
type Writing = { connection: OrgConnection; setIds: Map<string, string>; written: WrittenGrant };

/**
 * Creates the permission sets that are missing and assigns them, in as many requests of 25 records as it takes, each all or
 * nothing. What somebody else wrote since the plan was made is used as it is. When a request fails, what the earlier ones wrote
 * is taken back; the error says so.
 */
export async function writeGrant(connection: OrgConnection, plan: GrantPlan): Promise<WrittenGrant> {
  const items: GrantItem[] = [
    ...plan.create.map((set) => ({ set })),
    ...plan.assign.map((assignment) => ({ assignment })),
  ];
  const setIds = new Map(plan.existing.map(({ name, id }) => [name, id]));
  const writing: Writing = { connection, setIds, written: { permissionSets: [], assignments: [] } };
  try {
    for (const part of partsOf(items)) await writePart(writing, part, 1);
  } catch (error) {
    throw await takeBack(writing, error as Error);
  }
  return writing.written;
}

function partsOf<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / COMPOSITE_LIMIT);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * COMPOSITE_LIMIT, (index + 1) * COMPOSITE_LIMIT),
  );
}

/** How often records are sent before it counts that no answer comes. */
const MOST_TRIES = 2;

/** Where somebody was quicker, and where no answer came, looks what the org has and goes on with the rest. */
async function writePart(writing: Writing, part: readonly GrantItem[], tries: number): Promise<void> {
  if (part.length === 0) return;
  const { connection, setIds } = writing;
  try {
    const answers = await composite(connection, { allOrNone: true }, toRequests(connection, part, setIds));
    answers.forEach(({ referenceId, body }) =>
      keep(writing, itemOf(part, referenceId), (body as { id: string }).id, true),
    );
  } catch (error) {
    const isLost = isUncertain(error as Error);
    if (isLost ? tries === MOST_TRIES : !isDuplicate(error as Error))
      throw nameRefusal(error as Error, part, writing);
    const found = await findWritten(connection, part, setIds).catch(() => undefined);
    if (!found || (!isLost && found.size === 0)) throw error;
    // a request is written as a whole or not at all: what is there in part was written by somebody else
    const isOurs = (isLost || tries > 1) && found.size === part.length;
    for (const [item, id] of found) keep(writing, item, id, isOurs);
    const rest = part.filter((item) => !found.has(item));
    await writePart(writing, rest, isLost ? tries + 1 : tries);
  }
}

function keep({ setIds, written }: Writing, item: GrantItem | undefined, id: string, isOurs: boolean): void {
  if (!item) return;
  if ('set' in item) {
    const { name } = item.set;
    setIds.set(name, id);
    if (isOurs) written.permissionSets.push({ name, id });
  } else if (isOurs) {
    const { username, permissionSet } = item.assignment;
    written.assignments.push({ username, permissionSet, id });
  }
}

/** Neither a refusal nor an end of the session: the org may have done what it was sent, and the answer was lost. */
const isUncertain = ({ name }: Error): boolean =>
  !['OrgRefusedError', 'OrgSessionEndedError', 'PermissionSetNotAssignableError'].includes(name);

const dataOf = (error: Error): Partial<RefusalData> => (error as { data?: RefusalData }).data ?? {};

/** SOAP guide, exception codes: of a permission set that is there (its name or its label is noticed first), of an assignment. */
const isDuplicate = (error: Error): boolean =>
  ['DUPLICATE_DEVELOPER_NAME', 'DUPLICATE_MASTER_LABEL', 'DUPLICATE_VALUE'].includes(
    dataOf(error).errorCode ?? '',
  );

/** Codes of an org that does not let a user hold a permission set: the licence forbids it, or none is left. */
const LICENSE_CODES = ['FIELD_INTEGRITY_EXCEPTION', 'LICENSE_LIMIT_EXCEEDED'];

function nameRefusal(error: Error, part: readonly GrantItem[], { connection }: Writing): Error {
  const { errorCode = '', message, referenceId } = dataOf(error);
  const item = itemOf(part, referenceId);
  if (!item || 'set' in item || !LICENSE_CODES.includes(errorCode)) return error;
  const { username, permissionSet } = item.assignment;
  return messages.createError(
    'error.PermissionSetNotAssignable',
    [username, permissionSet, message],
    [quoteSoql(username), connection.getUsername()],
  );
}

/** The error stays what it is; it tells besides what became of what was written before. */
async function takeBack({ connection, written }: Writing, error: Error): Promise<Error> {
  if (written.permissionSets.length + written.assignments.length > 0) {
    const outcome = await deleteGrant(connection, written).then(
      () => messages.getMessage('grantTakenBack'),
      (left: unknown) => (left as Error).message,
    );
    error.message += `\n${outcome}`;
  }
  if (isUncertain(error)) error.message += `\n${messages.getMessage('grantUnknown')}`;
  return error;
}

/** Deletes what `writeGrant` wrote, the assignments first: an org keeps a permission set that is assigned. Throws `GrantLeftError`. */
export async function deleteGrant(
  connection: OrgConnection,
  { assignments, permissionSets }: WrittenGrant,
): Promise<void> {
  const left = await deleteRecords(connection, [
    ...assignments.map(assignmentToDelete),
    ...permissionSets.map<Deletion>(({ name, id }) => ({
      object: 'PermissionSet',
      id,
      what: messages.getMessage('permissionSetNamed', [name]),
    })),
  ]);
  if (left.length === 0) return;
  const names = [...permissionSets.map(({ name }) => name), ...namesOf(assignments)];
  throw withData(
    messages.createError(
      'error.GrantLeft',
      [linesOf(left)],
      [quoteList([...new Set(names)]), connection.getUsername()],
    ),
    left,
  );
}

/** Takes the assignments from the users. One that is gone already is no failure. Throws `RevokeIncompleteError`. */
export async function revokeAssignments(connection: OrgConnection, { remove }: RevokePlan): Promise<void> {
  const left = await deleteRecords(connection, remove.map(assignmentToDelete));
  if (left.length === 0) return;
  throw withData(
    messages.createError(
      'error.RevokeIncomplete',
      [linesOf(left)],
      [quoteList(namesOf(remove)), connection.getUsername()],
    ),
    left,
  );
}

const namesOf = (assignments: ReadonlyArray<{ permissionSet: string }>): string[] => [
  ...new Set(assignments.map(({ permissionSet }) => permissionSet)),
];

function withData(error: SfError, left: Left[]): SfError {
  error.data = { left };
  return error;
}

type Deletion = { object: 'PermissionSetAssignment' | 'PermissionSet'; id: string; what: string };

/** A record that could not be deleted, and why. */
type Left = { what: string; id: string; reason: string };

function assignmentToDelete(assignment: { id: string; username: string; permissionSet: string }): Deletion {
  const { id, username, permissionSet } = assignment;
  const what = messages.getMessage('assignmentOf', [permissionSet, username]);
  return { object: 'PermissionSetAssignment', id, what };
}

const linesOf = (left: readonly Left[]): string =>
  left.map(({ what, reason }) => `- ${messages.getMessage('leftOver', [what, reason])}`).join('\n');

/** Each for itself: one that stays keeps no other. */
async function deleteRecords(connection: OrgConnection, deletions: readonly Deletion[]): Promise<Left[]> {
  const left: Left[] = [];
  for (const part of partsOf(deletions)) left.push(...(await deletePart(connection, part)));
  return left;
}

async function deletePart(connection: OrgConnection, part: readonly Deletion[]): Promise<Left[]> {
  const requests = part.map<SubRequest>(({ object, id }, index) => ({
    method: 'DELETE',
    url: sobjectUrl(connection, object, id),
    referenceId: `delete${index}`,
  }));
  const send = async (): Promise<SubAnswer[]> => composite(connection, { allOrNone: false }, requests);
  try {
    // what the first one deleted before its answer was lost is gone for the second
    const answers = await send().catch(send);
    return part.flatMap(({ what, id }, index) => {
      const answer = answers[index];
      const reason = answer && reasonOf(answer);
      return reason === undefined ? [] : [{ what, id, reason }];
    });
  } catch (error) {
    return part.map(({ what, id }) => ({ what, id, reason: (error as Error).message }));
  }
}

/** Why a record was not deleted; nothing for one that was, or that is not there. */
function reasonOf(answer: SubAnswer): string | undefined {
  const error = errorOf(answer);
  if (answer.httpStatusCode < 400 || answer.httpStatusCode === 404) return undefined;
  if (error?.errorCode === 'ENTITY_IS_DELETED') return undefined;
  return error ? `${error.message} (${error.errorCode})` : String(answer.httpStatusCode);
}
