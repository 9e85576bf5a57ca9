import { expect } from 'chai';
import {
  disableRestApi,
  disableUserApi,
  exhaustApiRequests,
  expireSessions,
  limitAppRequests,
  withdrawPermission,
} from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import type { AppOptions } from './app-files.ts';
import { accessToken, call, deployUser, orgWithApp, type Reply, stopOrgs } from './org-client.ts';

const DATA = '/services/data/v66.0';

/** The state that causes an error, the request, and the answer to the letter. */
type Row = {
  cause: string;
  status: number;
  body: string;
  app?: AppOptions;
  change?: (simulator: Simulator) => void;
  path?: string;
  method?: string;
  authorization?: string;
};

const oneError = (message: string, errorCode: string) => JSON.stringify([{ message, errorCode }]);
const asQuery = (soql: string) => `${DATA}/query?q=${encodeURIComponent(soql)}`;
const expired = oneError('Session expired or invalid', 'INVALID_SESSION_ID');
const notForRest = oneError('This session is not valid for use with the REST API', 'INVALID_SESSION_ID');
const ADVICE = ' Please reference your WSDL or the describe call for the appropriate names.';

const rows: Row[] = [
  { cause: 'the session has expired', status: 401, body: expired, change: ({ org }) => expireSessions(org) },
  {
    cause: 'there is no such session',
    status: 401,
    body: expired,
    authorization: 'Bearer 00D000000000000!x',
  },
  {
    cause: 'the token lacks the scope api',
    status: 401,
    body: notForRest,
    app: { scopes: 'Web, RefreshToken' },
  },
  {
    cause: 'the app demands high assurance',
    status: 401,
    body: notForRest,
    app: { policyExtra: '<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>' },
  },
  {
    cause: 'the header has another scheme',
    status: 401,
    body: oneError('INVALID_HEADER_TYPE', 'INVALID_AUTH_HEADER'),
    authorization: 'Token x',
  },
  {
    cause: 'the token is a damaged JWT',
    status: 401,
    body: oneError('INVALID_JWT_FORMAT', 'INVALID_AUTH_HEADER'),
    authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.e30',
  },
  {
    cause: 'the org has no API',
    status: 403,
    body: oneError('The REST API is not enabled for this Organization.', 'API_DISABLED_FOR_ORG'),
    change: ({ org }) => disableRestApi(org),
  },
  {
    cause: 'the user lacks API Enabled',
    status: 403,
    body: oneError('API is disabled for this User', 'API_CURRENTLY_DISABLED'),
    change: (simulator) => disableUserApi(simulator.org, deployUser(simulator)),
  },
  {
    cause: "the day's requests are used up",
    status: 403,
    body: oneError('TotalRequests Limit exceeded.', 'REQUEST_LIMIT_EXCEEDED'),
    change: ({ org }) => exhaustApiRequests(org),
  },
  {
    cause: 'the quota of the app is used up',
    status: 403,
    body: oneError('TotalRequests Limit exceeded.', 'REQUEST_LIMIT_EXCEEDED'),
    change: ({ org }) => limitAppRequests(org, 'Jwt_CI', 0),
  },
  {
    cause: 'the user lacks a permission',
    status: 403,
    body: oneError(
      'This resource needs the permission View Setup and Configuration [simulated wording]',
      'INSUFFICIENT_ACCESS',
    ),
    change: (simulator) => withdrawPermission(simulator.org, deployUser(simulator), 'ViewSetup'),
    path: `${DATA}/limits`,
  },
  {
    cause: 'the path is not there',
    status: 404,
    body: oneError('The requested resource does not exist', 'NOT_FOUND'),
    path: `${DATA}/nothing`,
  },
  {
    cause: 'the version is not there yet',
    status: 404,
    body: oneError('The requested resource does not exist', 'NOT_FOUND'),
    path: '/services/data/v99.0/limits',
  },
  {
    cause: 'the id is none',
    status: 404,
    body: oneError('Provided external ID field does not exist or is not accessible: x', 'NOT_FOUND'),
    path: `${DATA}/sobjects/User/x`,
  },
  {
    cause: 'the method is not there',
    status: 405,
    body: oneError("HTTP Method 'DELETE' not allowed. Allowed are HEAD,GET", 'METHOD_NOT_ALLOWED'),
    path: `${DATA}/limits`,
    method: 'DELETE',
  },
  {
    cause: 'the version is retired',
    status: 410,
    body: oneError(
      'The requested API version has been retired [simulated wording]',
      'UNSUPPORTED_API_VERSION',
    ),
    path: '/services/data/v30.0/limits',
  },
  {
    cause: 'the query is none',
    status: 400,
    body: oneError(
      "\nSELECT Id FROM User WHERE\n                         ^\nERROR at Row:1:Column:26\nunexpected token: '<EOF>'",
      'MALFORMED_QUERY',
    ),
    path: asQuery('SELECT Id FROM User WHERE'),
  },
  {
    cause: 'the object is unknown',
    status: 400,
    body: oneError(
      "\nSELECT Id FROM Nothing\n               ^\nERROR at Row:1:Column:16\nsObject type 'Nothing' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name." +
        ADVICE,
      'INVALID_TYPE',
    ),
    path: asQuery('SELECT Id FROM Nothing'),
  },
  {
    cause: 'the field is unknown',
    status: 400,
    body: oneError(
      "\nSELECT Salary FROM User\n       ^\nERROR at Row:1:Column:8\nNo such column 'Salary' on entity 'User'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name." +
        ADVICE,
      'INVALID_FIELD',
    ),
    path: asQuery('SELECT Salary FROM User'),
  },
];

describe('REST errors', () => {
  afterEach(stopOrgs);

  for (const { cause, status, body, app, change, path, method, authorization } of rows) {
    it(`${status}, because ${cause}`, async () => {
      const simulator = await orgWithApp({}, app);
      const token = await accessToken(simulator);
      change?.(simulator);
      const reply: Reply = await call(simulator, path ?? DATA, {
        method: method ?? 'GET',
        headers: { authorization: authorization ?? `Bearer ${token}` },
      });
      expect([reply.status, reply.text]).to.deep.equal([status, body]);
      expect(reply.headers.get('content-type')).to.equal('application/json;charset=UTF-8');
      expect(reply.headers.get('sforce-limit-info')).to.match(/^api-usage=\d+\/15000/);
    });
  }
});
