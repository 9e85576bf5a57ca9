import { appApiVersion } from '../../app/api-version.ts';
import { summarizeApps, type AppSummary } from '../../app/app-summary.ts';
import type { AppType } from '../../app/app-type.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { stageTeller, type FlowOptions } from '../progress.ts';
import { readApps } from './read-apps.ts';

export type ListAppsInput = {
  connection: OrgConnection;
  /** Both kinds without it. */
  type?: AppType;
};

/** `isSoapRefused`: certificates are unknown, because the session's access token is one in JWT format. */
export type ListAppsResult = {
  apps: AppSummary[];
  isSoapRefused: boolean;
  instanceUrl: string;
  username: string;
};

/** Lists the apps of an org, whoever made them, with what decides about JWT logins. */
export async function listApps(
  { connection, type }: ListAppsInput,
  now: Date,
  options: FlowOptions,
): Promise<ListAppsResult> {
  stageTeller(options)('read', connection.instanceUrl);
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const types: AppType[] = type ? [type] : ['external-client-app', 'connected-app'];
  const { found, rows, isSoapRefused } = await readApps(connection, types, now);
  return {
    apps: summarizeApps(found, rows, now),
    isSoapRefused,
    instanceUrl: new URL(connection.instanceUrl).origin,
    username: connection.getUsername() ?? '',
  };
}
