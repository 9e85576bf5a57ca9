import type { OrgRequest } from '../answer.ts';
import { type Assertion, parseAssertion } from '../assertion.ts';
import type { FactId } from '../facts/facts.ts';
import { readHost } from '../hosts.ts';
import { textMember } from '../json-values.ts';
import type { World } from '../world.ts';

/** A request to the token endpoint: the text that came as assertion, and what can be read of it. */
type Exchange = { text: string; assertion: Assertion; request: OrgRequest };

const NOTHING_READ: Assertion = { header: {}, claims: {}, signed: '', signature: Buffer.alloc(0) };
const FIRST_MILLISECOND = 1e11;

function readExchange(request: OrgRequest): Exchange | undefined {
  if (!request.path.endsWith('/services/oauth2/token')) return undefined;
  const form = new URLSearchParams(request.body.toString('utf8'));
  const text = form.get('assertion') ?? request.query.get('assertion') ?? '';
  return { text, assertion: parseAssertion(text.replaceAll('=', '')) ?? NOTHING_READ, request };
}

function has(object: Record<string, unknown>, ...names: string[]): boolean {
  return names.some((name) => name in object);
}

/** What the token endpoint takes, or passes by, although it is not the plain case. */
const ofAssertions: Partial<Record<FactId, (exchange: Exchange) => boolean>> = {
  'TOKEN-40': ({ request }) => request.query.has('assertion'),
  'TOKEN-41': ({ assertion: { claims } }) =>
    typeof claims.exp === 'string' || Number(claims.exp) > FIRST_MILLISECOND,
  'TOKEN-42': ({ assertion: { claims } }) =>
    has(claims, 'prn') || textMember(claims, 'sub') !== textMember(claims, 'sub').toLowerCase(),
  'TOKEN-43': ({ assertion: { claims } }) => !/^https?:\/\/[^/]+$/.test(textMember(claims, 'aud')),
  'TOKEN-44': ({ assertion: { claims }, request: { host } }) => {
    const { login, test } = host.org?.world ?? {};
    const named = readHost(textMember(claims, 'aud'));
    return [login, test].some((shared) => shared !== undefined && readHost(shared.origin.host) === named);
  },
  'TOKEN-46': ({ assertion: { claims } }) =>
    !has(claims, 'exp') || !has(claims, 'sub', 'prn') || has(claims, 'nbf', 'scope'),
  'TOKEN-47': ({ text, assertion: { header } }) =>
    text.includes('=') || has(header, 'kid', 'jku', 'x5u', 'jwk', 'crit'),
};

const ofRequests: Partial<Record<FactId, (request: OrgRequest) => boolean>> = {
  'REST-05': ({ path }) => path.startsWith('//'),
  'ORG-02': ({ path }) => /\/sobjects\/\w+\/\w{15}$/.test(path),
  // File names stand in a zip as they are.
  'DEPLOY-22': ({ body }) => body.includes('-meta.xml'),
};

/** The rule that is off and without which the org would not take this request. */
export function findUntolerated({ rulesOff }: World, request: OrgRequest): FactId | undefined {
  const exchange = readExchange(request);
  return [...rulesOff].find(
    (fact) =>
      ofRequests[fact]?.(request) === true ||
      (exchange !== undefined && ofAssertions[fact]?.(exchange) === true),
  );
}
