// Load: logins a second that the simulated org takes on one core, each with a real signature check; whether an org among 500
// is slower than one alone; and how memory does over 100 000 logins. The client has a core of its own where there are two.
// Not a test: figures depend on the machine.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendAll } from './simulator-client.ts';
import type { Load, Measured, Wish } from './simulator-server.ts';

const USERS = 200;
const ROUND = 20_000;
const MEMORY_LOGINS = 100_000;
/** Of the clock while memory is watched: each login of a user comes hours after the last one, and opens a session. */
const FAST = 250_000;
/** An expiry as the released CLI sends it, in milliseconds: such an assertion, and its jti, never expires. */
const FAR = 1_900_000_000_000;
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

type Keys = { privateKey: KeyObject; certificate: string };
type Server = { measured: Measured; ask: (wish: Wish) => Promise<Measured>; stop: () => Promise<unknown> };

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'sf-jwt-bench-'));

try {
  await report();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function report(): Promise<void> {
  if (canPin) execFileSync('taskset', ['-cp', '1', String(process.pid)], { stdio: 'ignore' });
  console.log(canPin ? 'server on core 0, client on core 1' : 'server and client share the cores');
  printOpensslSpeed();
  const keys = makeKeys();
  const load = { certificate: keys.certificate, users: USERS, clockSpeed: 1 };
  for (const orgs of [1, 500]) {
    for (const kind of ['external', 'connected'] as const) await printRate(keys, { ...load, orgs, kind });
  }
  await printMemory(keys, { ...load, orgs: 1, kind: 'external', clockSpeed: FAST });
}

function makeKeys(): Keys {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const command = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-subj', '/CN=bench', '-days', '1'];
  execFileSync('openssl', [...command, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return {
    privateKey: createPrivateKey(readFileSync(key)),
    certificate: readFileSync(certificate, 'utf8'),
  };
}

/** What the machine could do at most: a login is one verification and much besides. */
function printOpensslSpeed(): void {
  const { stdout } = spawnSync('openssl', ['speed', '-mr', '-seconds', '2', 'rsa2048'], { encoding: 'utf8' });
  const [, signs, verifies] = /\+F2:\d+:2048:([\d.]+):([\d.]+)/.exec(stdout) ?? [];
  print('openssl speed rsa2048, verify', Number(verifies), 'a second');
  print('openssl speed rsa2048, sign', Number(signs), 'a second');
}

async function startServer(load: Load): Promise<Server> {
  const script = ['--expose-gc', join(import.meta.dirname, 'simulator-server.ts')];
  const [program = '', ...args] = [...(canPin ? ['taskset', '-c', '0'] : []), process.execPath, ...script];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ask = async (wish: Wish): Promise<Measured> => {
    child.send(wish);
    const [answer] = (await once(child, 'message')) as [Measured];
    return answer;
  };
  const stop = (): Promise<unknown> => {
    child.disconnect();
    return once(child, 'exit');
  };
  return { measured: await ask({ start: load }), ask, stop };
}

/** The bytes of a login of one of the users. */
function loginRequest(keys: Keys, { url, consumerKey }: Measured, user: number, jti?: string): Buffer {
  const { origin, host } = new URL(url);
  const claims = { iss: consumerKey, sub: `user${user}@bench.example`, aud: origin, exp: FAR, jti };
  const segments = [{ alg: 'RS256' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signed = segments.join('.');
  const signature = sign('RSA-SHA256', Buffer.from(signed), keys.privateKey).toString('base64url');
  const body = new URLSearchParams({ grant_type: GRANT, assertion: `${signed}.${signature}` }).toString();
  const head = [
    'POST /services/oauth2/token HTTP/1.1',
    `Host: ${host}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

async function printRate(keys: Keys, load: Load): Promise<void> {
  const { measured, ask, stop } = await startServer(load);
  const requests = Array.from({ length: USERS }, (_, user) => loginRequest(keys, measured, user));
  const next = (count: number): Buffer => requests[count % USERS] ?? Buffer.alloc(0);
  await sendAll(measured.url, ROUND / 10, next);
  const before = await ask({});
  const seconds = await sendAll(measured.url, ROUND, next);
  const { cpuSeconds } = await ask({});
  const worked = cpuSeconds - before.cpuSeconds;
  const busy = Math.round((100 * worked) / seconds);
  const where = load.kind === 'external' ? 'at its My Domain' : 'at login';
  const which = load.orgs === 1 ? 'one org' : `the last of ${load.orgs} orgs`;
  print(`logins to ${which}, ${where}`, ROUND / worked, `a second of one core (it had ${busy} % of it)`);
  await stop();
}

async function printMemory(keys: Keys, load: Load): Promise<void> {
  const { measured, ask, stop } = await startServer(load);
  console.log(
    `memory over ${MEMORY_LOGINS} logins, each with a jti that never expires and a session of its own:`,
  );
  const printMeasured = ({ rss, heap, sessions }: Measured, logins: number): void => {
    const note = `MB resident, ${megabytes(heap)} MB of heap, ${sessions} sessions`;
    print(`after ${logins}`, megabytes(rss), note);
  };
  printMeasured(measured, 0);
  const step = MEMORY_LOGINS / 10;
  for (let done = 0; done < MEMORY_LOGINS; done += step) {
    const next = (count: number): Buffer => loginRequest(keys, measured, count % USERS, `${done}-${count}`);
    await sendAll(measured.url, step, next);
    printMeasured(await ask({}), done + step);
  }
  await stop();
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}

function print(what: string, figure: number, unit: string): void {
  console.log(`${what.padEnd(48)} ${figure.toFixed(0).padStart(7)} ${unit}`);
}
