import { Messages } from '@salesforce/core/messages';
import { changedComponents, partOf, partsOf } from '../../app/components.ts';
import { findDifferences } from '../../app/differences.ts';
import type { Component } from '../../app/metadata-files.ts';
import type { AppSettings } from '../../app/settings.ts';
import { readComponent } from '../../io/metadata-api.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { deploy, type DeployEnd, type DeployOptions } from './deploy.ts';
import { readApp, readByParts, type AppInOrg } from './read-app.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

/** API name → label of permission sets: a Connected App calls them by their labels. Others are their own labels. */
export type SetLabels = ReadonlyMap<string, string>;

/**
 * Changes settings of an app in place. A deploy replaces whole components, so what is to be changed is read as a whole first,
 * and all else in it is sent back as it was. Gives the end of the deploy; what the org holds then is for `confirmApp` to see.
 */
export async function changeApp(
  connection: OrgConnection,
  app: AppInOrg,
  changes: Partial<AppSettings>,
  { labels, ...options }: DeployOptions & { labels: SetLabels },
): Promise<DeployEnd> {
  const written = writtenSettings(app, changes, labels);
  return deploy(connection, app, await changedParts(connection, app, written), options);
}

/** The components to deploy for the changes. */
async function changedParts(
  connection: OrgConnection,
  app: AppInOrg,
  written: Partial<AppSettings>,
): Promise<Component[]> {
  const missing = partsOf(app.type, written).filter((part) => app.partial.includes(part));
  const whole = missing.length > 0 ? await readWhole(connection, app, missing) : app;
  return changedComponents(whole, missing.includes('policies') ? withAdmission(app, written) : written);
}

async function readWhole(connection: OrgConnection, app: AppInOrg, missing: string[]): Promise<AppInOrg> {
  const read = await Promise.all(
    missing.map(async (part) => {
      return [part, await readComponent(connection, partOf(app.type, part).type, app.name)] as const;
    }),
  );
  const isThere = read.every(([, record]) => record['fullName'] !== undefined);
  if (isThere) return { ...app, parts: { ...app.parts, ...Object.fromEntries(read) } };
  return (await readByParts(connection, app.name)) ?? app;
}

/** Who was admitted by hand may be missing in the policies as the org returns them, and would lose the app by their deploy. */
function withAdmission({ settings }: AppInOrg, written: Partial<AppSettings>): Partial<AppSettings> {
  const { permissionSets, profiles } = settings;
  return { permissionSets, profiles, ...written };
}

/** Settings in the words of the kind of app. */
export function writtenSettings<Settings extends Partial<AppSettings>>(
  { type }: Pick<AppInOrg, 'type'>,
  settings: Settings,
  labels: SetLabels,
): Settings {
  if (type !== 'connected-app' || settings.permissionSets === undefined) return settings;
  return { ...settings, permissionSets: settings.permissionSets.map((name) => labels.get(name) ?? name) };
}

/**
 * Reads an app back after a deploy: what an org took over silently differs from what was sent in too many reported cases.
 * `undefined` when the session of the target org cannot read apps; then the app stands all the same. Throws
 * `AppDiffersError` with what differs.
 */
export async function confirmApp(
  connection: OrgConnection,
  { type, name, consumerKey }: Pick<AppInOrg, 'type' | 'name' | 'consumerKey'>,
  wanted: Partial<AppSettings>,
): Promise<AppInOrg | undefined> {
  const found = await readApp(connection, { type, name }).catch((error: unknown) => {
    if ((error as Error).name === 'SoapRefusesTokenError') return 'unreadable' as const;
    throw error;
  });
  if (found === 'unreadable') return undefined;
  const differences: string[] = found
    ? findDifferences(found.settings, wanted).map(({ setting }) => setting)
    : ['app'];
  if (found?.consumerKey !== consumerKey) differences.push('consumerKey');
  if (differences.length === 0) return found;
  throw messages.createError('error.AppDiffers', [name, differences.join(', '), consumerKey]);
}
