import { Org } from '@salesforce/core';
import type { OrgConnection } from './org-call.ts';

/** The connection of an org that `sf` is authorised to, by alias or username; never of the default org. */
export async function openOrg(target: string): Promise<OrgConnection> {
  return (await Org.create({ aliasOrUsername: target })).getConnection();
}
