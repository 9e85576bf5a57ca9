import type { ComponentRecord } from '../app/app-kind.ts';
import { MOST_READ, readComponents, type ListedComponent } from './metadata-api.ts';
import type { OrgConnection } from './org-call.ts';

/**
 * Reads all components of one type that can be read. The app of a vendor, which users here have authorised, is listed like
 * the org's own and fails the whole call that names it (`github.com/hardisgroupcom/sfdx-hardis` pull 2070: 8 of 20 apps of
 * an org; jsforce#621). What the org did not make itself is therefore asked for apart, and one by one where that fails.
 */
export async function readReadable(
  connection: OrgConnection,
  type: string,
  listed: readonly ListedComponent[],
): Promise<ComponentRecord[]> {
  const [own, others] = [true, false].map((isOwn) => listed.filter((file) => isOfThisOrg(file) === isOwn));
  const chunks = [...chunksOf(own ?? []), ...chunksOf(others ?? [])];
  const records = await Promise.all(chunks.map(async (names) => readChunk(connection, type, names)));
  return records.flat();
}

const isOfThisOrg = ({ manageableState }: ListedComponent): boolean =>
  (manageableState ?? 'unmanaged') === 'unmanaged';

const chunksOf = (listed: readonly ListedComponent[]): string[][] =>
  Array.from({ length: Math.ceil(listed.length / MOST_READ) }, (_, index) =>
    listed.slice(index * MOST_READ, (index + 1) * MOST_READ).map(({ fullName }) => fullName),
  );

async function readChunk(
  connection: OrgConnection,
  type: string,
  names: readonly string[],
): Promise<ComponentRecord[]> {
  try {
    return await readComponents(connection, type, names);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    if (names.length === 1) return [];
  }
  const records = await Promise.all(names.map(async (name) => readChunk(connection, type, [name])));
  return records.flat();
}

/** Whether the org failed at a component that it lists, and not at the session, the user or the way there. */
export const isUnreadable = (error: unknown): boolean => (error as Error).name === 'OrgFailedError';
