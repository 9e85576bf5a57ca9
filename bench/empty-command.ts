// The compiled plugin with two more commands, which load what every command loads and do nothing; and runs of any.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What an empty command extends: the base of most commands of `sf`, and our own of those that need no org. */
const bases = {
  empty: `import { SfCommand as Base } from '@salesforce/sf-plugins-core';`,
  'empty-quick': `import { QuickCommand as Base } from '../../quick-command.js';`,
};

/** Copies the plugin into the folder, with the commands `jwt empty` and `jwt empty-quick`; gives the path of its binary. */
export function copyWithEmptyCommand(folder: string): string {
  const copy = join(folder, 'plugin');
  mkdirSync(copy);
  for (const part of ['bin', 'lib', 'messages', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: Record<string, object>;
  };
  const { 'jwt:keygen': like } = manifest.commands;
  for (const [name, base] of Object.entries(bases)) {
    const path = ['lib', 'commands', 'jwt', `${name}.js`];
    const source = `${base}
export default class Empty extends Base { static summary = 'Nothing.'; async run() { await this.parse(Empty); return {}; } }\n`;
    writeFileSync(join(copy, ...path), source);
    const id = `jwt:${name}`;
    manifest.commands[id] = { ...like, id, flags: {}, examples: [], relativePath: path };
  }
  writeFileSync(join(copy, 'oclif.manifest.json'), JSON.stringify(manifest));
  return join(copy, 'bin', 'run.js');
}

/** Runs a command of the plugin, or of `sf`, at home in the folder. Throws when it fails. */
export function run(folder: string, program: string, ...args: string[]): void {
  cpuTime(folder, process.execPath, program, ...args);
}

/** What a run took, in milliseconds; `cpu` is user and system. */
export type Times = { wall: number; cpu: number };

/** Runs a program at home in the folder; gives its time of user and system, as bash measures it, in milliseconds. */
export function cpuTime(folder: string, ...command: string[]): number {
  return timesOf(folder, ...command).cpu;
}

/** Runs a program at home in the folder, and gives what bash measures. Throws when the program fails. */
export function timesOf(folder: string, ...command: string[]): Times {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    USERPROFILE: folder,
    SF_DISABLE_TELEMETRY: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    TIMEFORMAT: '%3R %3U %3S',
  };
  const script = 'exec 3>&2; { time "$@" 2>&3 >/dev/null; } 2>&1';
  const options = { cwd: folder, env, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], options);
  if (status !== 0) throw new Error(`"${command.join(' ')}" ended with ${status}: ${stderr}`);
  const [wall = NaN, user = NaN, system = NaN] = stdout.trim().split(' ').map(Number);
  return { wall: wall * 1000, cpu: (user + system) * 1000 };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The wall time of each of so many runs, in milliseconds. */
export function wallTimes(runs: number, work: () => unknown): number[] {
  return Array.from({ length: runs }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
}
