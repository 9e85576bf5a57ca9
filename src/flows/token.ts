import { addressOf, tokenEndpointOf } from '../assertion/audience.ts';
import { buildClaims, type AssertionClaims } from '../assertion/claims.ts';
import { proveLogin, type ProofOptions } from './app/prove-login.ts';
import { fillFromEntry, findEntry, loadNamedKey, requireName, type NamedLoginInput } from './login-entry.ts';
import { checkLogin, completeInput, loginFlags } from './login-input.ts';
import type { LoadedKey } from './private-key.ts';

/**
 * `accessToken` is a secret. `scope` is space-separated, as the org wrote it. `host` was asked, for `audience`, for these
 * `reasons`. `clockAheadSeconds`: how far this machine's clock is ahead of the host's; `null` when the host did not tell.
 */
export type TokenResult = {
  accessToken: string;
  tokenFormat: 'opaque' | 'jwt';
  instanceUrl: string;
  username: string;
  orgId: string;
  userId: string;
  scope: string;
  host: string;
  audience: string;
  reasons: string[];
  clockAheadSeconds: number | null;
};

export type TokenOutput = { result: TokenResult; keyInput: LoadedKey['input']; tries: number };

/** What will be sent, before it is; nothing of it is secret. */
export type TokenPlan = {
  reasons: string[];
  keySource: string;
  claims: AssertionClaims;
  tokenEndpoint: string;
};

export type TokenOptions = ProofOptions & { onPlan?: (plan: TokenPlan) => void };

/**
 * Signs an assertion, exchanges it for a token and proves the token with an API call. A refusal is thrown, explained. An
 * entry of the project file that is named has to be there.
 */
export async function token(input: NamedLoginInput, now: Date, options: TokenOptions): Promise<TokenOutput> {
  const named = input.org === undefined ? undefined : findEntry(input.org);
  if (named) requireName(named);
  const login = await completeInput(fillFromEntry(input, named), 'sf jwt token');
  checkLogin(login);
  const { clientId, username, host, audience, reasons } = login;
  const { privateKey, input: keyInput } = await loadNamedKey(input, login, named);
  options.onPlan?.({
    reasons,
    keySource: keyInput.source,
    claims: buildClaims({ clientId, username, audience }, now),
    tokenEndpoint: tokenEndpointOf(host).href,
  });
  // without the audience: its default is right where a typed one may have been the mistake
  const retry = `sf jwt token ${loginFlags(login)} --wait 10`;
  const proven = await proveLogin({ clientId, username, audience, host, privateKey, retry }, now, options);
  const { isJwtToken, ...granted } = proven.token;
  const result: TokenResult = {
    ...granted,
    tokenFormat: isJwtToken ? 'jwt' : 'opaque',
    username,
    host: addressOf(host),
    audience,
    reasons,
    clockAheadSeconds: proven.aheadSeconds ?? null,
  };
  return { result, keyInput, tries: proven.refusals + 1 };
}
