import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'claims');

export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };
export type ExtraClaims = { [name: string]: JsonValue };

/**
 * Claims that say who logs in, where and until when: each has a flag of its own. `prn` is the old name of `sub`, which an
 * org takes before `sub`.
 */
const ownedByFlags: Readonly<Record<string, string>> = {
  iss: '--client-id',
  sub: '--username',
  prn: '--username',
  aud: '--audience',
  exp: '--lifetime',
  iat: '--lifetime',
};

/**
 * Reads claims as they are typed: `NAME=VALUE` is text, whatever it looks like; `NAME:=VALUE` is JSON. A consumer compares
 * types as well as values, so that nothing is guessed here.
 */
export function parseExtraClaims(typed: readonly string[]): ExtraClaims {
  const claims = new Map<string, JsonValue>();
  for (const text of typed) {
    const [name, value] = parseClaim(text);
    // RFC 7519, section 4: names within a claims set are unique
    if (claims.has(name)) throw messages.createError('error.ClaimRepeated', [name], [], 2);
    claims.set(name, value);
  }
  return Object.fromEntries(claims);
}

function parseClaim(text: string): [name: string, value: JsonValue] {
  const [, name = '', colon = '', value = ''] = /^([^=]+?)(:?)=([^]*)$/.exec(text) ?? [];
  if (name === '') throw messages.createError('error.ClaimInvalid', [text], [], 2);
  const flag = Object.hasOwn(ownedByFlags, name) ? ownedByFlags[name] : undefined;
  if (flag !== undefined) throw messages.createError('error.ClaimHasFlag', [name], [flag], 2);
  const claim = colon === '' ? value : parseJson(name, value);
  if (name === 'nbf' && typeof claim !== 'number')
    throw messages.createError('error.ClaimIsNotNumber', [name], [name], 2);
  return [name, claim];
}

function parseJson(name: string, value: string): JsonValue {
  try {
    return JSON.parse(value, refuseInexact) as JsonValue;
  } catch {
    throw messages.createError('error.ClaimIsNotJson', [name, value], [name, name], 2);
  }
}

/** An integer beyond 2^53 would be signed as another one. */
function refuseInexact(_name: string, value: unknown): unknown {
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new RangeError();
  return value;
}
