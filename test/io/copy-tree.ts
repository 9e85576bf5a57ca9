// A folder as it lies on the disk, hard links included: for the disk, a copy before a call is `kill -9` at that call.
import { join } from 'node:path';
import { actual } from './intercept.ts';

export function copyTree(from: string, to: string, copied = new Map<number, string>()): void {
  actual.mkdirSync(to, { mode: actual.lstatSync(from).mode });
  for (const name of actual.readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stats = actual.lstatSync(source);
    const twin = copied.get(stats.ino);
    if (stats.isDirectory()) copyTree(source, target, copied);
    else if (twin !== undefined) actual.linkSync(twin, target);
    else if (stats.isSymbolicLink()) actual.symlinkSync(actual.readlinkSync(source), target);
    else {
      actual.writeFileSync(target, actual.readFileSync(source), { mode: stats.mode });
      copied.set(stats.ino, target);
    }
  }
}
