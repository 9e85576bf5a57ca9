import { findAlias } from '../../io/auth-store.ts';
import type { ProjectEntry } from '../../project/entry.ts';
import type { CreateAppResult } from '../app/create.ts';
import { nameKey, type NamedEntry } from '../login-entry.ts';
import type { OrgPlace } from './choose-entry.ts';
import type { LocalPair } from './local-pair.ts';
import type { SetupInput } from './steps.ts';

/** What a finished set-up says of an org; all that is so already stays as it is written. */
export async function membersOf(
  { named: { path, entry = {} }, input, place }: { named: NamedEntry; input: SetupInput; place: OrgPlace },
  { location }: LocalPair,
  app: CreateAppResult,
): Promise<ProjectEntry> {
  const { certificate, consumerKey, assignedTo } = app;
  return {
    admin: await adminOf(entry, input),
    username: assignedTo[0],
    clientId: consumerKey ?? entry.clientId,
    instanceUrl: isSameHost(entry.instanceUrl, place.instanceUrl) ? entry.instanceUrl : place.instanceUrl,
    orgId: place.orgId,
    // what a pipeline hands over in a variable lies in a file elsewhere
    key: 'variable' in location && entry.key ? entry.key : nameKey(path, location),
    app: appOf(entry, app),
    certificate: { ...entry.certificate, sha256: certificate.sha256, notAfter: certificate.notAfter },
  };
}

function appOf({ app }: ProjectEntry, { name, type, permissionSets }: CreateAppResult): ProjectEntry['app'] {
  const known = app?.name === name ? app : undefined;
  const isKnownSet = known?.permissionSet !== undefined && permissionSets.includes(known.permissionSet);
  const permissionSet = isKnownSet ? known.permissionSet : permissionSets[0];
  return { ...known, name, type, ...(permissionSet !== undefined && { permissionSet }) };
}

/** Another name of the same user, as colleagues have their own aliases, is no reason to change a file that all have. */
async function adminOf(entry: ProjectEntry, { admin, connection }: SetupInput): Promise<string> {
  const known = entry.admin;
  if (known === undefined) return admin;
  return ((await findAlias(known)) ?? known) === connection.getUsername() ? known : admin;
}

function isSameHost(one: string | undefined, other: string): boolean {
  return one !== undefined && new URL(one).host === new URL(other).host;
}
