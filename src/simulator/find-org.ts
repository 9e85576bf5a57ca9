import type { OrgRequest } from './answer.ts';
import { findAppByKey } from './apps.ts';
import { readToken } from './handlers/authenticate.ts';
import { readCredentials } from './handlers/introspect.ts';
import type { OrgState } from './org-state.ts';
import { isSameId } from './record-ids.ts';
import { deleteTokenOf, findByAccessToken } from './sessions.ts';
import type { World } from './world.ts';

/** Where a token may stand: `token` to be revoked or looked into, the others for user info and identity. */
const TOKEN_PARAMETERS = ['token', 'access_token', 'oauth_token'];

function tokensOf(request: OrgRequest, form: URLSearchParams): string[] {
  const sent = TOKEN_PARAMETERS.flatMap((name) => [form.get(name), request.query.get(name)]);
  return [readToken(request), ...sent].filter(
    (token) => typeof token === 'string' && token !== '',
  ) as string[];
}

function hasToken(org: OrgState, token: string): boolean {
  return (
    findByAccessToken(org, token) !== undefined ||
    org.sessions.some((session) => deleteTokenOf(session.token) === token)
  );
}

/** At an org's own host that org; at a shared host the one whose id, app or token the request brings. */
export function findOrg(request: OrgRequest, world: World, now: Date): OrgState | undefined {
  const { host, params } = request;
  if (host.org !== null) return host.org;
  const form = new URLSearchParams(request.body.toString('utf8'));
  const { clientId } = readCredentials(request, form);
  const tokens = tokensOf(request, form);
  const named =
    world.orgs.find((org) => isSameId(org.id, params.orgId ?? '')) ??
    world.orgs.find((org) => findAppByKey(org, clientId, now) !== undefined) ??
    world.orgs.find((org) => tokens.some((token) => hasToken(org, token)));
  return named ?? world.orgs[0];
}
