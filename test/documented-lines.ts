// Runs the command lines of `--help` and of the README as they stand, with the released `sf` and the plugin linked, in the
// place that they speak of: server.key and server.crt are there, the org "my-org" is known, its app has the consumer key. The
// key is there in its protected forms, too, with their passphrases in the variables that the lines name. An app that a line
// deletes or migrates is there as well.
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildClaims } from '../src/assertion/claims.ts';
import { signAssertion } from '../src/assertion/sign.ts';
import { settleDeploys, startDeploy } from '../src/simulator/metadata/deploy-queue.ts';
import { assignPermissionSet } from '../src/simulator/org-changes.ts';
import { openAdminSession } from '../src/simulator/sessions.ts';
import { sealAsHardis } from './keys/hardis-file.ts';
import { MY_DOMAIN, startMyDomain, type MyDomain } from './my-domain.ts';
import { connectedApp, externalApp, filesOf, zipOf } from './simulator/app-files.ts';
import { deploySimulatedApp, makeKeyFiles } from './simulated-app.ts';
import { openTerminal, PLUGIN, RELEASED_SF, ROOT, type Run, type Terminal } from './terminal.ts';

/** The consumer key and the user that the documentation shows. */
const EXAMPLE_CLIENT_ID = '3MVG9EXAMPLEkey0123456789';
const EXAMPLE_USER = 'deploy@acme.example';

export type Place = { terminal: Terminal; domain: MyDomain; close: () => Promise<void> };

export async function openPlace(): Promise<Place> {
  const domain = await startMyDomain();
  const terminal = openTerminal();
  const folder = join(terminal.home, 'bin');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'sf'),
    `#!/bin/sh\nexec ${RELEASED_SF.map((part) => `'${part}'`).join(' ')} "$@"\n`,
  );
  chmodSync(join(folder, 'sf'), 0o755);
  Object.assign(terminal.env, domain.env, { PATH: `${folder}:${terminal.env['PATH'] ?? ''}` });
  const place = {
    terminal,
    domain,
    close: async () => Promise.all([terminal.close(), domain.close()]).then(() => undefined),
  };
  await prepare(place).catch(async (error: unknown) => {
    await place.close();
    throw error;
  });
  return place;
}

async function prepare({ terminal, domain: { simulator } }: Place): Promise<void> {
  const { accessToken } = simulator.admin;
  await mustRun(terminal, `sf plugins link '${ROOT}' --no-install`);
  await mustRun(
    terminal,
    `sf org login access-token --instance-url ${MY_DOMAIN} --no-prompt --alias my-org`,
    {
      SF_ACCESS_TOKEN: accessToken,
    },
  );
  const keys = await makeKeyFiles();
  for (const file of ['server.key', 'server.crt'])
    renameSync(join(keys.folder, file), join(terminal.cwd, file));
  await prepareProtectedKeys(terminal);
  mkdirSync(join(terminal.cwd, KEY_FOLDER));
  writeFileSync(join(terminal.cwd, KEY_FOLDER, 'passphrase.txt'), 'correct horse battery\n', { mode: 0o600 });
  copyFileSync(join(ROOT, 'docs', 'simulated-orgs.json'), join(terminal.cwd, 'orgs.json'));
  const permissionSet = 'Example_Access';
  await deploySimulatedApp(simulator, keys.certificate, {
    permissionSets: [permissionSet],
    consumerKey: EXAMPLE_CLIENT_ID,
  });
  assignPermissionSet(simulator.org, EXAMPLE_USER, permissionSet);
  await mustRun(terminal, `${loginLine('my-jwt-org')} --org production`);
  completeEntry(terminal);
}

/** The entry of the project file that the lines name says which app it is of, and who may change it. */
function completeEntry({ cwd }: Terminal): void {
  const path = join(cwd, 'sf-jwt.json');
  const file = JSON.parse(readFileSync(path, 'utf8')) as { orgs: { production: object } };
  const app = { name: 'Example_App', type: 'external-client-app' };
  Object.assign(file.orgs.production, { admin: 'my-org', app });
  writeFileSync(path, JSON.stringify(file, null, 2));
}

/** Where keys are made, because the other lines need those that are in the org. */
const KEY_FOLDER = 'fresh';

/** The key that server.key is now: lines before may have rotated it. */
function takeKeyIntoVariable({ cwd, env }: Terminal): void {
  env['JWT_KEY'] = readFileSync(join(cwd, 'server.key'), 'utf8');
}

/** server.key sealed, and as sfdx-hardis would have it. */
async function prepareProtectedKeys({ cwd, env, run }: Terminal): Promise<void> {
  const key = readFileSync(join(cwd, 'server.key'), 'utf8');
  const { text, passphrase } = sealAsHardis(key);
  Object.assign(env, { JWT_PASSPHRASE: passphrase, SFDX_CLIENT_KEY_MAIN: passphrase });
  const folder = join(cwd, 'config', 'branches', '.jwt');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.key'), text);
  const sealed = await run(PLUGIN, [
    ...['jwt', 'key', 'encrypt', '--jwt-key-file', 'server.key'],
    ...['--passphrase-env', 'JWT_PASSPHRASE', '--name', 'server'],
  ]);
  expect(sealed.code, sealed.stderr).to.equal(0);
}

