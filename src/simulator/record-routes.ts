import type { RestHandler } from './handlers/authenticate.ts';
import { queryData, queryMore, queryTooling } from './handlers/query.ts';
import {
  countRecords,
  deleteSobject,
  describeObject,
  listObjects,
  overrideMethod,
  patchRecord,
  postRecord,
  readRecord,
  showObject,
} from './handlers/sobjects.ts';

/** The resources of queries and records, below `/services/data/vNN.0`. */
export const recordRoutes: [method: string, path: string, handler: RestHandler][] = [
  ['GET', '/query', queryData],
  ['GET', '/queryAll', queryData],
  ['GET', '/query/:locator', queryMore],
  ['GET', '/queryAll/:locator', queryMore],
  ['GET', '/tooling/query', queryTooling],
  ['GET', '/tooling/query/:locator', queryMore],
  ['GET', '/limits/recordCount', countRecords],
  ['GET', '/sobjects', listObjects],
  ['GET', '/sobjects/:object', showObject],
  ['GET', '/sobjects/:object/describe', describeObject],
  ['GET', '/sobjects/:object/:id', readRecord],
  ['POST', '/sobjects/:object', postRecord],
  ['POST', '/sobjects/:object/:id', overrideMethod],
  ['PATCH', '/sobjects/:object/:id', patchRecord],
  ['DELETE', '/sobjects/:object/:id', deleteSobject],
  ['GET', '/tooling/sobjects', listObjects],
  ['GET', '/tooling/sobjects/:object', showObject],
  ['GET', '/tooling/sobjects/:object/describe', describeObject],
  ['GET', '/tooling/sobjects/:object/:id', readRecord],
];
