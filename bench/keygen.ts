// What a key and certificate cost: our own CPU time beside `openssl req -x509` over a key that exists, and the wall time that
// the command adds to an empty command of the same plugin. The search for the key is shown apart, because no program can
// leave it out. Medians, in milliseconds. Not a test: figures depend on the machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyWithEmptyCommand, cpuTime, median, run, wallTimes } from './empty-command.ts';
import type { Work } from './keygen-work.ts';

const RUNS = 15;
/** What the command may add to an empty one, the search for the key excluded. */
const LIMIT = 60;
const folder = mkdtempSync(join(tmpdir(), 'sf-jwt-bench-'));

try {
  const binary = copyWithEmptyCommand(folder);
  for (const size of [2048, 4096]) {
    console.log(`${size} bits`);
    reportCpu(join(binary, '..', '..', 'lib'), size);
    reportCommand(binary, size);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function reportCpu(lib: string, size: number): void {
  const script = join(import.meta.dirname, 'keygen-work.ts');
  const works = times(
    () =>
      JSON.parse(execFileSync(process.execPath, [script, lib, String(size)], { encoding: 'utf8' })) as Work,
  );
  const of = (part: keyof Work): number => median(works.map((work) => work[part]));
  print('CPU: search for the key', of('search'));
  print('CPU: ours, the first time in a process', of('ours'), 'with the loading of our modules');
  print('CPU: ours, the second time', of('again'));
  execFileSync('openssl', ['genrsa', '-out', `${size}.key`, String(size)], { cwd: folder, stdio: 'ignore' });
  const subject = ['-subj', '/C=DE/O=Example Inc/CN=bench', '-days', '365'];
  const command = ['openssl', 'req', '-x509', '-key', `${size}.key`, ...subject, '-out', 'openssl.crt'];
  print('CPU: openssl req -x509 over a key', median(times(() => cpuTime(folder, ...command))));
}

/**
 * Both commands in turn, so that a busy machine slows both; the difference is that of neighbours. Its CPU time says what it
 * would be where nothing else runs.
 */
function reportCommand(binary: string, size: number): void {
  const key = join(folder, `${size}.key`);
  const empty = [binary, 'jwt', 'empty'] as const;
  const keygen = [binary, 'jwt', 'keygen', '--from-key', key, '--force'] as const;
  const cpu = times(() => {
    const started = cpuTime(folder, process.execPath, ...empty);
    return cpuTime(folder, process.execPath, ...keygen) - started;
  });
  print('CPU: keygen over a key, more than empty', median(cpu));
  const wall = times(() => {
    const [before = 0] = wallTimes(1, () => run(folder, ...empty));
    const [ours = 0] = wallTimes(1, () => run(folder, ...keygen));
    return { before, ours, added: ours - before };
  });
  print('wall: an empty command', median(wall.map(({ before }) => before)));
  const added = median(wall.map((time) => time.added));
  const verdict = added <= LIMIT ? 'within' : 'MORE THAN';
  const ours = median(wall.map((time) => time.ours));
  print('wall: keygen over a key', ours, `adds ${Math.round(added)} ms: ${verdict} the limit of ${LIMIT} ms`);
  const whole = wallTimes(RUNS, () =>
    run(folder, binary, 'jwt', 'keygen', '--key-size', String(size), '--force'),
  );
  print('wall: keygen with a new key', median(whole), 'with the search for the key');
}

function times<T>(work: () => T): T[] {
  return Array.from({ length: RUNS }, work);
}

function print(what: string, milliseconds: number, note = ''): void {
  console.log(`  ${what.padEnd(42)} ${milliseconds.toFixed(1).padStart(7)} ms   ${note}`);
}
