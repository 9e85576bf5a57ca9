import { Messages } from '@salesforce/core/messages';
import { explained, hostOf, type OrgConnection } from './org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'org');

export type SubRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  referenceId: string;
  body?: Record<string, string | boolean>;
};
export type SubAnswer = { httpStatusCode: number; referenceId: string; body: unknown };

/** The composite resource takes at most 25 requests, 5 of which may be queries (REST API guide, composite resource). */
export const COMPOSITE_LIMIT = 25;

/** Sends several requests as one. With `allOrNone`, throws the refusal of the culprit, and nothing was written. */
export async function composite(
  connection: OrgConnection,
  { allOrNone }: { allOrNone: boolean },
  compositeRequest: SubRequest[],
): Promise<SubAnswer[]> {
  const { compositeResponse } = await explained(connection, () =>
    connection.requestPost<CompositeAnswer>('/composite', { allOrNone, compositeRequest }),
  );
  // something between us and the org may have answered in its place
  if (!Array.isArray(compositeResponse)) throw noAnswers(connection);
  if (allOrNone) for (const answer of compositeResponse) failOnRefusal(answer);
  return compositeResponse;
}

type CompositeAnswer = { compositeResponse?: SubAnswer[] };

const noAnswers = (connection: OrgConnection): Error =>
  messages.createError(
    'error.OrgCallFailed',
    [hostOf(connection), 'nothing that can be read', 'composite'],
    [connection.getUsername()],
  );

/** What a query gave: rows, or nothing where the org refused it (an object or field that this org or user does not have). */
export type Row = Record<string, unknown>;
export type Rows = readonly Row[];

/** The rows of each query; those of optional ones may be missing. */
export type QueriedRows<Name extends string> = Record<Name, Rows> & Record<string, Rows | undefined>;

/**
 * Runs up to five queries as one request. A query may refer to the rows of an earlier one: `@{app.records[0].Id}`; without
 * such a row it gives no rows. The queries named in `optional` may be refused, too: then they are `undefined`.
 */
export async function runQueries<Name extends string>(
  connection: OrgConnection,
  queries: Record<Name, string>,
  optional: Record<string, string> = {},
): Promise<QueriedRows<Name>> {
  const all = Object.entries<string>({ ...queries, ...optional });
  if (all.length === 0) return {} as QueriedRows<Name>;
  const requests = all.map<SubRequest>(([referenceId, soql]) => ({
    method: 'GET',
    url: `${base(connection)}/query?q=${encodeQuery(soql)}`,
    referenceId,
  }));
  const answers = await composite(connection, { allOrNone: false }, requests);
  const rows = answers.map(async (answer) => {
    const first = rowsOf(answer, answer.referenceId in optional);
    return [answer.referenceId, first && [...first, ...(await readFurther(connection, answer))]];
  });
  return Object.fromEntries(await Promise.all(rows)) as QueriedRows<Name>;
}

/** References stay as they are: the org replaces them in the URL. */
function encodeQuery(soql: string): string {
  return soql
    .split(/(@\{[^}]+\})/)
    .map((part) => (part.startsWith('@{') ? part : encodeURIComponent(part)))
    .join('');
}

function rowsOf(answer: SubAnswer, isOptional: boolean): Rows | undefined {
  if (answer.httpStatusCode < 400) return (answer.body as { records: Rows }).records;
  // what a query refers to has no rows, so neither has it
  if (errorOf(answer)?.errorCode === HALTED) return [];
  if (isOptional) return undefined;
  failOnRefusal(answer);
  return undefined;
}

type Page = { records: Rows; nextRecordsUrl?: string };

/** An org gives 2000 rows at once (REST API guide, query). */
async function readFurther(connection: OrgConnection, { body }: SubAnswer): Promise<Rows> {
  const rows: Row[] = [];
  let next = (body as Partial<Page> | null)?.nextRecordsUrl;
  while (next !== undefined) {
    const url = next;
    const page = await explained(connection, () => connection.request<Page>(url));
    rows.push(...page.records);
    next = page.nextRecordsUrl;
  }
  return rows;
}

type ApiError = { errorCode: string; message: string };

const HALTED = 'PROCESSING_HALTED';

/** What the org refused a request with; `undefined` for one that it granted. */
export function errorOf({ httpStatusCode, body }: SubAnswer): ApiError | undefined {
  return httpStatusCode < 400 ? undefined : ([body].flat() as ApiError[])[0];
}

/** What the error of a refused request carries: the org's own words, and which of the requests it refused. */
export type RefusalData = Partial<ApiError> & { referenceId: string };

/** In an all-or-none request every answer but the culprit's says PROCESSING_HALTED. */
function failOnRefusal(answer: SubAnswer): void {
  const error = errorOf(answer);
  if (answer.httpStatusCode < 400 || error?.errorCode === HALTED) return;
  const refusal = messages.createError('error.OrgRefused', [
    `${error?.message ?? 'no reason'} (${error?.errorCode ?? answer.httpStatusCode})`,
  ]);
  refusal.data = { ...error, referenceId: answer.referenceId } satisfies RefusalData;
  throw refusal;
}

const base = (connection: OrgConnection): string => `/services/data/v${connection.getApiVersion()}`;

/** The address of an object's records, or of one of them. */
export const sobjectUrl = (connection: OrgConnection, object: string, id?: string): string =>
  [base(connection), 'sobjects', object, ...(id === undefined ? [] : [id])].join('/');
