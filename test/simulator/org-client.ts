import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { addPermissionSet, assignPermissionSet } from '../../src/simulator/org-changes.ts';
import { type RefusalName, refusals } from '../../src/simulator/refusals.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { type AppOptions, CONSUMER_KEY, externalApp, type Files, filesOf, zipOf } from './app-files.ts';
import { makeKey, type TestKey } from './openssl-keys.ts';
import { refusalBody } from './refusal-bodies.ts';

/** The library with which the released CLI signs; it comes without types. */
const jsonwebtoken = createRequire(import.meta.url)('jsonwebtoken') as {
  sign: (payload: string, key: string, options: { algorithm: string; header?: object }) => string;
};

/** What a test expects a JSON answer to hold; every member may be asked for. */
export type Json = Record<string, unknown>;
export type Reply = { status: number; fact: string; headers: Headers; text: string; json: Json };

/** A moving clock for an org: tests set it, nobody sleeps. */
export type Clock = { time: number; now: () => Date };

export function makeClock(start = '2026-11-24T08:00:00Z'): Clock {
  const clock = { time: Date.parse(start), now: () => new Date(clock.time) };
  return clock;
}

let sharedKey: TestKey | undefined;

/** One key for all tests that do not care which. */
export function testKey(): TestKey {
  sharedKey ??= makeKey();
  return sharedKey;
}

const living: Simulator[] = [];

/** Starts an org that `stopOrgs` ends. */
export async function startOrg(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  living.push(simulator);
  return simulator;
}

export async function stopOrgs(): Promise<void> {
  for (const simulator of living.splice(0)) {
    await simulator.close();
  }
}

export async function call(simulator: Simulator, path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(new URL(path, simulator.origin), init);
  const body = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    fact: response.headers.get('x-simulated-fact') ?? '',
    headers: response.headers,
    text: body,
    json: (isJson ? JSON.parse(body) : {}) as Json,
  };
}

