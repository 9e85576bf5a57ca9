// A program for state-file-crash.test.ts: runs a simulator with a state file again and again, each time stopping for ever
// before another one of the calls to the file system, and prints what a simulator finds that starts on what then lies in
// the folder. For the disk, this is `kill -9` at that call.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import files, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { addNamed, namesIn } from './kept-simulator.ts';

export type Stop = {
  call: string;
  /** Whether the file was there before. */
  isOld: boolean;
  /** Modes of what was left, and whether the state file is whole JSON. */
  modes: string[];
  isWhole: boolean;
  answered: string[];
  found: string[];
};

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
      if (countdown > 0) return original.apply(this, args);
      if (countdown === 0) stopped(name);
      return new Promise(() => undefined);
    };
  }
}

const handle = await files.open(process.execPath);
interrupt(Object.getPrototypeOf(handle) as FileHandle, ['writeFile', 'sync', 'close']);
interrupt(files, ['link', 'lstat', 'open', 'readFile', 'rename', 'rm', 'stat', 'writeFile']);
syncBuiltinESMExports();

const { startSimulator } = await import('../../src/simulator/server.ts');

/** Starts, changes, and stops; what was answered is in `answered`. */
async function run(stateFile: string, answered: string[]): Promise<void> {
  const simulator = await startSimulator({ stateFile });
  for (const name of ['First', 'Second', 'Third']) {
    if ((await addNamed(simulator, name)) === 201) answered.push(name);
  }
  await simulator.close();
}

/** What a simulator finds on a copy, without the lock of this process, which is not really dead. */
async function findIn(folder: string): Promise<string[]> {
  const copy = `${folder}-copy`;
  cpSync(folder, copy, { recursive: true });
  rmSync(join(copy, 'orgs.json.lock'), { force: true });
  const simulator = await startSimulator({ stateFile: join(copy, 'orgs.json') });
  const names = await namesIn(simulator);
  await simulator.close();
  return names;
}

function isWhole(path: string): boolean {
  if (!existsSync(path)) return true;
  JSON.parse(readFileSync(path, 'utf8'));
  return true;
}

async function stopAt(count: number, isOld: boolean): Promise<Stop | undefined> {
  const folder = join(root, `${isOld ? 'old' : 'new'}-${count}`);
  const stateFile = join(folder, 'orgs.json');
  mkdirSync(folder);
  const answered: string[] = [];
  if (isOld) {
    const simulator = await startSimulator({ stateFile });
    if ((await addNamed(simulator, 'Zeroth')) === 201) answered.push('Zeroth');
    await simulator.close();
  }
  countdown = count;
  const call = await Promise.race([
    new Promise<string>((resolve) => {
      stopped = resolve;
    }),
    run(stateFile, answered).then(() => undefined),
  ]);
  countdown = Infinity;
  if (call === undefined) return undefined;
  const modes = readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
  return {
    call,
    isOld,
    modes,
    isWhole: isWhole(stateFile),
    answered: [...answered],
    found: await findIn(folder),
  };
}

for (const isOld of [false, true]) {
  for (let count = 1; ; count += 1) {
    const stop = await stopAt(count, isOld);
    if (!stop) break;
    console.log(JSON.stringify(stop));
  }
}
process.exit(0);
