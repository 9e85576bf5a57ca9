import { resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { audienceFor } from '../assertion/audience.ts';
import { explainRefusal } from '../diagnosis/refusals.ts';
import { readStoredLogin } from '../io/auth-store.ts';
import { proveToken } from '../io/rest-api.ts';
import type { SecretLocation } from '../io/secret-input.ts';
import { exchange, type ExchangeOptions } from './exchange.ts';
import { loadPrivateKey, type LoadedKey, type PrivateKeyLocation } from './private-key.ts';
import { retry } from './retry.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'token');

/** Where a login's parts come from: typed, or an org that `sf` is authorised to by JWT (what is typed as well wins). */
export type TokenInput = {
  targetOrg?: string;
  clientId?: string;
  username?: string;
  privateKey?: PrivateKeyLocation;
  instanceUrl?: URL;
  audience?: string;
};

/** `accessToken` is a secret. `scope` is space-separated, as the org wrote it. */
export type TokenResult = {
  accessToken: string;
  instanceUrl: string;
  username: string;
  orgId: string;
  userId: string;
  scope: string;
};

export type TokenOutput = { result: TokenResult; keyInput: LoadedKey['input'] };

/** Signs an assertion, exchanges it for a token and proves the token with an API call. A refusal is thrown, explained. */
export async function token(input: TokenInput, now: Date, options: ExchangeOptions): Promise<TokenOutput> {
  const { clientId, username, privateKey: location, instanceUrl } = await completeInput(input);
  const { privateKey, input: keyInput } = await loadPrivateKey(location);
  const audience = input.audience ?? audienceFor(instanceUrl);
  const outcome = await exchange(
    { login: { clientId, username, audience }, host: instanceUrl, privateKey },
    now,
    options,
  );
  if (outcome.kind === 'refused') {
    const retry = retryCommand({ clientId, username, privateKey: location, instanceUrl });
    throw explainRefusal(outcome.refusal, { clientId, username, audience, host: instanceUrl.origin, retry });
  }
  const { accessToken, instanceUrl: origin } = outcome.token;
  await retry(
    async () => proveToken(origin, accessToken, options.signal),
    new URL(origin).host,
    options.signal,
  );
  return { result: { ...outcome.token, username }, keyInput };
}

type CompleteInput = Required<Omit<TokenInput, 'targetOrg' | 'audience'>>;

async function completeInput({
  targetOrg,
  clientId,
  username,
  privateKey,
  instanceUrl,
}: TokenInput): Promise<CompleteInput> {
  if (clientId !== undefined && username !== undefined && privateKey !== undefined) {
    return {
      clientId,
      username,
      privateKey,
      instanceUrl: instanceUrl ?? new URL('https://login.salesforce.com'),
    };
  }
  const missing = Object.entries({
    '--client-id': clientId,
    '--username': username,
    '--jwt-key-file': privateKey,
  })
    .filter(([, value]) => value === undefined)
    .map(([flag]) => flag);
  // parts of the default org's login are never mixed silently with typed ones
  if (targetOrg === undefined && missing.length < 3) {
    throw messages.createError('error.LoginIncomplete', [missing.join(', ')], [], 2);
  }
  const stored = await readStoredLogin(targetOrg);
  return {
    clientId: clientId ?? stored.clientId,
    username: username ?? stored.username,
    privateKey: privateKey ?? { key: { file: stored.privateKeyFile } },
    instanceUrl: instanceUrl ?? new URL(stored.loginUrl),
  };
}

/** Without the audience: its default is right where a typed one may have been the mistake. */
function retryCommand({ clientId, username, privateKey, instanceUrl }: CompleteInput): string {
  const keyFlags = [flagOf('--jwt-key', privateKey.key), flagOf('--passphrase', privateKey.passphrase)]
    .filter(Boolean)
    .join(' ');
  return `sf jwt token --client-id ${clientId} --username ${username} ${keyFlags} --instance-url ${instanceUrl.origin} --wait 10`;
}

function flagOf(name: string, location: SecretLocation | undefined): string {
  if (!location) return '';
  if ('variable' in location) return `${name}-env ${location.variable}`;
  return `${name}-file ${location.file === '-' ? '-' : `"${resolve(location.file)}"`}`;
}
