import { Messages } from '@salesforce/core/messages';
import {
  GRANT_TYPE,
  QUERY,
  type ExportedText,
  type LoginRequest,
  type SignedAssertion,
} from './login-request.ts';
import { comment } from './shells.ts';
import { ASSERTION_VARIABLE, renderVariables } from './variables.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'exports');

/**
 * Requests for the REST Client of VS Code (humao.rest-client) and for httpyac, with the assertion in a file `.env` beside, which
 * both read (`$dotenv`). REST Client names an answer `login.response.body.$.access_token`, and httpyac `login.access_token`: the
 * last lines let httpyac know the longer name, which it reads as JavaScript.
 */
export function renderHttpFile(request: LoginRequest, signed: SignedAssertion): ExportedText[] {
  const { name, username, loginUrl, tokenEndpoint, apiPath, again } = request;
  const title = (key: string): string => `### ${messages.getMessage(`http.${key}`)}`;
  const call = (key: string, path: string): string[] => [
    title(key),
    '# @ref login',
    `GET {{login.response.body.$.instance_url}}${path}`,
    'Authorization: Bearer {{login.response.body.$.access_token}}',
    '',
  ];
  const lines = [
    ...comment(messages.getMessage('http.what', [username, loginUrl])),
    ...comment(messages.getMessage('http.secret', [ASSERTION_VARIABLE])),
    ...comment(messages.getMessage('variables.again', [again])),
    '',
    title('token'),
    '# @name login',
    `POST ${tokenEndpoint}`,
    'Content-Type: application/x-www-form-urlencoded',
    '',
    // both clients send it as it stands; an assertion has no character that would have to be encoded
    `grant_type=${encodeURIComponent(GRANT_TYPE)}&assertion={{$dotenv ${ASSERTION_VARIABLE}}}`,
    '',
    ...call('resources', apiPath),
    ...call('query', `${apiPath}query?q=${QUERY.replaceAll(' ', '+')}`),
    title('httpyac'),
    '{{+response',
    "  if (httpRegion.metaData.name === 'login') {",
    '    exports.login = { response: { body: { $: response.parsedBody } } };',
    '  }',
    '}}',
  ];
  const file = { name: `${name}.http`, contents: `${lines.join('\n')}\n`, isSecret: false };
  return [file, ...renderVariables(request, signed, 'posix')];
}
