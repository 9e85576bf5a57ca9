// What lies in a folder, to compare before and after.
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Path → mode and contents, of everything in the folder. */
export function snapshot(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(names.sort().map((name) => [name, describeFile(join(folder, name))]));
}

function describeFile(path: string): string {
  const stats = lstatSync(path);
  const mode = (stats.mode & 0o777).toString(8);
  if (stats.isSymbolicLink()) return `${mode} → ${readlinkSync(path)}`;
  return `${mode} ${stats.isFile() ? readFileSync(path, 'utf8') : '/'}`;
}
