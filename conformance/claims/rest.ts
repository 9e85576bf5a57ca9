import { type Claim, type Expected, judge, judgeFact, restError, seenIn } from '../claim.ts';
import { jsonOf, type Sending, valueAt } from '../http.ts';
import { requireLogin } from '../logins.ts';
import { ask, callAs, callRest, type Trial } from '../trial.ts';

type Request = { path: (trial: Trial) => string; sending?: (trial: Trial) => Sending };

function asked(facts: Claim['facts'], says: string, { path, sending }: Request, expected: Expected): Claim {
  return {
    facts,
    says,
    run: async (trial) => judge(seenIn(await ask(trial, path(trial), sending?.(trial))), expected),
  };
}

const base = ({ org }: Trial): string => `/services/data/v${org.apiVersion}`;
const withAuthorization = (authorization: string) => () => ({ headers: { authorization } });
const session = ({ accessToken }: Trial): Sending => ({
  headers: { authorization: `Bearer ${accessToken}` },
});

const expired = restError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

const versions: Claim = {
  facts: ['REST-01'],
  says: 'the versions are listed oldest first, without a session and without a usage header',
  run: async (trial) => {
    const answer = await ask(trial, '/services/data');
    const list = [jsonOf(answer) ?? []].flat();
    const numbers = list.map((item) => Number(valueAt(item, 'version')));
    const outcome = judge(seenIn(answer), {
      status: 200,
      members: '0.label 0.url 0.version',
      headers: { 'sforce-limit-info': /^$/ },
    });
    if (outcome.kind !== 'holds') return outcome;
    const isAscending = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
    return judgeFact(isAscending, 'ascending versions', numbers.join(' '));
  },
};

/** Sessions, headers, versions and resources of the REST API. */
export const restClaims: Claim[] = [
  versions,
  {
    facts: ['REST-02'],
    says: 'the resources of a version are named, with the identity URL of the caller',
    run: async (trial) =>
      judge(seenIn(await callRest(trial, '')), {
        status: 200,
        members: 'sobjects query queryAll search limits tooling metadata composite recent chatter',
        values: { identity: new RegExp(`/id/${trial.org.orgId}/${trial.org.userId}$`) },
        headers: { 'sforce-limit-info': /api-usage=\d+\/\d+/ },
      }),
  },
  {
    facts: ['REST-03'],
    says: "limits shows the day's API requests, and every answer counts them in a header",
    run: async (trial) =>
      judge(seenIn(await callRest(trial, '/limits')), {
        status: 200,
        members: 'DailyApiRequests.Max DailyApiRequests.Remaining DataStorageMB MassEmail SingleEmail',
        headers: { 'sforce-limit-info': /api-usage=\d+\/\d+/ },
      }),
  },
  asked(
    ['REST-04'],
    'a retired version is 410',
    { path: () => '/services/data/v20.0/limits', sending: session },
    { status: 410 },
  ),
  asked(
    ['REST-05'],
    'two slashes before the path count as one',
    { path: ({ org }) => `${org.instanceUrl.origin}//services/data` },
    { status: 200, members: '0.version' },
  ),
  asked(['REST-10'], 'no token is an invalid session', { path: base }, expired),
  asked(
    ['REST-10'],
    'a dead token is an invalid session',
    {
      path: base,
      sending: (trial) => ({ headers: { authorization: `Bearer ${trial.org.orgId.slice(0, 15)}!nobody` } }),
    },
    expired,
  ),
  {
    facts: ['REST-11'],
    says: 'a token without the scope api is not valid for the REST API',
    apps: ['lacksApi'],
    run: async (trial) =>
      judge(
        seenIn(await callAs(trial, await requireLogin(trial, 'lacksApi'), '')),
        restError(401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API'),
      ),
  },
  asked(
    ['REST-12'],
    'a header that is neither Bearer nor OAuth is an invalid header',
    { path: base, sending: withAuthorization('Nonsense x') },
    restError(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE'),
  ),
  asked(
    ['REST-13'],
    'a damaged JWT as token is an invalid header',
    { path: base, sending: withAuthorization('Bearer eyJhbGciOiJSUzI1NiJ9.broken') },
    restError(401, 'INVALID_AUTH_HEADER', 'INVALID_JWT_FORMAT'),
  ),
  asked(
    ['REST-17'],
    'a resource that is not there is 404',
    { path: (trial) => `${base(trial)}/nothing/here`, sending: session },
    restError(404, 'NOT_FOUND', 'The requested resource does not exist'),
  ),
  asked(
    ['REST-17'],
    'a version that is not there yet is 404',
    { path: () => '/services/data/v999.0/limits', sending: session },
    restError(404, 'NOT_FOUND', 'The requested resource does not exist'),
  ),
  {
    facts: ['REST-18'],
    says: 'a body that is no JSON is a parser error',
    run: async (trial) =>
      judge(
        seenIn(await callRest(trial, '/composite', 'POST', '{"compositeRequest":')),
        restError(400, 'JSON_PARSER_ERROR'),
      ),
  },
  asked(
    ['REST-22'],
    'a body that is not declared as JSON is of an unsupported type',
    {
      path: (trial) => `${base(trial)}/composite`,
      sending: (trial) => ({
        method: 'POST',
        headers: { authorization: `Bearer ${trial.accessToken}`, 'content-type': 'text/plain' },
        body: '{}',
      }),
    },
    restError(415, 'UNSUPPORTED_MEDIA_TYPE'),
  ),
  {
    facts: ['REST-20'],
    says: 'answers forbid to store them and to guess their type',
    run: async (trial) =>
      judge(seenIn(await callRest(trial, '')), {
        status: 200,
        headers: { 'cache-control': /no-store/, 'x-content-type-options': /^nosniff$/ },
      }),
  },
  {
    facts: ['REST-19'],
    says: 'a method that a resource does not have is not allowed, and the others are named',
    run: async (trial) =>
      judge(
        seenIn(await callRest(trial, '/sobjects/LoginHistory', 'POST', {})),
        restError(405, 'METHOD_NOT_ALLOWED', /^HTTP Method 'POST' not allowed\. Allowed are [A-Z,]+$/),
      ),
  },
];
