import { proveLogin, type ProofOptions } from './app/prove-login.ts';
import { checkLogin, completeInput, loginFlags, type LoginInput } from './login-input.ts';
import { loadPrivateKey, type LoadedKey } from './private-key.ts';

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
export async function token(input: LoginInput, now: Date, options: ProofOptions): Promise<TokenOutput> {
  const login = await completeInput(input, 'sf jwt token');
  checkLogin(login);
  const { clientId, username, privateKey: location, host, audience } = login;
  const { privateKey, input: keyInput } = await loadPrivateKey(location);
  // without the audience: its default is right where a typed one may have been the mistake
  const retry = `sf jwt token ${loginFlags(login)} --wait 10`;
  const proven = await proveLogin({ clientId, username, audience, host, privateKey, retry }, now, options);
  return { result: { ...proven.token, username }, keyInput };
}
