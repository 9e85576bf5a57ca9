import { type Answer, answerJson, answerNothing, answerRestError, type OrgRequest } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import { parseJsonObject } from '../json-values.ts';
import type { OrgState } from '../org-state.ts';
import { isSameId } from '../record-ids.ts';
import { dataTables, findTable } from '../records/object-tables.ts';
import { createRecord, deleteRecord, isWritable } from '../records/record-writes.ts';
import type { Caller } from './authenticate.ts';

function refuse(status: number, fact: FactId, errorCode: string, message: string): Answer {
  return answerRestError(status, fact, { message, errorCode });
}

function notFound(): Answer {
  return refuse(404, 'REST-17', 'NOT_FOUND', 'The requested resource does not exist');
}

/** `GET …/sobjects/<object>/<id>`, with `fields=` if only some are wanted. */
export function readRecord(request: OrgRequest, org: OrgState, _now: Date, caller: Caller): Answer {
  const { object = '', id = '', version = '' } = request.params;
  const table = findTable(dataTables, object);
  const row = table?.rows(org, caller.user).find(({ Id }) => typeof Id === 'string' && isSameId(Id, id));
  if (table === undefined || row === undefined) return notFound();
  const wanted = request.query.get('fields')?.split(',');
  const shown = Object.entries(row).filter(([name]) => wanted?.includes(name) ?? true);
  const url = `/services/data/v${version}/sobjects/${table.name}/${String(row.Id)}`;
  return answerJson(200, 'DATA-01', {
    attributes: { type: table.name, url },
    ...Object.fromEntries(shown),
  });
}

/** `POST …/sobjects/<object>`. */
export function postRecord(request: OrgRequest, org: OrgState, now: Date): Answer {
  const { object = '' } = request.params;
  if (!isWritable(object)) return refuseWrite(object);
  const body = parseJsonObject(request.body.toString('utf8'));
  if (body === undefined) return refuse(400, 'REST-18', 'JSON_PARSER_ERROR', 'The body is no JSON object');
  const result = createRecord(org, object, body, now);
  if ('error' in result) return answerRestError(result.status, result.fact, result.error);
  return answerJson(201, 'DATA-02', { id: result.id, success: true, errors: [] });
}

/** `DELETE …/sobjects/<object>/<id>`. */
export function deleteSobject(request: OrgRequest, org: OrgState): Answer {
  const { object = '', id = '' } = request.params;
  if (!isWritable(object)) return refuseWrite(object);
  const fault = deleteRecord(org, object, id);
  return fault === undefined
    ? answerNothing(204, 'DATA-02')
    : answerRestError(fault.status, fault.fact, fault.error);
}

function refuseWrite(object: string): Answer {
  return findTable(dataTables, object) === undefined
    ? notFound()
    : refuse(405, 'DATA-12', 'METHOD_NOT_ALLOWED', `The simulator does not write ${object}`);
}
