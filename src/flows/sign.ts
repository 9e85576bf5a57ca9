import { tokenEndpointOf } from '../assertion/audience.ts';
import { buildClaims, lifetimeFrom, type AssertionClaims } from '../assertion/claims.ts';
import { parseExtraClaims, type ExtraClaims } from '../assertion/extra-claims.ts';
import { signAssertion } from '../assertion/sign.ts';
import type { NamedLoginInput } from './login-entry.ts';
import { checkLogin, loginFlags } from './login-input.ts';
import { completeNamed } from './named-login.ts';
import type { LoadedKey } from './private-key.ts';

/** `claims`: further ones, as `NAME=TEXT` or `NAME:=JSON`. */
export type SignInput = NamedLoginInput & {
  claims: string[];
  lifetimeSeconds: number;
};

/** `assertion` is a secret until `expiresAt`. Moments are ISO 8601 in UTC. */
export type SignResult = {
  assertion: string;
  claims: AssertionClaims & ExtraClaims;
  audience: string;
  issuedAt: string;
  expiresAt: string;
  tokenEndpoint: string;
};

/** `command`: what makes another assertion like this one. */
export type SignOutput = { result: SignResult; keyInput: LoadedKey['input']; command: string };

/** Signs an assertion for another client to exchange. Nothing is sent. */
export async function sign(input: SignInput, now: Date): Promise<SignOutput> {
  const extra = parseExtraClaims(input.claims);
  const lifetimeSeconds = lifetimeFrom(input.lifetimeSeconds);
  const { login, loadKey } = await completeNamed(input, 'sf jwt sign');
  checkLogin(login);
  const { clientId, username, audience, host } = login;
  const { privateKey, input: keyInput } = await loadKey();
  const claims = { ...buildClaims({ clientId, username, audience }, now, lifetimeSeconds), ...extra };
  const result = {
    assertion: await signAssertion(claims, privateKey),
    claims,
    audience,
    issuedAt: toIsoSeconds(claims.iat),
    expiresAt: toIsoSeconds(claims.exp),
    tokenEndpoint: tokenEndpointOf(host).href,
  };
  return { result, keyInput, command: `sf jwt sign ${loginFlags(login)}${ownFlags(input)}` };
}

function toIsoSeconds(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

function ownFlags({ audience, claims }: SignInput): string {
  return [
    ...(audience === undefined ? [] : [`--audience ${audience}`]),
    // single quotes, because JSON has double ones
    ...claims.map((claim) => `--claim '${claim.replaceAll("'", `'\\''`)}'`),
  ]
    .map((flag) => ` ${flag}`)
    .join('');
}
