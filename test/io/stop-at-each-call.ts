// A program for output-dir-crash.test.ts: writes a pair of files again and again, each time stopping for ever before another
// one of the calls to the file system, and prints what then lies in the folder. For the disk, this is `kill -9` at that call.
import { mkdirSync, writeFileSync } from 'node:fs';
import files, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { snapshot } from './snapshot.ts';

export type Stop = { call: string; force: boolean; left: Record<string, string>; isRepaired: boolean };

const [root = ''] = process.argv.slice(2);
process.umask(0);

type Call = (...args: unknown[]) => Promise<unknown>;

/** Calls left until the stop, and what is told when it is there. */
let countdown = Infinity;
let stopped: (call: string) => void = () => undefined;

function interrupt(owner: object, names: readonly string[]): void {
  const calls = owner as Record<string, Call>;
  for (const name of names) {
    const original = calls[name]!;
    calls[name] = async function (this: unknown, ...args: unknown[]) {
      countdown -= 1;
      if (countdown === 0) {
        stopped(name);
        return new Promise(() => undefined);
      }
      return original.apply(this, args);
    };
  }
}

const handle = await files.open(process.execPath);
interrupt(Object.getPrototypeOf(handle) as FileHandle, ['writeFile', 'sync', 'close']);
interrupt(files, ['chmod', 'copyFile', 'link', 'lstat', 'mkdir', 'open', 'rename', 'rm']);
syncBuiltinESMExports();

const { writeOutputFiles } = await import('../../src/io/output-dir.ts');
const pair = [
  { name: 'server.crt', contents: 'new certificate', mode: 0o644 },
  { name: 'server.key', contents: 'new key', mode: 0o600 },
] as const;

async function stopAt(count: number, force: boolean): Promise<Stop | undefined> {
  const folder = join(root, `${force ? 'force' : 'new'}-${count}`);
  if (force) {
    mkdirSync(folder);
    for (const { name, mode } of pair)
      writeFileSync(join(folder, name), name.replace('server.', 'old '), { mode });
  }
  countdown = count;
  const call = await Promise.race([
    new Promise<string>((resolve) => {
      stopped = resolve;
    }),
    writeOutputFiles(folder, pair, { force, now: new Date('2026-01-01T00:00:00Z') }).then(() => undefined),
  ]);
  countdown = Infinity;
  if (call === undefined) return undefined;
  mkdirSync(folder, { recursive: true });
  const left = snapshot(folder);
  await writeOutputFiles(folder, pair, { force: true, now: new Date('2026-01-02T00:00:00Z') });
  const { 'server.crt': certificate, 'server.key': key } = snapshot(folder);
  return { call, force, left, isRepaired: certificate === '644 new certificate' && key === '600 new key' };
}

for (const force of [false, true]) {
  for (let count = 1; ; count += 1) {
    const stop = await stopAt(count, force);
    if (!stop) break;
    console.log(JSON.stringify(stop));
  }
}
process.exit(0);
