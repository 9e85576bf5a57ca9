// Start-up: what each command adds to an empty command of the same plugin, and how that compares with `sf org login jwt`.
// Medians of wall times in milliseconds, of processes one after the other. Not a test: times depend on the machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = 15;
const root = join(import.meta.dirname, '..');
const releasedSf = join(root, 'test', 'sf', 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');
const folder = mkdtempSync(join(tmpdir(), 'sf-jwt-bench-'));

try {
  report();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function report(): void {
  const binary = join(copyWithEmptyCommand(), 'bin', 'run.js');
  const key = medianOf(makeKey);
  const empty = medianOf(() => run(binary, 'jwt', 'empty'));
  const emptyHelp = medianOf(() => run(binary, 'jwt', 'empty', '--help'));
  print('an empty command', empty);
  print('an empty command, --help', emptyHelp);
  let serial = 0;
  const keygen = medianOf(() => run(binary, 'jwt', 'keygen', '--name', `key${(serial += 1)}`));
  print(
    'keygen',
    keygen,
    `${Math.round(keygen - empty)} ms over empty, of which about ${Math.round(key)} ms search for primes`,
  );
  for (const command of ['token', 'app create']) {
    const time = medianOf(() => run(binary, 'jwt', ...command.split(' '), '--help'));
    print(`${command} --help`, time, `${Math.round(time - emptyHelp)} ms over empty --help`);
  }
  if (existsSync(releasedSf)) {
    const login = medianOf(() => run(releasedSf, 'org', 'login', 'jwt', '--help'));
    print('sf org login jwt --help', login, `${(login / emptyHelp).toFixed(2)} times our empty --help`);
  }
  const openssl = medianOf(() =>
    execFileSync('openssl', opensslArguments(), { cwd: folder, stdio: 'ignore' }),
  );
  print('openssl req -x509 (key and certificate)', openssl);
}

/** The compiled plugin with one more command, which loads what every command loads and does nothing. */
function copyWithEmptyCommand(): string {
  const copy = join(folder, 'plugin');
  mkdirSync(copy);
  for (const part of ['bin', 'lib', 'messages', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const source = `import { SfCommand } from '@salesforce/sf-plugins-core';
export default class Empty extends SfCommand { static summary = 'Nothing.'; async run() { return {}; } }\n`;
  writeFileSync(join(copy, 'lib', 'commands', 'jwt', 'empty.js'), source);
  const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: Record<string, object>;
  };
  const { 'jwt:keygen': like } = manifest.commands;
  const path = ['lib', 'commands', 'jwt', 'empty.js'];
  manifest.commands['jwt:empty'] = { ...like, id: 'jwt:empty', flags: {}, examples: [], relativePath: path };
  writeFileSync(join(copy, 'oclif.manifest.json'), JSON.stringify(manifest));
  return copy;
}

function run(program: string, ...args: string[]): void {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    USERPROFILE: folder,
    SF_DISABLE_TELEMETRY: 'true',
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  };
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`"${args.join(' ')}" ended with ${status}: ${stderr}`);
}

/** The search for two primes, which no program can leave out, without a start-up. */
function makeKey(): void {
  generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function opensslArguments(): string[] {
  const files = ['-keyout', 'openssl.key', '-out', 'openssl.crt'];
  return ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '365', '-subj', '/CN=server', ...files];
}

function medianOf(work: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}

function print(what: string, milliseconds: number, note = ''): void {
  console.log(`${what.padEnd(42)} ${milliseconds.toFixed(0).padStart(6)} ms   ${note}`);
}
