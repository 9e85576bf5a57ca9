import { appApiVersion } from '../../app/api-version.ts';
import type { OrgFacts } from '../../diagnosis/facts.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { describeOrgApp, readOrgApp } from './org-app.ts';
import { readOrgUser } from './org-user.ts';

/** `publicKeySha256`: of the key that signs the login, by `publicKeySha256` of keys/fingerprint. */
export type OrgQuestion = { clientId: string; username: string; publicKeySha256: string | null };

/** `targetOrg`: how `sf` knows the org, an alias perhaps; without it, the administrator's username. */
export type OrgFactsOptions = { targetOrg?: string };

/**
 * What an administrator's org tells of a login: who logs in, by which app, and what stops it. What this administrator may not
 * read is `null`, and the rest is told; errors are of the session and the way there. Six or seven requests in three steps,
 * and one more for each further ten apps of a kind.
 */
export async function readOrgFacts(
  connection: OrgConnection,
  { clientId, username, publicKeySha256: keySha256 }: OrgQuestion,
  now: Date,
  { targetOrg = connection.getUsername() ?? '' }: OrgFactsOptions = {},
): Promise<OrgFacts> {
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const [{ assignments, ...told }, { app, appsOfKey }] = await Promise.all([
    readOrgUser(connection, username, now),
    readOrgApp(connection, { clientId, keySha256 }),
  ]);
  return {
    targetOrg,
    orgId: connection.getAuthInfoFields().orgId ?? '',
    host: new URL(connection.instanceUrl).origin,
    isSandbox: told.isSandbox,
    app: app && describeOrgApp(app, told.user ? assignments : undefined, now),
    appsOfKey,
    user: told.user,
    nearUsers: told.nearUsers,
    logins: told.logins,
  };
}
