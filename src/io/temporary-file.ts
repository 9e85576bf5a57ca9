import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file in a folder of its own, which `remove` deletes. */
export type TemporaryFile = { path: string; remove: () => Promise<void> };

/** Writes a file that only the user can read, for as long as the command runs. */
export async function writeTemporaryFile(name: string, contents: string): Promise<TemporaryFile> {
  const folder = await mkdtemp(join(tmpdir(), 'sf-jwt-'));
  const path = join(folder, name);
  await writeFile(path, contents, { flag: 'wx', mode: 0o600 });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
