// Start-up: what each command adds to an empty command of the same plugin, and how that compares with `sf org login jwt`.
// Medians of wall times in milliseconds, of processes one after the other. Not a test: times depend on the machine.
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyWithEmptyCommand, median, run, wallTimes } from './empty-command.ts';

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
  const binary = copyWithEmptyCommand(folder);
  const key = medianOf(makeKey);
  const empty = medianOf(() => run(folder, binary, 'jwt', 'empty'));
  const emptyHelp = medianOf(() => run(folder, binary, 'jwt', 'empty', '--help'));
  print('an empty command', empty);
  print('an empty command, --help', emptyHelp);
  let serial = 0;
  const keygen = medianOf(() => run(folder, binary, 'jwt', 'keygen', '--name', `key${(serial += 1)}`));
  print(
    'keygen',
    keygen,
    `${Math.round(keygen - empty)} ms over empty, of which about ${Math.round(key)} ms search for primes`,
  );
  for (const command of ['token', 'app create']) {
    const time = medianOf(() => run(folder, binary, 'jwt', ...command.split(' '), '--help'));
    print(`${command} --help`, time, `${Math.round(time - emptyHelp)} ms over empty --help`);
  }
  if (existsSync(releasedSf)) {
    const login = medianOf(() => run(folder, releasedSf, 'org', 'login', 'jwt', '--help'));
    print('sf org login jwt --help', login, `${(login / emptyHelp).toFixed(2)} times our empty --help`);
  }
  const openssl = medianOf(() =>
    execFileSync('openssl', opensslArguments(), { cwd: folder, stdio: 'ignore' }),
  );
  print('openssl req -x509 (key and certificate)', openssl);
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
  return median(wallTimes(RUNS, work));
}

function print(what: string, milliseconds: number, note = ''): void {
  console.log(`${what.padEnd(42)} ${milliseconds.toFixed(0).padStart(6)} ms   ${note}`);
}
