import { Messages } from '@salesforce/core/messages';
import { audienceFor } from '../assertion/audience.ts';
import { explainRefusal } from '../diagnosis/refusals.ts';
import { readStoredLogin } from '../io/auth-store.ts';
import { readInputFile } from '../io/input-file.ts';
import { proveToken } from '../io/rest-api.ts';
import { parsePrivateKey } from '../keys/parse.ts';
import { exchange, type ExchangeOptions } from './exchange.ts';
import { retry } from './retry.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'token');

/** Where a login's parts come from: typed, or an org that `sf` is authorised to by JWT (what is typed as well wins). */
export type TokenInput = {
  targetOrg?: string;
  clientId?: string;
  username?: string;
  jwtKeyFile?: string;
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

export type TokenOutput = { result: TokenResult; keyFile: { path: string; isOpenToOthers: boolean } };

/** Signs an assertion, exchanges it for a token and proves the token with an API call. A refusal is thrown, explained. */
export async function token(input: TokenInput, now: Date, options: ExchangeOptions): Promise<TokenOutput> {
  const { clientId, username, jwtKeyFile, instanceUrl } = await completeInput(input);
  const { path, contents, isOpenToOthers } = await readInputFile(jwtKeyFile, '--jwt-key-file');
  const privateKey = parsePrivateKey(contents, path);
  const audience = input.audience ?? audienceFor(instanceUrl);
  const outcome = await exchange(
    { login: { clientId, username, audience }, host: instanceUrl, privateKey },
    now,
    options,
  );
  if (outcome.kind === 'refused') {
    const retry = retryCommand({ clientId, username, jwtKeyFile: path, instanceUrl });
    throw explainRefusal(outcome.refusal, { clientId, username, audience, host: instanceUrl.origin, retry });
  }
  const { accessToken, instanceUrl: origin } = outcome.token;
  await retry(
    async () => proveToken(origin, accessToken, options.signal),
    new URL(origin).host,
    options.signal,
  );
  return { result: { ...outcome.token, username }, keyFile: { path, isOpenToOthers } };
}

type CompleteInput = Required<Omit<TokenInput, 'targetOrg' | 'audience'>>;

async function completeInput({
  targetOrg,
  clientId,
  username,
  jwtKeyFile,
  instanceUrl,
}: TokenInput): Promise<CompleteInput> {
  if (clientId !== undefined && username !== undefined && jwtKeyFile !== undefined) {
    return {
      clientId,
      username,
      jwtKeyFile,
      instanceUrl: instanceUrl ?? new URL('https://login.salesforce.com'),
    };
  }
  const missing = Object.entries({
    '--client-id': clientId,
    '--username': username,
    '--jwt-key-file': jwtKeyFile,
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
    jwtKeyFile: jwtKeyFile ?? stored.privateKeyFile,
    instanceUrl: instanceUrl ?? new URL(stored.loginUrl),
  };
}

/** Without the audience: its default is right where a typed one may have been the mistake. */
function retryCommand({ clientId, username, jwtKeyFile, instanceUrl }: CompleteInput): string {
  return `sf jwt token --client-id ${clientId} --username ${username} --jwt-key-file "${jwtKeyFile}" --instance-url ${instanceUrl.origin} --wait 10`;
}
