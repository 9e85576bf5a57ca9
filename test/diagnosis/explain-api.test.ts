import { expect } from 'chai';
import { explainApiRefusal, type LoginAttempt } from '../../src/diagnosis/explain.ts';
import { shownBy } from '../io/thrown.ts';

const attempt: LoginAttempt = {
  clientId: 'A1B2C3D4',
  username: 'ci@example.com',
  audience: 'https://acme.my.salesforce.com',
  host: 'https://acme.my.salesforce.com',
  retry: 'sf jwt token --client-id A1B2C3D4 --wait 10',
};
const granted = (scope: string) => ({ instanceUrl: 'https://acme.my.salesforce.com', scope });

type Row = [status: number, errorCode: string, message: string, scope: string, name: string, parts: string[]];

/** What the REST API answers to a token that the org has just granted → the error. */
const rows: Row[] = [
  [
    401,
    'INVALID_SESSION_ID',
    'This session is not valid for use with the REST API',
    'web',
    'TokenNotForApiError',
    ['"Manage user data via APIs (api)"', 'sf jwt app create --name APP_NAME --scopes Api,RefreshToken --certificate-file CERTIFICATE_FILE'],
  ],
  [
    401,
    'INVALID_SESSION_ID',
    'This session is not valid for use with the REST API',
    'api web',
    'TokenNotForApiError',
    ['  1. The app demands a session of high assurance', '  3. An IP range', 'sf jwt diagnose'],
  ],
  [
    403,
    'API_CURRENTLY_DISABLED',
    'API is disabled for this User',
    'api',
    'ApiNotEnabledError',
    ['API Enabled'],
  ],
  [
    403,
    'API_DISABLED_FOR_ORG',
    'The REST API is not enabled for this Organization.',
    'api',
    'ApiNotEnabledError',
    ['  1. The org is of an edition without API.', '  2. The org was made a moment ago'],
  ],
  [
    403,
    'REQUEST_LIMIT_EXCEEDED',
    'TotalRequests Limit exceeded.',
    'api',
    'ApiRequestsUsedUpError',
    ['  2. The app'],
  ],
  [401, 'INVALID_SESSION_ID', 'Session expired or invalid', 'api', 'SessionEndedError', ['over already']],
  [401, 'INVALID_AUTH_HEADER', 'INVALID_JWT_FORMAT', 'api', 'TokenDamagedError', ['NO_PROXY']],
  [418, 'UNHEARD_OF', 'I am a teapot', 'api', 'TokenNotProvenError', ['tells no reason']],
  [404, '', '', 'api', 'TokenNotProvenError', ['status 404', 'nothing that can be read']],
];

describe('diagnosis/explain, what the API refuses', () => {
  for (const [status, errorCode, message, scope, name, parts] of rows) {
    it(`${status} ${errorCode} for a token of "${scope}" is ${name}`, () => {
      const error = explainApiRefusal({ status, errorCode, message }, attempt, granted(scope));
      expect(error.name).to.equal(name);
      expect(error.message).to.match(
        /^The org acme\.my\.salesforce\.com granted a token, but its API does not/,
      );
      expect(error.actions?.at(-1)).to.match(/: sf jwt token --client-id A1B2C3D4 --wait 10$/);
      const shown = shownBy(error);
      for (const part of [...parts, message, errorCode]) expect(shown).to.include(part);
      expect(shown).not.to.match(/%[sdj]|undefined|\[object|NaN/);
      expect(error.data).to.deep.equal({ status, errorCode, host: 'acme.my.salesforce.com' });
    });
  }
});
