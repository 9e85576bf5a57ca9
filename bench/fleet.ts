// A fleet: `sf jwt fleet login` for 500 orgs of one simulator in another process, beside a loop of `sf org login jwt`. The loop does
// 20 orgs, and its time for one is taken for each of the others: it does them one after the other. Then the memory of rounds in
// one process, and whether the parts of a matrix are the whole. Ends with 1 where something is not as it has to be; the times
// depend on the machine.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetLoginResult } from '../src/flows/fleet/login.ts';
import type { BenchOrg, FleetWish } from './fleet-server.ts';

const ORGS = Number(process.env['ORGS'] ?? 500);
const FAILING = 20;
const LOOPED = 20;
const SHARDS = 8;
const ROUNDS = Number(process.env['ROUNDS'] ?? 6);
const TIMES_FASTER = 50;

const root = join(import.meta.dirname, '..');
const sf = join(root, 'test', 'sf', 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');
const folder = mkdtempSync(join(tmpdir(), 'sf-jwt-bench-'));
const env = {
  PATH: process.env['PATH'],
  HOME: folder,
  USERPROFILE: folder,
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
};

type Run = { code: number | null; stdout: string; seconds: number };

try {
  await report();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function report(): Promise<void> {
  const { orgs, stop } = await startOrgs();
  writeProject(orgs);
  await runSf('plugins', 'link', root, '--no-install');
  const fleet = await runSf('jwt', 'fleet', 'login', '--json');
  const again = await runSf('jwt', 'fleet', 'login', '--json');
  checkResult(resultOf(fleet), orgs);
  const each = (1000 * fleet.seconds) / ORGS;
  print(
    'sf jwt fleet login, each org',
    each,
    `${ORGS} in ${fleet.seconds.toFixed(1)} s, start of sf included`,
  );
  print('  once more, all known', (1000 * again.seconds) / ORGS, `${again.seconds.toFixed(1)} s`);
  const loop = await loopLogins(orgs.filter(({ expected }) => expected === null).slice(0, LOOPED));
  const times = loop / each;
  const whole = ((loop * ORGS) / 60_000).toFixed(0);
  print('sf org login jwt, each org', loop, `of ${LOOPED}; ${ORGS} would take ${whole} minutes`);
  print('times faster', times, `at least ${TIMES_FASTER} wanted`);
  require(times >= TIMES_FASTER, 'The fleet is not as fast as it has to be');
  await checkShards(orgs);
  await measureRounds();
  await stop();
}

/** Every org that has to fail does, for the reason that it has, and no other. */
function checkResult(result: FleetLoginResult, orgs: readonly BenchOrg[]): void {
  const told = Object.fromEntries(result.orgs.map(({ entry, failure }) => [entry, failure?.name ?? null]));
  const wrong = orgs.filter(({ name, expected }) => told[name] !== expected);
  require(wrong.length === 0, `Other results than expected: ${JSON.stringify(wrong.slice(0, 3))}`);
  const { done, failed } = result;
  require(failed === FAILING && done === ORGS - FAILING, `${done} done, ${failed} failed`);
  const causes = new Map<string, number>();
  for (const { failure } of result.orgs)
    if (failure) causes.set(failure.name, (causes.get(failure.name) ?? 0) + 1);
  console.log(`${done} done; ${failed} failed, and are named:`);
  for (const [name, count] of causes) console.log(`  ${count} × ${name}`);
}

async function loopLogins(orgs: readonly BenchOrg[]): Promise<number> {
  let seconds = 0;
  for (const { name, username, clientId, instanceUrl } of orgs) {
    const login = ['--client-id', clientId, '--username', username, '--instance-url', instanceUrl];
    const key = ['--jwt-key-file', join(folder, 'server.key'), '--alias', name, '--json'];
    const run = await runSf('org', 'login', 'jwt', ...login, ...key);
    require(run.code === 0, run.stdout);
    seconds += run.seconds;
  }
  return (1000 * seconds) / orgs.length;
}

async function checkShards(orgs: readonly BenchOrg[]): Promise<void> {
  const parts: string[][] = [];
  for (let part = 1; part <= SHARDS; part += 1) {
    const run = await runSf('jwt', 'fleet', 'login', '--shard', `${part}/${SHARDS}`, '--json');
    parts.push(resultOf(run).orgs.map(({ entry }) => entry));
  }
  const names = orgs.map(({ name }) => name).sort();
  require(JSON.stringify(parts.flat().sort()) === JSON.stringify(names), 'The parts are not the whole');
  console.log(`${SHARDS} parts are the whole: ${parts.map(({ length }) => length).join(' + ')} = ${ORGS}`);
}

/** The same flow again and again in one process: what grows there would grow with the fleet, too. */
async function measureRounds(): Promise<void> {
  const script = `
    import { fleetLogin } from ${JSON.stringify(join(root, 'src', 'flows', 'fleet', 'login.ts'))};
    for (let round = 1; round <= ${ROUNDS}; round += 1) {
      await fleetLogin({ concurrency: 10, waitMinutes: 0 }, new Date());
      gc();
      const { rss, heapUsed } = process.memoryUsage();
      console.log(JSON.stringify({ rss, heapUsed }));
    }`;
  const run = await runNode('--expose-gc', '--input-type=module', '--eval', script);
  const rounds = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { rss: number; heapUsed: number });
  const inMegabytes = (name: 'rss' | 'heapUsed'): number[] =>
    rounds.map((round) => Math.round(round[name] / 1_000_000));
  console.log(`memory after each of ${ROUNDS} rounds of ${ORGS}, in MB:`);
  console.log(`  resident ${inMegabytes('rss').join(' ')}; heap ${inMegabytes('heapUsed').join(' ')}`);
  const heaps = inMegabytes('heapUsed');
  const [, second = 0] = heaps;
  const last = heaps.at(-1) ?? 0;
  require(last <= second * 1.1 + 5, 'The heap grows from round to round');
}

function resultOf({ stdout }: Run): FleetLoginResult {
  return (JSON.parse(stdout) as { result: FleetLoginResult }).result;
}

async function startOrgs(): Promise<{ orgs: BenchOrg[]; stop: () => Promise<unknown> }> {
  const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  const making = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-subj', '/CN=bench', '-days', '1'];
  execFileSync('openssl', [...making, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fleet-server.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const wish: FleetWish = { orgs: ORGS, failing: FAILING, certificate: readFileSync(certificate, 'utf8') };
  child.send(wish);
  const [orgs] = (await once(child, 'message')) as [BenchOrg[]];
  const stop = async (): Promise<unknown> => {
    child.disconnect();
    return once(child, 'exit');
  };
  return { orgs, stop };
}

function writeProject(orgs: readonly BenchOrg[]): void {
  const entries = orgs.map(
    ({ name, username, clientId, instanceUrl, orgId }) =>
      [name, { username, clientId, instanceUrl, orgId, key: { file: 'server.key' } }] as const,
  );
  writeFileSync(join(folder, 'sf-jwt.json'), JSON.stringify({ orgs: Object.fromEntries(entries) }));
}

async function runSf(...args: string[]): Promise<Run> {
  return runNode(sf, ...args);
}

async function runNode(...args: string[]): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, seconds: (performance.now() - started) / 1000 };
}

function require(holds: boolean, problem: string): void {
  if (holds) return;
  console.log(`NOT AS IT HAS TO BE: ${problem}`);
  process.exitCode = 1;
}

function print(what: string, figure: number, note: string): void {
  console.log(
    `${what.padEnd(34)} ${figure.toFixed(1).padStart(8)} ${what.startsWith('times') ? '  ' : 'ms'}   ${note}`,
  );
}
