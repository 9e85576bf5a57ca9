import { Org } from '@salesforce/core';
import type { Session } from './trial.ts';

/** The session that `sf` keeps of an org, renewed as `sf` would renew it. */
export async function readSession(aliasOrUsername: string): Promise<Session> {
  const org = await Org.create({ aliasOrUsername });
  await org.refreshAuth();
  const { instanceUrl, accessToken } = org.getConnection();
  const username = org.getUsername();
  if (!accessToken || username === undefined) throw new Error(`sf has no session of ${aliasOrUsername}`);
  return { instanceUrl, accessToken, username };
}
