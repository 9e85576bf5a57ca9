import { type Answer, answerJson, answerNothing, answerRestError, type OrgRequest } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import type { OrgState } from '../org-state.ts';
import { hasPermission } from '../permissions.ts';
import { isSameId } from '../record-ids.ts';
import { describeBriefly, describeFully } from '../records/describe.ts';
import { findField, type ObjectTable, shownValue } from '../records/object-table.ts';
import { dataTables, findTable, toolingTables, visibleTables } from '../records/object-tables.ts';
import {
  abilitiesOf,
  createRecord,
  deleteRecord,
  findRecordId,
  updateRecord,
  type WriteContext,
} from '../records/record-writes.ts';
import { isFault, type WriteFault } from '../records/write-faults.ts';
import type { Caller } from './authenticate.ts';
import { readJsonBody } from './json-body.ts';
import { answerNotFound, refuseMethod, refuseWithoutSetup } from './rest-refusals.ts';

function refuse(status: number, fact: FactId, errorCode: string, message: string): Answer {
  return answerRestError(status, fact, { message, errorCode });
}

function answerFault({ status, fact, error, others = [] }: WriteFault): Answer {
  return answerRestError(status, fact, error, ...others);
}

function isTooling({ path }: OrgRequest): boolean {
  return path.includes('/tooling/');
}

function tablesFor(request: OrgRequest, org: OrgState, now: Date, { user }: Caller): ObjectTable[] {
  return visibleTables(isTooling(request) ? toolingTables : dataTables, org, user, now);
}

function baseOf(request: OrgRequest): string {
  const { version = '' } = request.params;
  return `/services/data/v${version}${isTooling(request) ? '/tooling' : ''}/sobjects`;
}

/** `GET …/sobjects`: every object that the caller can see. */
export function listObjects(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  const tables = tablesFor(request, org, now, caller);
  const sobjects = tables
    .map((table) => describeBriefly(table, baseOf(request)))
    .sort((one, other) => (String(one.name) < String(other.name) ? -1 : 1));
  return answerJson(200, 'DATA-15', { encoding: 'UTF-8', maxBatchSize: 200, sobjects });
}

const MOST_RECENT = 5;

/** `GET …/sobjects/<object>`: the object in brief, and records that were looked at lately. */
export function showObject(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  const table = findTable(tablesFor(request, org, now, caller), request.params.object ?? '');
  if (table === undefined) return answerNotFound();
  const base = baseOf(request);
  const recentItems = table
    .rows(org, caller.user, now)
    .filter(({ Id }) => Id !== null)
    .slice(-MOST_RECENT)
    .map(({ Id, Name }) => ({
      attributes: { type: table.name, url: `${base}/${table.name}/${String(Id)}` },
      Id,
      ...(Name === undefined ? {} : { Name }),
    }));
  return answerJson(200, 'DATA-15', { objectDescribe: describeBriefly(table, base), recentItems });
}

/** `GET …/sobjects/<object>/describe`. */
export function describeObject(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  const tables = tablesFor(request, org, now, caller);
  const table = findTable(tables, request.params.object ?? '');
  return table === undefined
    ? answerNotFound()
    : answerJson(200, 'DATA-16', describeFully(tables, table, baseOf(request)));
}

/** The names of the fields that `fields=` asks for; all when it is not given. */
function wantedFields(request: OrgRequest, table: ObjectTable): string[] | Answer {
  const asked = request.query.get('fields')?.split(',');
  if (asked === undefined) return table.fields.map(({ name }) => name);
  const found = asked.map((name) => findField(table, name.trim())?.name ?? name);
  const unknown = found.find((name) => findField(table, name) === undefined);
  return unknown === undefined
    ? found
    : refuse(400, 'DATA-05', 'INVALID_FIELD', `No such column '${unknown}' on sobject of type ${table.name}`);
}

