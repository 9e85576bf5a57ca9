import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Global } from '@salesforce/core/global';
import { closeDraftFolder, deadRuns, openDraftFolder, removeDrafts } from './draft-folder.ts';
import { replaceFile } from './replace-file.ts';

/** How each org of a project file ended in the last run of a command that had it; no secrets. `error` is a name. */
export type FleetRecord = Record<string, { outcome: string; error: string | null }>;

type Stored = { projectFile: string; command: string; at: string; orgs: FleetRecord };

/** The last results of a command for a project file; undefined before the first, or when the file cannot be read. */
export async function readFleetRecord(
  projectFile: string,
  command: string,
): Promise<FleetRecord | undefined> {
  try {
    const stored = JSON.parse(await readFile(pathOf(projectFile, command), 'utf8')) as Partial<Stored>;
    return stored.orgs;
  } catch {
    return undefined;
  }
}

/** Adds results to those of before, of which `known` names those that may stay. Runs at the same time wait for each other. */
export async function writeFleetRecord(
  { projectFile, command, at }: Omit<Stored, 'orgs' | 'at'> & { at: Date },
  results: FleetRecord,
  known: ReadonlySet<string>,
): Promise<void> {
  const own = await openDraftFolder(recordFolder(), [], {});
  try {
    for (const dead of deadRuns(own)) removeDrafts(dead);
    const before = Object.entries((await readFleetRecord(projectFile, command)) ?? {});
    const kept = before.filter(([name]) => known.has(name));
    const orgs = { ...Object.fromEntries(kept), ...results };
    const stored: Stored = { projectFile, command, at: at.toISOString(), orgs };
    const text = `${JSON.stringify(stored, null, 2)}\n`;
    await replaceFile(pathOf(projectFile, command), text, { folder: own, mode: 0o600 });
  } finally {
    closeDraftFolder(own);
  }
}

/** Beside `sf`'s own state; a folder of a project would have to be kept out of commits. */
const recordFolder = (): string => join(Global.SF_DIR, 'jwt-fleet');

function pathOf(projectFile: string, command: string): string {
  const project = createHash('sha256').update(projectFile).digest('hex').slice(0, 16);
  return join(recordFolder(), `${project}-${command}.json`);
}
