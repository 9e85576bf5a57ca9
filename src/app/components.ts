import type { AppKind, ComponentRecord, Part, PartFields, PartRecords } from './app-kind.ts';
import type { AppType } from './app-type.ts';
import { connectedApp } from './connected-app.ts';
import { externalClientApp } from './external-client-app.ts';
import type { Component, ComponentFields } from './metadata-files.ts';
import type { AppSettings, SettingName } from './settings.ts';

export const appKinds: Record<AppType, AppKind> = {
  'external-client-app': externalClientApp,
  'connected-app': connectedApp,
};

/** The metadata type and file of a part. */
export function partOf(type: AppType, part: string): Part {
  const found = appKinds[type].parts[part];
  if (!found) throw new Error(`An app of the type ${type} has no part ${part}`);
  return found;
}

/** All settings, as the parts of an app hold them. */
export function readSettings(type: AppType, parts: PartRecords): AppSettings {
  const rows = Object.entries(appKinds[type].settings);
  return Object.fromEntries(rows.map(([name, row]) => [name, row.read(parts)])) as AppSettings;
}

/** The components of a new app, all with its own name. Without a consumer key, the org makes one. */
export function newComponents(
  { type, name, consumerKey }: { type: AppType; name: string; consumerKey?: string },
  settings: AppSettings,
): Component[] {
  const { parts, fixed } = appKinds[type];
  const set = Object.entries(settings).filter(([, value]) => !isNothing(value));
  const fields = mergeParts(
    fixed({ name, label: settings.label, consumerKey }),
    writeSettings(type, Object.fromEntries(set)),
  );
  return Object.entries(parts).map(([part, metadata]) => {
    return { ...metadata, name, fields: inOrder(fields[part] ?? {}) };
  });
}

/** An element for nothing clears it in an app that is there, and says nothing in a new one. */
const isNothing = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** The names of the parts that a change of these settings is written to. */
export const partsOf = (type: AppType, changes: Partial<AppSettings>): string[] =>
  Object.keys(writeSettings(type, changes));

/**
 * The components to deploy so that the settings change and all else stays: a deploy replaces whole components, and what it
 * leaves out returns to its default. `parts` are the whole records, `names` the names of their components.
 */
export function changedComponents(
  { type, parts, names }: { type: AppType; parts: PartRecords; names: Record<string, string> },
  changes: Partial<AppSettings>,
): Component[] {
  return Object.entries(writeSettings(type, changes)).map(([part, fields]) => ({
    ...partOf(type, part),
    name: names[part] ?? '',
    fields: inOrder(mergeFields(keptFields(parts[part] ?? {}), fields)),
  }));
}

function writeSettings(type: AppType, settings: Partial<AppSettings>): PartFields {
  const rows = appKinds[type].settings;
  const writes = Object.entries(settings).map(([name, value]) => {
    const row = rows[name as SettingName] as { write: (value: unknown) => PartFields };
    return row.write(value);
  });
  return writes.reduce(mergeParts, {});
}

function mergeParts(one: PartFields, other: PartFields): PartFields {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].map((name) => [name, mergeFields(one[name] ?? {}, other[name] ?? {})]),
  );
}

const isGroup = (value: unknown): value is ComponentFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An `undefined` element takes away the one that is there. */
function mergeFields(fields: ComponentFields, changes: ComponentFields): ComponentFields {
  const merged = Object.entries(changes).map(([name, value]) => {
    const old = fields[name];
    return [name, isGroup(value) ? mergeFields(isGroup(old) ? old : {}, value) : value] as const;
  });
  return { ...fields, ...Object.fromEntries(merged) };
}

/**
 * Names of a record that are never sent again. `fullName` is the file's name. An app that is there refuses a consumer key,
 * even its own ("You cannot provide a Consumer Key"), and would be given another one by the two switches.
 */
const NEVER_SENT_AGAIN = [
  '$',
  'fullName',
  'consumerKey',
  'consumerSecret',
  'shouldRotateConsumerKey',
  'shouldRotateConsumerSecret',
];

/** Everything else stays as the org returned it, also what this version of the plugin does not know. */
function keptFields(record: ComponentRecord): ComponentFields {
  const entries = Object.entries(record).flatMap(([name, value]) => {
    if (NEVER_SENT_AGAIN.includes(name) || isNil(value)) return [];
    return [[name, keptValue(value)] as const];
  });
  return Object.fromEntries(entries);
}

function keptValue(value: unknown): ComponentFields[string] {
  if (Array.isArray(value)) return value.map(keptValue) as ComponentFields[];
  return isGroup(value) ? keptFields(value) : (value as string | boolean);
}

const isNil = (value: unknown): boolean =>
  value === null || value === undefined || (isGroup(value) && isGroup(value['$']) && 'xsi:nil' in value['$']);

/** The WSDL's order is alphabetical, and the schema a sequence. A group without elements is left out. */
function inOrder(fields: ComponentFields): ComponentFields {
  const entries = Object.entries(fields)
    .map(([name, value]) => [name, orderedValue(value)] as const)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries);
}

function orderedValue(value: ComponentFields[string]): ComponentFields[string] {
  if (Array.isArray(value)) return value.map((item) => (isGroup(item) ? inOrder(item) : String(item)));
  if (!isGroup(value)) return value;
  const ordered = inOrder(value);
  return Object.keys(ordered).length > 0 ? ordered : undefined;
}
