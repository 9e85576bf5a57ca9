import { audienceFor } from '../assertion/audience.ts';
import { explainRefusal } from '../diagnosis/refusals.ts';
import { proveToken } from '../io/rest-api.ts';
import { exchange, type ExchangeOptions } from './exchange.ts';
import { completeInput, loginFlags, type LoginInput } from './login-input.ts';
import { loadPrivateKey, type LoadedKey } from './private-key.ts';
import { retry } from './retry.ts';

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
export async function token(input: LoginInput, now: Date, options: ExchangeOptions): Promise<TokenOutput> {
  const login = await completeInput(input, 'sf jwt token');
  const { clientId, username, privateKey: location, instanceUrl } = login;
  const { privateKey, input: keyInput } = await loadPrivateKey(location);
  const audience = input.audience ?? audienceFor(instanceUrl);
  const outcome = await exchange(
    { login: { clientId, username, audience }, host: instanceUrl, privateKey },
    now,
    options,
  );
  if (outcome.kind === 'refused') {
    // without the audience: its default is right where a typed one may have been the mistake
    const retry = `sf jwt token ${loginFlags(login)} --wait 10`;
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