/**
 * Runs one line of the documentation. A simulated org runs until it says how to stop it, and is then stopped; keys are made,
 * and sealed, in a folder of their own, because the other lines need those that are there.
 */
export async function runDocumented(place: Place, line: string): Promise<void> {
  installApp(place, line);
  takeKeyIntoVariable(place.terminal);
  if (line.includes('assertion.jwt')) await prepareAssertion(place.terminal);
  if (line.startsWith('sf jwt logout')) return runLogout(place.terminal, line);
  if (line.startsWith('sf jwt revoke')) prepareToken(place);
  const folder = foldersOfTheirOwn.find(([start]) => line.startsWith(start))?.[1];
  const typed = line.startsWith('sf jwt app delete') ? withConsent(line) : line;
  await mustRun(place.terminal, folder === undefined ? typed : `${folder} && ${typed}`);
}

/** A line that asks first has nobody to ask here. */
const withConsent = (line: string): string => (line.includes('--no-prompt') ? line : `${line} --no-prompt`);

/** The orgs of the line are known before, and the one that the other lines need is known again afterwards. */
async function runLogout(terminal: Terminal, line: string): Promise<void> {
  const aliases = [...line.matchAll(/--target-org (\S+)/g)].map(([, alias = '']) => alias);
  for (const alias of aliases) await mustRun(terminal, loginLine(alias));
  await mustRun(terminal, withConsent(line));
  await mustRun(terminal, loginLine('my-jwt-org'));
}

/** Which keeps the aliases that the user has, unlike `sf org login jwt`. */
const loginLine = (alias: string): string =>
  `sf jwt login --client-id ${EXAMPLE_CLIENT_ID} --username ${EXAMPLE_USER} --jwt-key-file server.key --instance-url ${MY_DOMAIN} --alias ${alias}`;

function installApp({ domain: { simulator }, terminal }: Place, line: string): void {
  const [, command, name = ''] = /^sf jwt app (delete|migrate) .*--name (\w+)/.exec(line) ?? [];
  const { org } = simulator;
  if (command === undefined || org.records.components.some(({ fullName }) => fullName === name)) return;
  const app = {
    name,
    certificate: readFileSync(join(terminal.cwd, 'server.crt'), 'utf8'),
    permissionSet: 'Example_Access',
  };
  const isConnected = command === 'migrate' || line.includes('--type connected-app');
  org.allowConnectedApps = true;
  const pieces = isConnected ? [connectedApp(app)] : externalApp(app);
  const upload = { zip: zipOf(filesOf(pieces)), options: { singlePackage: true }, version: 66 };
  startDeploy(org, upload, org.records.users[0]!, org.now());
  settleDeploys(org, org.now());
}

const foldersOfTheirOwn: Array<[start: string, enter: string]> = [
  ['sf jwt keygen', `cd ${KEY_FOLDER}`],
  ['sf jwt key encrypt', 'mkdir -p sealing && cd sealing && cp -r ../server.key ../config .'],
];

/** A token in assertion.jwt, by the key that server.key is now: it lives for minutes, and lines before may have rotated the key. */
async function prepareAssertion({ cwd }: Terminal): Promise<void> {
  const key = readFileSync(join(cwd, 'server.key'), 'utf8');
  const login = { clientId: EXAMPLE_CLIENT_ID, username: EXAMPLE_USER, audience: MY_DOMAIN };
  const assertion = await signAssertion(buildClaims(login, new Date()), createPrivateKey(key));
  writeFileSync(join(cwd, 'assertion.jwt'), `${assertion}\n`);
}

/** A living token of the org, in token.txt and in a variable. */
function prepareToken({ terminal, domain }: Place): void {
  const { org } = domain.simulator;
  const { token } = openAdminSession(org, org.records.users[0]!);
  terminal.env['SF_TOKEN'] = token;
  writeFileSync(join(terminal.cwd, 'token.txt'), `${token}\n`, { mode: 0o600 });
}

async function mustRun(terminal: Terminal, line: string, env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const run = line.startsWith('sf jwt simulator start')
    ? await startAndStop(terminal, line)
    : await terminal.run(['bash', '-c'], [line], { env });
  expect(run.code, `${line}\n${run.stdout}\n${run.stderr}`).to.equal(0);
  return run;
}

async function startAndStop(terminal: Terminal, line: string): Promise<Run> {
  const child = spawn('bash', ['-c', `exec ${line}`], { cwd: terminal.cwd, env: terminal.env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    const wasReady = stderr.includes('Press Ctrl-C');
    stderr += chunk.toString();
    // Once: a second interrupt would not wait for the end of the first.
    if (!wasReady && stderr.includes('Press Ctrl-C')) child.kill('SIGINT');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