/** `GET …/sobjects/<object>/<id>`, with `fields=` if only some are wanted. */
export function readRecord(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  const { object = '', id = '' } = request.params;
  const table = findTable(tablesFor(request, org, now, caller), object);
  if (table === undefined) return answerNotFound();
  const found = findRecordId({ org, viewer: caller.user, now, table }, id);
  if (isFault(found)) return answerFault(found);
  const row = table
    .rows(org, caller.user, now)
    .find(({ Id }) => typeof Id === 'string' && isSameId(Id, found));
  const wanted = wantedFields(request, table);
  if (!Array.isArray(wanted)) return wanted;
  const url = `${baseOf(request)}/${table.name}/${found}`;
  const values = wanted.map((name) => [
    name,
    shownValue(findField(table, name) ?? { name, type: 'string' }, row),
  ]);
  return answerJson(200, 'DATA-01', { attributes: { type: table.name, url }, ...Object.fromEntries(values) });
}

type Target = { context: WriteContext; id: string };

/** What a write goes to, or 404 for an object that the caller does not see. */
function findTarget(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Target | undefined {
  const { object = '', id = '' } = request.params;
  const table = findTable(tablesFor(request, org, now, caller), object);
  return table && { context: { org, viewer: caller.user, now, table }, id };
}

function allowedOnRecord(table: ObjectTable): string[] {
  const { isUpdateable, isDeletable } = abilitiesOf(table);
  return ['GET', ...(isUpdateable ? ['PATCH'] : []), ...(isDeletable ? ['DELETE'] : [])];
}

/** `POST …/sobjects/<object>`. */
export function postRecord(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  const target = findTarget(request, org, now, caller);
  if (target === undefined) return answerNotFound();
  const { context } = target;
  if (!abilitiesOf(context.table).isCreateable) return refuseMethod('POST', ['GET']);
  const read = readJsonBody(request);
  if ('refusal' in read) return read.refusal;
  const result = createRecord(context, read.body);
  if (isFault(result)) return answerFault(result);
  return answerJson(201, 'DATA-02', { id: result.id, success: true, errors: [] });
}

/** `PATCH …/sobjects/<object>/<id>`. */
export function patchRecord(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  const target = findTarget(request, org, now, caller);
  if (target === undefined) return answerNotFound();
  const { context, id } = target;
  const { table } = context;
  if (!abilitiesOf(table).isUpdateable) return refuseMethod('PATCH', allowedOnRecord(table));
  const read = readJsonBody(request);
  if ('refusal' in read) return read.refusal;
  const found = updateRecord(context, id, read.body);
  return found === undefined ? answerNothing(204, 'DATA-02') : answerFault(found);
}

/** `POST …/sobjects/<object>/<id>?_HttpMethod=PATCH`, for clients that cannot send PATCH. */
export function overrideMethod(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  const { object = '' } = request.params;
  const table = findTable(tablesFor(request, org, now, caller), object);
  if (request.query.get('_HttpMethod')?.toUpperCase() === 'PATCH')
    return patchRecord(request, org, now, caller);
  return table === undefined ? answerNotFound() : refuseMethod('POST', allowedOnRecord(table));
}

/** `DELETE …/sobjects/<object>/<id>`. */
export function deleteSobject(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  const target = findTarget(request, org, now, caller);
  if (target === undefined) return answerNotFound();
  const { context, id } = target;
  if (!abilitiesOf(context.table).isDeletable) return refuseMethod('DELETE', allowedOnRecord(context.table));
  const found = deleteRecord(context, id);
  return found === undefined ? answerNothing(204, 'DATA-02') : answerFault(found);
}

/** `GET …/limits/recordCount?sObjects=User,PermissionSet`: how many records there are, of all objects or the named. */
export function countRecords(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  if (!hasPermission(org, caller.user, 'ViewSetup', now)) return refuseWithoutSetup();
  const asked = request.query.get('sObjects')?.toLowerCase().split(',');
  const sObjects = tablesFor(request, org, now, caller)
    .filter(({ name }) => asked?.includes(name.toLowerCase()) ?? true)
    .map((table) => ({ count: table.rows(org, caller.user, now).length, name: table.name }));
  return answerJson(200, 'DATA-17', { sObjects });
}
