// Exchanges: a thousand logins at once from one process by our own flow, against a simulated org in another process, round after
// round: how many a second, beside what the machine can sign; what the process needs of CPU for one, and whether its memory
// grows from round to round. Not a test: figures depend on the machine.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchange } from '../src/flows/exchange.ts';
import type { Load, Measured, Wish } from './simulator-server.ts';

const AT_ONCE = Number(process.env['AT_ONCE'] ?? 1000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 8);
const USERS = 200;
const folder = mkdtempSync(join(tmpdir(), 'sf-jwt-bench-'));

try {
  await report();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function report(): Promise<void> {
  const { privateKey, certificate } = makeKeys();
  const signing = measureSigning(privateKey);
  print(
    'RSA signatures by node on one thread',
    signing.perSecond,
    `a second, ${signing.cpu.toFixed(2)} ms of CPU each`,
  );
  const load: Load = { certificate, orgs: 1, users: USERS, kind: 'external', clockSpeed: 1 };
  const server = await startServer(load);
  console.log(`${AT_ONCE} exchanges at once, ${availableParallelism()} cores for both processes:`);
  await runRound(server.measured, privateKey, 10);
  printMemory('before');
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { user, system } = process.cpuUsage();
    const seconds = await runRound(server.measured, privateKey, AT_ONCE);
    const used = process.cpuUsage({ user, system });
    const each = (used.user + used.system) / 1000 / AT_ONCE;
    const share = Math.round((100 * (AT_ONCE / seconds)) / signing.perSecond);
    const note = `${share} % of the signatures, ${each.toFixed(2)} ms of CPU each with the signature`;
    print(`round ${round}`, AT_ONCE / seconds, `exchanges a second; ${note}`);
    printMemory('');
  }
  await server.stop();
}

/** All exchanges of a round begin at once; gives how many seconds they took. */
async function runRound(measured: Measured, privateKey: KeyObject, count: number): Promise<number> {
  const host = new URL(measured.url);
  const started = performance.now();
  const outcomes = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const username = `user${index % USERS}@bench.example`;
      const login = { clientId: measured.consumerKey, username, audience: host.origin };
      return exchange({ login, host, privateKey }, new Date(), { waitMinutes: 0 });
    }),
  );
  const refused = outcomes.find(({ kind }) => kind !== 'granted');
  if (refused) throw new Error(`An exchange was refused: ${JSON.stringify(refused)}`);
  return (performance.now() - started) / 1000;
}

/** What the machine can do at most: `perSecond` on one thread by the clock, `cpu` milliseconds of CPU for one. */
function measureSigning(privateKey: KeyObject): { perSecond: number; cpu: number } {
  const [started, before] = [performance.now(), process.cpuUsage()];
  let count = 0;
  for (; performance.now() - started < 1000; count += 1)
    sign('RSA-SHA256', Buffer.from(String(count)), privateKey);
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: count / ((performance.now() - started) / 1000),
    cpu: (user + system) / 1000 / count,
  };
}

function makeKeys(): { privateKey: KeyObject; certificate: string } {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const command = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-subj', '/CN=bench', '-days', '1'];
  execFileSync('openssl', [...command, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return { privateKey: createPrivateKey(readFileSync(key)), certificate: readFileSync(certificate, 'utf8') };
}

async function startServer(load: Load): Promise<{ measured: Measured; stop: () => Promise<unknown> }> {
  const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;
  const command = [process.execPath, '--expose-gc', join(import.meta.dirname, 'simulator-server.ts')];
  const [program = '', ...args] = [...(canPin ? ['taskset', '-c', '0'] : []), ...command];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send({ start: load } satisfies Wish);
  const [measured] = (await once(child, 'message')) as [Measured];
  const stop = async (): Promise<unknown> => {
    child.disconnect();
    return once(child, 'exit');
  };
  return { measured, stop };
}

function printMemory(note: string): void {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const [resident, heap, outside] = [rss, heapUsed, external].map((bytes) => Math.round(bytes / 1_000_000));
  console.log(`  memory ${note}: ${resident} MB resident, ${heap} MB of heap, ${outside} MB outside it`);
}

function print(what: string, figure: number, unit: string): void {
  console.log(`${what.padEnd(40)} ${figure.toFixed(0).padStart(6)} ${unit}`);
}