/** A call with the administrator's session. */
export function adminCall(
  simulator: Simulator,
  path: string,
  method = 'GET',
  body?: unknown,
): Promise<Reply> {
  return call(simulator, path, {
    method,
    headers: { authorization: `Bearer ${simulator.admin.accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export function query(simulator: Simulator, soql: string, extra = ''): Promise<Reply> {
  return adminCall(simulator, `/services/data/v66.0/query?q=${encodeURIComponent(soql)}${extra}`);
}

export async function records(simulator: Simulator, soql: string): Promise<Record<string, unknown>[]> {
  const { json, text: answer } = await query(simulator, soql);
  const found = json.records as Record<string, unknown>[] | undefined;
  if (found === undefined) throw new Error(answer);
  return found.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes')),
  );
}

export type DeployMessage = {
  fullName: string;
  componentType: string;
  problem: string | null;
  problemType: string | null;
  success: boolean;
};
export type DeployResult = {
  status: string;
  success: boolean;
  done: boolean;
  details: { componentFailures: DeployMessage[]; componentSuccesses: DeployMessage[] };
};

export async function postZip(
  simulator: Simulator,
  zip: Buffer,
  options: object = {},
  version = '66.0',
): Promise<Reply> {
  const form = new FormData();
  const json = JSON.stringify({ deployOptions: { rollbackOnError: true, singlePackage: true, ...options } });
  form.append('json', new Blob([json], { type: 'application/json' }), 'deploy.json');
  form.append('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'deploy.zip');
  return call(simulator, `/services/data/v${version}/metadata/deployRequest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${simulator.admin.accessToken}` },
    body: form,
  });
}

export async function pollDeploy(
  simulator: Simulator,
  id: string,
): Promise<{ fact: string; result: DeployResult }> {
  const path = `/services/data/v66.0/metadata/deployRequest/${id}?includeDetails=true`;
  const { json, fact } = await adminCall(simulator, path);
  return { fact, result: json.deployResult as DeployResult };
}

/** Deploys and waits for the end; `problems` are the texts of the failures. */
export async function deploy(simulator: Simulator, files: Files, options: object = {}) {
  const { json } = await postZip(simulator, zipOf(files), options);
  const id = String(json.id);
  const { fact, result } = await pollDeploy(simulator, id);
  const problems = result.details.componentFailures.map(({ problem }) => problem);
  return { id, fact, result, problems };
}

/** Permission set `Jwt_CI_Access`, assigned to the deploy user, and an External Client App that it opens. */
export async function addJwtApp(simulator: Simulator, options: AppOptions = {}): Promise<void> {
  const { org } = simulator;
  if (!org.records.permissionSets.some(({ name }) => name === 'Jwt_CI_Access')) {
    addPermissionSet(org, 'Jwt_CI_Access');
    assignPermissionSet(org, deployUser(simulator), 'Jwt_CI_Access');
  }
  const pieces = externalApp({
    certificate: testKey().certificate,
    consumerKey: CONSUMER_KEY,
    permissionSet: 'Jwt_CI_Access',
    ...options,
  });
  const { problems } = await deploy(simulator, filesOf(pieces));
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

export function deployUser({ org }: Simulator): string {
  return `deploy@${org.name}.example`;
}

export type Claims = Record<string, unknown>;

/** The claims of a good assertion at the org's own time. */
export function goodClaims(simulator: Simulator, changes: Claims = {}): Claims {
  const exp = Math.floor(simulator.org.now().getTime() / 1000) + 180;
  const claims: Claims = {
    iss: CONSUMER_KEY,
    sub: deployUser(simulator),
    aud: simulator.origin.origin,
    exp,
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Signed by jsonwebtoken, which is what the released CLI signs with. */
export function sign(claims: Claims, key = testKey().privateKey, algorithm = 'RS256'): string {
  return jsonwebtoken.sign(JSON.stringify(claims), key, { algorithm });
}

export function exchange(
  simulator: Simulator,
  assertion: string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return call(simulator, '/services/oauth2/token', {
    method: 'POST',
    headers,
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
  });
}

/** The same as a client that calls a host by a name of the world, like one behind a proxy. */
export async function exchangeAt(simulator: Simulator, host: string, assertion: string): Promise<Reply> {
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
  const url = new URL('/services/oauth2/token', simulator.origin);
  const sent = request(url, {
    method: 'POST',
    headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
  }).end(new URLSearchParams(form).toString());
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = await text(response);
  return {
    status: response.statusCode ?? 0,
    fact: String(response.headers['x-simulated-fact']),
    headers: new Headers(),
    text: answer,
    json: JSON.parse(answer) as Json,
  };
}

/** Exchanges a good assertion with some claims changed; `undefined` leaves a claim out. */
export function logIn(simulator: Simulator, changes: Claims = {}): Promise<Reply> {
  return exchange(simulator, sign(goodClaims(simulator, changes)));
}

export async function accessToken(simulator: Simulator, changes: Claims = {}): Promise<string> {
  const { json, text: answer } = await logIn(simulator, changes);
  const { access_token: token } = json;
  if (typeof token !== 'string') throw new Error(answer);
  return token;
}

/** The REST API's array with one error in it. */
export function expectError(reply: Reply, status: number, errorCode: string, message?: string): void {
  expect(reply.status).to.equal(status);
  const [error] = JSON.parse(reply.text) as { errorCode: string; message: string }[];
  expect(error?.errorCode).to.equal(errorCode);
  if (message !== undefined) expect(error?.message).to.equal(message);
}

/** A refusal of the token endpoint, literally. */
export function expectRefusal(reply: Reply, name: RefusalName): void {
  expect(reply.text).to.equal(refusalBody(name));
  expect(reply.status).to.equal(400);
  expect(reply.fact).to.equal(refusals[name].fact);
  expect(reply.headers.get('content-type')).to.equal('application/json;charset=UTF-8');
  expect(reply.headers.get('cache-control')).to.equal('no-store');
}

export async function orgWithApp(options: SimulatorOptions = {}, app: AppOptions = {}): Promise<Simulator> {
  const simulator = await startOrg(options);
  await addJwtApp(simulator, app);
  return simulator;
}

export async function orgAndToken(): Promise<{ simulator: Simulator; token: string }> {
  const simulator = await orgWithApp();
  return { simulator, token: await accessToken(simulator) };
}

/** A call with a token that the org gave out; the default path is one that needs nothing but a session. */
export function withToken(
  simulator: Simulator,
  token: string,
  path = '/services/data/v66.0',
  method = 'GET',
): Promise<Reply> {
  return call(simulator, path, { method, headers: { authorization: `Bearer ${token}` } });
}
