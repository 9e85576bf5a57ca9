import { Messages } from '@salesforce/core/messages';
import { kindOfHost } from '../../assertion/hosts.ts';
import { findAlias, findAliases } from '../../io/auth-store.ts';
import { findProjectFile } from '../../io/project-file.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { isEntryName, type ProjectEntry } from '../../project/entry.ts';
import { readProject } from '../../project/read.ts';
import { findEntry, type NamedEntry } from '../login-entry.ts';
import type { SetupInput } from './steps.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'setup');

/** Of the app, where nobody named one. */
export const DEFAULT_APP_NAME = 'Jwt_Cli';

/** Which org it is, as its administrator's connection says. */
export type OrgPlace = { orgId: string; instanceUrl: string };

export const placeOf = (connection: OrgConnection): OrgPlace => ({
  orgId: connection.getAuthInfoFields().orgId ?? '',
  instanceUrl: new URL(connection.instanceUrl).origin,
});

/**
 * The entry of the project file that a set-up fills in: the one that was named, else the one that is of this org and app
 * already, else a new one by the name that the org goes by here. Throws when it stands for another org.
 */
export async function chooseEntry(input: SetupInput): Promise<NamedEntry> {
  const place = placeOf(input.connection);
  const named = findEntry(input.entryName ?? findKnown(input, place) ?? (await defaultName(input)));
  refuseOtherOrg(named, place);
  refuseUnknownApp(named, input);
  refuseOtherApp(named, input);
  return named;
}

/** By its address, too: a refreshed sandbox has another id. Entries that a login wrote do not say which app they are of. */
function findKnown({ name = DEFAULT_APP_NAME }: SetupInput, place: OrgPlace): string | undefined {
  const { path, text } = findProjectFile(process.cwd());
  const orgs = text === undefined ? [] : [...readProject({ path, text })];
  const known = orgs.filter(([, entry]) => isOfOrg(entry, place) && entry.app?.name === name);
  return known.length === 1 ? known[0]?.[0] : undefined;
}

const isOfOrg = ({ orgId, instanceUrl }: ProjectEntry, place: OrgPlace): boolean =>
  orgId === place.orgId ||
  (instanceUrl !== undefined && new URL(instanceUrl).host === new URL(place.instanceUrl).host);

/** The alias as typed, else the first that the user has, else the name of the org's My Domain. */
async function defaultName({ admin, connection }: SetupInput): Promise<string> {
  if ((await findAlias(admin)) !== undefined) return toEntryName(admin);
  const [alias] = await findAliases(connection.getUsername() ?? admin);
  if (alias !== undefined) return toEntryName(alias);
  const { hostname } = new URL(connection.instanceUrl);
  return kindOfHost(new URL(connection.instanceUrl)).name === 'simulator'
    ? 'org'
    : toEntryName(hostname.split('.')[0] ?? 'org');
}

function toEntryName(text: string): string {
  if (isEntryName(text)) return text;
  const name = text.replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z]+/, '');
  return isEntryName(name) ? name : 'org';
}

/** A sandbox that was refreshed has another id at the same address; another address is another org. */
function refuseOtherOrg({ name, path, entry = {} }: NamedEntry, place: OrgPlace): void {
  if (entry.instanceUrl === undefined || isOfOrg(entry, place)) return;
  throw messages.createError('error.EntryOfOtherOrg', [path, name, entry.instanceUrl, place.instanceUrl]);
}

/** An entry that a login wrote: the app of that consumer key has a name, and it is not for us to guess it. */
function refuseUnknownApp({ name, path, entry = {} }: NamedEntry, { name: typed, admin }: SetupInput): void {
  if (entry.clientId === undefined || entry.app !== undefined || typed !== undefined) return;
  throw messages.createError('error.AppNotNamed', [path, name, entry.clientId], [name, admin]);
}

/** Another app in the same org: an entry that pipelines log in by goes to it when somebody says so, and not by its default name. */
function refuseOtherApp({ name, path, entry = {} }: NamedEntry, input: SetupInput): void {
  const { app } = entry;
  if (
    input.entryName !== undefined ||
    input.name === undefined ||
    app === undefined ||
    app.name === input.name
  )
    return;
  throw messages.createError(
    'error.EntryOfOtherApp',
    [path, name, app.name, input.name],
    [input.admin, input.name, name],
  );
}
