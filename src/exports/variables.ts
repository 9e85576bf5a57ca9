import { Messages } from '@salesforce/core/messages';
import type { ExportedText, LoginRequest, SignedAssertion } from './login-request.ts';
import { comment, shells, type Shell } from './shells.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'exports');

/** The variable that holds the assertion. */
export const ASSERTION_VARIABLE = 'SF_JWT_ASSERTION';

/** What another program needs for the exchange, as variables: a file that shells and readers of `.env` take. */
export function renderVariables(
  { clientId, username, audience, tokenEndpoint, again }: LoginRequest,
  { assertion, expiresAt }: SignedAssertion,
  shell: Shell,
): ExportedText[] {
  const { assign } = shells[shell];
  const lines = [
    ...comment(messages.getMessage('variables.what', [username])),
    ...comment(messages.getMessage('variables.secret', [ASSERTION_VARIABLE, expiresAt])),
    ...comment(messages.getMessage('variables.again', [again])),
    assign('SF_JWT_CLIENT_ID', clientId),
    assign('SF_JWT_USERNAME', username),
    assign('SF_JWT_AUDIENCE', audience),
    assign('SF_JWT_TOKEN_ENDPOINT', tokenEndpoint),
    assign(ASSERTION_VARIABLE, assertion),
  ];
  const name = shell === 'posix' ? '.env' : 'env.ps1';
  return [{ name, contents: `${lines.join('\n')}\n`, isSecret: true }];
}

/** Whether a file has nothing in it but what is exported, so that nobody misses it when it is replaced. */
export function isOwnVariables(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.length > 0 && lines.every((line) => /^(?:\$env:)?SF_JWT_\w+ ?=/.test(line));
}
