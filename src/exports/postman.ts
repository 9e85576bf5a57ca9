import { createHash } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import {
  GRANT_TYPE,
  QUERY,
  type ExportedText,
  type LoginRequest,
  type SignedAssertion,
} from './login-request.ts';
import { commandLine, type Shell } from './shells.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'exports');

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/**
 * A collection without a secret, and an environment with the assertion. Postman does not sign it: its scripts have no RSA, the
 * libraries that people load into them come from another server each time, and its own JWT authorisation signs for a header or a
 * query parameter alone (postman-runtime, authorizer/jwt.js). Either way the private key would be one of its variables, which
 * all see who share the environment. What is handed over instead is worth nothing after minutes.
 */
export function renderPostman(request: LoginRequest, signed: SignedAssertion, shell: Shell): ExportedText[] {
  const { name } = request;
  return [
    json(
      `${name}.postman_collection.json`,
      collectionOf(request, commandLine(shell, request.signWords)),
      false,
    ),
    json(`${name}.postman_environment.json`, environmentOf(request, signed), true),
  ];
}

/** Whether a file is an environment that was exported. */
export function isOwnEnvironment(text: string): boolean {
  return /"_postman_exported_using": "sf-plugin-jwt"/.test(text);
}

const json = (name: string, value: unknown, isSecret: boolean): ExportedText => ({
  name,
  contents: `${JSON.stringify(value, null, 2)}\n`,
  isSecret,
});

function collectionOf(request: LoginRequest, signLine: string): object {
  const { name, username, loginUrl, apiPath, again } = request;
  return {
    info: {
      _postman_id: idOf('collection', request),
      name: messages.getMessage('postman.name', [name]),
      description: messages.getMessage('postman.description', [username, loginUrl, signLine, again]),
      schema: SCHEMA,
    },
    item: [tokenItem(signLine), callItem('resources', apiPath), callItem('query', `${apiPath}query`, QUERY)],
  };
}

function tokenItem(signLine: string): object {
  return {
    name: messages.getMessage('postman.token'),
    event: [script('prerequest', checkAssertion(signLine)), script('test', keepToken)],
    request: {
      auth: { type: 'noauth' },
      method: 'POST',
      header: [],
      body: {
        mode: 'urlencoded',
        urlencoded: [
          { key: 'grant_type', value: GRANT_TYPE, type: 'text' },
          { key: 'assertion', value: '{{assertion}}', type: 'text' },
        ],
      },
      url: '{{token_endpoint}}',
    },
    response: [],
  };
}

function callItem(key: 'resources' | 'query', path: string, soql?: string): object {
  const query = soql === undefined ? [] : [{ key: 'q', value: soql }];
  const [search = ''] = query.map(({ key: member, value }) => `?${member}=${value}`);
  return {
    name: messages.getMessage(`postman.${key}`),
    event: [script('test', soql === undefined ? checkResources : checkQuery)],
    request: {
      auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{access_token}}', type: 'string' }] },
      method: 'GET',
      header: [],
      url: {
        raw: `{{instance_url}}${path}${search}`,
        host: ['{{instance_url}}'],
        path: path.slice(1).split('/'),
        ...(query.length > 0 && { query }),
      },
    },
    response: [],
  };
}

const script = (listen: 'prerequest' | 'test', exec: string[]): object => ({
  listen,
  script: { type: 'text/javascript', exec },
});

/**
 * The assertion says itself until when it is good. An error alone does not keep newman from sending the request, and older ones
 * cannot leave one out. `buffer` is a part of Postman.
 */
function checkAssertion(signLine: string): string[] {
  const missing = messages.getMessage('postman.missing');
  const ended = messages.getMessage('postman.ended', [signLine]);
  return [
    "const payload = (pm.environment.get('assertion') || '').split('.')[1];",
    'let fault;',
    `if (!payload) fault = ${JSON.stringify(missing)};`,
    "else if (JSON.parse(require('buffer').Buffer.from(payload, 'base64').toString()).exp * 1000 < Date.now())",
    `  fault = ${JSON.stringify(ended)};`,
    'if (fault) {',
    `  pm.test(${JSON.stringify(messages.getMessage('postman.test.assertion'))}, () => { throw new Error(fault); });`,
    '  if (pm.execution && pm.execution.skipRequest) pm.execution.skipRequest();',
    '  throw new Error(fault);',
    '}',
  ];
}

/** A refusal has no secret in it, and says why. */
const keepToken = [
  `pm.test(${JSON.stringify(messages.getMessage('postman.test.token'))}, () => {`,
  '  pm.expect(pm.response.code, pm.response.text()).to.equal(200);',
  "  pm.expect(pm.response.json()).to.include.keys('access_token', 'instance_url');",
  '});',
  'if (pm.response.code === 200) {',
  '  const answer = pm.response.json();',
  "  pm.environment.set('access_token', answer.access_token);",
  "  pm.environment.set('instance_url', answer.instance_url);",
  '}',
];

const checkResources = [
  `pm.test(${JSON.stringify(messages.getMessage('postman.test.resources'))}, () => {`,
  '  pm.expect(pm.response.code, pm.response.text()).to.equal(200);',
  "  pm.expect(pm.response.json()).to.include.keys('sobjects', 'query');",
  '});',
];

const checkQuery = [
  `pm.test(${JSON.stringify(messages.getMessage('postman.test.query'))}, () => {`,
  '  pm.expect(pm.response.code, pm.response.text()).to.equal(200);',
  '  pm.expect(pm.response.json().totalSize).to.equal(1);',
  '});',
];

function environmentOf(request: LoginRequest, { assertion, expiresAt }: SignedAssertion): object {
  const { username, loginUrl, tokenEndpoint } = request;
  const value = (key: string, text: string, type: 'default' | 'secret'): object => ({
    key,
    value: text,
    type,
    enabled: true,
  });
  return {
    id: idOf('environment', request),
    name: messages.getMessage('postman.environment', [username, new URL(loginUrl).host, expiresAt]),
    values: [
      value('token_endpoint', tokenEndpoint, 'default'),
      value('assertion', assertion, 'secret'),
      value('access_token', '', 'secret'),
      value('instance_url', '', 'default'),
    ],
    _postman_variable_scope: 'environment',
    _postman_exported_using: 'sf-plugin-jwt',
  };
}

/** The same for the same login, by which Postman knows that it has been imported before. In the form of a UUID. */
function idOf(kind: string, { clientId, username, loginUrl }: LoginRequest): string {
  const digest = createHash('sha256').update([kind, clientId, username, loginUrl].join('\n')).digest('hex');
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
