import { Messages } from '@salesforce/core/messages';
import { readFleetRecord } from '../../io/fleet-record.ts';
import type { ProjectEntry } from '../../project/entry.ts';
import { isInShard, type Shard } from '../../project/shard.ts';
import { readEntries, type NamedEntry } from '../login-entry.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'fleet');

/** Which orgs of the project file: all, unless something else is said; what is said counts together. */
export type FleetChoice = { names?: readonly string[]; shard?: Shard; isFailedOnly?: boolean };

export type FleetCommand = 'login' | 'setup' | 'check';
export type FleetEntry = NamedEntry & { entry: ProjectEntry };

/** `all` names every org of the file. */
export type ChosenEntries = { path: string; entries: FleetEntry[]; all: string[] };

/** The project file is read once. Each name that is typed has to be there; a part of a fleet may be empty. */
export async function chooseEntries(
  { names, shard, isFailedOnly = false }: FleetChoice,
  command: FleetCommand,
): Promise<ChosenEntries> {
  const named = readEntries(names);
  const [{ path, others: all } = { path: '', others: [] }] = named;
  const inShard = shard ? named.filter(({ name }) => isInShard(name, shard)) : named;
  return { path, all, entries: isFailedOnly ? await onlyFailed(inShard, path, command) : inShard };
}

/** Also those that were not done: an interrupt came first. */
async function onlyFailed(entries: FleetEntry[], path: string, command: FleetCommand): Promise<FleetEntry[]> {
  const record = await readFleetRecord(path, command);
  if (!record) throw messages.createError('error.NoLastResult', [command, path], [command], 2);
  return entries.filter(({ name }) => Object.hasOwn(record, name) && record[name]?.outcome !== 'done');
}
