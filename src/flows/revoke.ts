import { Messages } from '@salesforce/core/messages';
import { findToken, formOfToken, type RevocableForm } from '../assertion/access-token.ts';
import { listStoredOrgs } from '../io/auth-store.ts';
import type { OrgConnection } from '../io/org-call.ts';
import { readOrgId } from '../io/org-identity.ts';
import { readKeyInput, type SecretLocation } from '../io/secret-input.ts';
import { revokeToken } from '../io/token-revocation.ts';
import { repair } from '../keys/repair.ts';
import { isRecognized, recognize } from '../keys/recognize.ts';
import { retry } from './retry.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'revoke');

/** Where a token is, and whose it is where that is known; or the session that `sf` has of an org. */
export type RevokeInput = { token: SecretLocation; instanceUrl?: URL } | { session: OrgConnection };

/** `already-invalid`: the org knows no such token: it has ended before, or was never one of this org. */
export type RevokeResult = { outcome: 'revoked' | 'already-invalid'; instanceUrl: string };

/**
 * Revokes one token, at the host that was named, or at the org that `sf` knows for it. A token that is dead already is no fault,
 * but one of another org than the host's is: `TokenOfOtherOrgError`.
 */
export async function revoke(input: RevokeInput, signal?: AbortSignal): Promise<RevokeResult> {
  const { token, form, host } = 'session' in input ? sessionOf(input.session) : await readToken(input);
  const { kind } = await retry(async () => revokeToken(host, token, signal), host.host, signal);
  if (kind === 'unknown') await refuseOtherOrg(form, host, signal);
  return { outcome: kind === 'revoked' ? 'revoked' : 'already-invalid', instanceUrl: host.origin };
}

type TokenAtHost = { token: string; form: RevocableForm; host: URL };

function sessionOf(connection: OrgConnection): TokenAtHost {
  const token = connection.accessToken ?? '';
  const form = formOfToken(token) ?? { kind: 'opaque', orgId: undefined };
  return { token, form, host: new URL(connection.instanceUrl) };
}

async function readToken({
  token: location,
  instanceUrl,
}: Extract<RevokeInput, { token: unknown }>): Promise<TokenAtHost> {
  const { contents, source } = await readKeyInput(location, '--token-file');
  const repaired = repair(contents);
  const token = findToken(repaired.toString('utf8'));
  // a key must not be sent anywhere, least of all for a token
  const isOther = isRecognized(repaired) && !['access-token', 'jwt'].includes(recognize(repaired));
  const form = isOther ? undefined : formOfToken(token);
  if (form === undefined) throw messages.createError('error.NoToken', [source]);
  if (form.kind === 'other-jwt') throw messages.createError('error.AssertionForToken', [source]);
  const host = instanceUrl ?? (await findHost(form));
  if (host === undefined) throw messages.createError('error.TokenHostUnknown', [], [], 2);
  return { token, form, host };
}

/** The address of the org whose token it is, by what `sf` knows. A token itself is not believed where it wants to go. */
async function findHost(form: RevocableForm): Promise<URL | undefined> {
  const orgs = await listStoredOrgs();
  const org = orgs.find(({ orgId, instanceUrl }) =>
    form.kind === 'opaque'
      ? form.orgId !== undefined && orgId.slice(0, 15) === form.orgId
      : form.kind === 'jwt' && originOf(instanceUrl) === originOf(form.issuer),
  );
  const origin = originOf(org?.instanceUrl);
  return origin === undefined ? undefined : new URL(origin);
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

/** To another org, a living token looks like a dead one. */
async function refuseOtherOrg(form: RevocableForm, host: URL, signal?: AbortSignal): Promise<void> {
  if (form.kind !== 'opaque' || form.orgId === undefined) return;
  const orgId = await readOrgId(host, signal).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    return undefined;
  });
  if (orgId !== undefined && orgId !== form.orgId)
    throw messages.createError('error.TokenOfOtherOrg', [form.orgId, host.host, orgId]);
}
