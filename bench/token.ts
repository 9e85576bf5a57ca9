// A login: `sf jwt token` and `sf jwt login` beside `sf org login jwt`, on the same simulated org, and beside empty commands
// of the same plugin: on SfCommand, as most commands of `sf` are, and on our QuickCommand. Wall and CPU time (user and system) in milliseconds, medians of processes one after the other, in turns
// so that a busy moment of the machine meets them all: started by the released sf, and by the plugin's own entry.
// Not a test: times depend on the machine.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyWithEmptyCommand, median, run, timesOf, type Times } from './empty-command.ts';

const RUNS = Number(process.env['RUNS'] ?? 15);
const USERNAME = 'admin@simulator.example';
const root = join(import.meta.dirname, '..');
const releasedSf = join(root, 'test', 'sf', 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');
const folder = mkdtempSync(join(tmpdir(), 'sf-jwt-bench-'));

type Row = { what: string; command: string[] };

const plugin = copyWithEmptyCommand(folder);
const simulator = spawn(process.execPath, [plugin, 'jwt', 'simulator', 'start'], {
  env: { PATH: process.env['PATH'], HOME: folder, USERPROFILE: folder, SF_USE_GENERIC_UNIX_KEYCHAIN: 'true' },
  stdio: ['ignore', 'pipe', 'ignore'],
});
try {
  report(loginFlags(await addressOf(simulator)));
} finally {
  simulator.kill();
  await once(simulator, 'exit');
  rmSync(folder, { recursive: true, force: true });
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    });
    stdout?.once('end', () => reject(new Error(`The simulated org did not start: ${output}`)));
  });
}

/** Makes the key and the app, and gives the flags that every login has. */
function loginFlags(origin: string): string[] {
  run(folder, plugin, 'jwt', 'keygen', '--name', 'server');
  const create = [
    'jwt',
    'app',
    'create',
    '--target-org',
    'simulator',
    '--certificate-file',
    'server.crt',
    '--json',
  ];
  const env = { PATH: process.env['PATH'], HOME: folder, SF_USE_GENERIC_UNIX_KEYCHAIN: 'true' };
  const answer = execFileSync(process.execPath, [plugin, ...create], { cwd: folder, env, encoding: 'utf8' });
  const { result } = JSON.parse(answer) as { result: { consumerKey: string } };
  const login = ['--client-id', result.consumerKey, '--username', USERNAME, '--jwt-key-file', 'server.key'];
  return [...login, '--instance-url', origin];
}

function report(login: string[]): void {
  console.log(`medians of ${RUNS} runs              wall      CPU   own time (wall/CPU)`);
  const rowsOf = (entry: string, name: string): Row[] =>
    ['empty', 'empty-quick', 'token', 'login'].filter(hasCommand).map((command) => ({
      what: `${name} jwt ${command}`,
      command: [process.execPath, entry, 'jwt', command, ...(command.startsWith('empty') ? [] : login)],
    }));
  print(measure(rowsOf(plugin, 'bin/run.js')));
  if (!existsSync(releasedSf)) return;
  run(folder, releasedSf, 'plugins', 'link', join(plugin, '..', '..'), '--no-install');
  const theirs = {
    what: 'sf org login jwt',
    command: [process.execPath, releasedSf, 'org', 'login', 'jwt', ...login],
  };
  const measured = measure([...rowsOf(releasedSf, 'sf'), theirs]);
  print(measured);
  printRatios(measured, theirs.what);
}

function hasCommand(command: string): boolean {
  const manifest = JSON.parse(readFileSync(join(plugin, '..', '..', 'oclif.manifest.json'), 'utf8')) as {
    commands: object;
  };
  return Object.hasOwn(manifest.commands, `jwt:${command}`);
}

function measure(rows: Row[]): Map<string, Times> {
  const all = new Map(rows.map(({ what }) => [what, [] as Times[]]));
  // the first run of each fills the caches of the disk
  for (let turn = 0; turn <= RUNS; turn += 1) {
    for (const { what, command } of rows) {
      const times = timesOf(folder, ...command);
      if (turn > 0) all.get(what)?.push(times);
    }
  }
  return new Map(
    [...all].map(([what, times]) => [
      what,
      { wall: median(times.map(({ wall }) => wall)), cpu: median(times.map(({ cpu }) => cpu)) },
    ]),
  );
}

function print(measured: Map<string, Times>): void {
  const timesOf = (end: string): Times | undefined => [...measured].find(([what]) => what.endsWith(end))?.[1];
  const [full, quick] = [timesOf(' empty'), timesOf(' empty-quick')];
  for (const [what, times] of measured) {
    const own = what.includes(' empty')
      ? ''
      : `${over(times, full)} over empty SfCommand, ${over(times, quick)} over empty QuickCommand`;
    const [wall, cpu] = [times.wall.toFixed(0).padStart(6), times.cpu.toFixed(0).padStart(5)];
    console.log(`${what.padEnd(30)} ${wall} ms ${cpu} ms   ${own}`);
  }
}

/** Wall time and CPU time more than another's, in milliseconds. */
function over({ wall, cpu }: Times, other: Times = { wall: 0, cpu: 0 }): string {
  return `${(wall - other.wall).toFixed(0)}/${(cpu - other.cpu).toFixed(0)} ms`;
}

function printRatios(measured: Map<string, Times>, theirs: string): void {
  const other = measured.get(theirs);
  for (const [what, { wall, cpu }] of measured) {
    if (!other || what === theirs || what.includes(' empty')) continue;
    const [ofWall, ofCpu] = [(wall / other.wall).toFixed(2), (cpu / other.cpu).toFixed(2)];
    console.log(`${what} takes ${ofWall} times the wall time of ${theirs}, and ${ofCpu} times its CPU time`);
  }
}
