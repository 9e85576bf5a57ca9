// What `--output-dir` writes, put into an org by the released `sf` without the plugin, as the README of the folder says: its
// blocks are run as they stand. An org that got the same components by one call is what it is held against.
import { expect } from 'chai';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppType } from '../../src/app/app-type.ts';
import { packageComponents, type Component } from '../../src/app/metadata-files.ts';
import { permissionSetComponent } from '../../src/app/source-files.ts';
import { writeSource } from '../../src/flows/app/write-source.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { CONSUMER_KEY } from '../app/sample.ts';
import { newApp } from '../app/every-app.ts';
import { makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { zipOf } from '../simulator/app-files.ts';
import { connect } from '../simulator/metadata-client.ts';
import { deployUser } from '../simulator/org-client.ts';
import { openTerminal, RELEASED_SF, type Terminal } from '../terminal.ts';

const NAME = 'Jwt_Cli';
const SET = 'Jwt_Cli_Access';
const FOLDER = join('force-app', 'main', 'default');

/** The type that holds the consumer, and where it lies. */
const consumers: Record<AppType, [type: string, file: string]> = {
  'external-client-app': [
    'ExtlClntAppGlobalOauthSettings',
    `extlClntAppGlobalOauthSets/${NAME}/${NAME}.ecaGlblOauth-meta.xml`,
  ],
  'connected-app': ['ConnectedApp', `connectedApps/${NAME}/${NAME}.connectedApp-meta.xml`],
};

type Step = { title: string; lines: string };
type Moved = { status: number; result: { files: { type: string; state: string; filePath: string }[] } };

describe('the files of --output-dir and the released sf', function () {
  this.timeout(180_000);
  const simulators: Simulator[] = [];
  let keys: KeyFiles;
  let simulator: Simulator;
  let terminal: Terminal;

  const start = async (): Promise<Simulator> => {
    simulators.push(await startSimulator({ allowConnectedApps: true }));
    return simulators.at(-1)!;
  };

  before(async () => (keys = await makeKeyFiles()));
  beforeEach(async () => {
    [simulator, terminal] = [await start(), openTerminal()];
    const bin = join(terminal.home, 'bin');
    mkdirSync(bin);
    const words = RELEASED_SF.map((word) => `'${word}'`).join(' ');
    writeFileSync(join(bin, 'sf'), `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(join(bin, 'sf'), 0o755);
    terminal.env['PATH'] = `${bin}:${terminal.env['PATH'] ?? ''}`;
    const project = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '67.0' };
    writeFileSync(join(terminal.cwd, 'sfdx-project.json'), JSON.stringify(project));
    // as projects come, and with a line that many have
    writeFileSync(join(terminal.cwd, '.forceignore'), 'package.xml\n**/*.ecaGlblOauth-meta.xml');
    mkdirSync(join(terminal.cwd, FOLDER), { recursive: true });
    const login = `sf org login access-token --no-prompt --set-default --instance-url ${simulator.origin.origin}`;
    await sh(login, { SF_ACCESS_TOKEN: simulator.admin.accessToken });
  });
  afterEach(async () => {
    await terminal.close();
    await Promise.all(simulators.splice(0).map(async (each) => each.close()));
  });

  async function sh(lines: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    const run = await terminal.run(['bash', '-c'], [`set -e\n${lines}`], { env });
    expect(run.code, `${lines}\n${run.stdout}\n${run.stderr}`).to.equal(0);
    return run.stdout;
  }

  const inFolder = async (lines: string): Promise<string> => sh(`cd ${FOLDER}\n${lines}`);

  /** The states of the components that a deploy or retrieve moved. */
  async function moved(lines: string): Promise<string[]> {
    const { result } = JSON.parse(await sh(`${lines} --json`)) as Moved;
    return result.files.map(({ type, state }) => `${state} ${type}`).sort();
  }

  const read = async (org: Simulator, components: readonly Component[]): Promise<unknown[]> => {
    const records = await Promise.all(components.map(({ type, name }) => connect(org).read(type, name)));
    // what each org makes of ids of its own
    const text = JSON.stringify(records)
      .replaceAll(org.orgId, 'ORG')
      .replaceAll(org.orgId.slice(0, 15), 'ORG');
    return JSON.parse(text.replaceAll(/888\w{12}/g, 'CONSUMER')) as unknown[];
  };

  function componentsOf(type: AppType, consumerKey?: string): { set: Component; app: Component[] } {
    return {
      set: permissionSetComponent({ name: SET, grantsApi: true }),
      app: newApp(type, keys.certificate, consumerKey),
    };
  }

  async function write(
    type: AppType,
    {
      consumerKey,
      folder = FOLDER,
      force = false,
    }: { consumerKey?: string; folder?: string; force?: boolean } = {},
  ): Promise<{ steps: Step[]; parts: Component[] }> {
    const { set, app } = componentsOf(type, consumerKey);
    const input = {
      ...{ type, name: NAME, components: [set, ...app], permissionSets: [SET] },
      assignTo: [deployUser(simulator), simulator.admin.username],
      folder: join(terminal.cwd, folder),
      force,
      command: 'sf jwt app create',
    };
    const { readme } = await writeSource(input, new Date());
    const blocks = readFileSync(readme, 'utf8').matchAll(/^### \d+\. (.+)\n[^`]*```sh\n([^`]*)```$/gm);
    return {
      steps: [...blocks].map(([, title = '', lines = '']) => ({ title, lines })),
      parts: [set, ...app],
    };
  }

  const stepOf = (steps: Step[], title: string): string =>
    steps.find((step) => step.title === title)!.lines.trimEnd();

  async function logIn(key: string): Promise<string> {
    const login = `sf org login jwt --client-id ${key} --username ${deployUser(simulator)} --jwt-key-file '${keys.keyFile}'`;
    return sh(`${login} --instance-url ${simulator.origin.origin}`);
  }

  const consumerKeyOf = (records: unknown[]): string =>
    /"consumerKey":"([^"]+)"/.exec(JSON.stringify(records))?.[1] ?? '';

  for (const type of ['external-client-app', 'connected-app'] as const) {
    const [consumerType, consumerFile] = consumers[type];

    describe(`make the ${type}`, () => {
      it('with the consumer key that was chosen, as one call would, and deployed again change nothing', async () => {
        const { steps, parts } = await write(type, { consumerKey: CONSUMER_KEY });
        expect(steps.map(({ title }) => title)).to.deep.equal([
          'The permission set',
          'Its users',
          'The app',
          'The consumer key out of its file',
        ]);
        for (const { lines } of steps) await inFolder(lines);
        expect(await logIn(CONSUMER_KEY)).to.include('Successfully authorized');

        const other = await start();
        const { set, app } = componentsOf(type, CONSUMER_KEY);
        for (const each of [[set], app]) {
          const zip = zipOf(Object.fromEntries(packageComponents(each, '67.0')));
          const { id } = await connect(other).deploy(zip, { singlePackage: true, rollbackOnError: true });
          expect(await connect(other).checkDeployStatus(id, true)).to.include({ status: 'Succeeded' });
        }
        const made = await read(simulator, parts);
        expect(made).to.deep.equal(await read(other, parts));

        const again = await moved(`cd ${FOLDER}\n${stepOf(steps, 'The app')}`);
        expect(again).to.have.members(app.map((part) => `Unchanged ${part.type}`));
        const all = await moved('sf project deploy start --source-dir force-app');
        expect(all.join()).to.include('PermissionSet').and.not.include(` ${consumerType}`);
        expect(await read(simulator, parts)).to.deep.equal(made);
      });

      it('in any org with a key of its own when none was chosen, which no retrieve writes into them', async () => {
        const { steps, parts } = await write(type);
        expect(steps.map(({ title }) => title)).to.deep.equal(['The permission set', 'Its users', 'The app']);
        for (const { lines } of steps) await inFolder(lines);
        const key = consumerKeyOf(await read(simulator, parts));
        expect(key).to.match(/^3MVG9/);
        await logIn(key);
        await inFolder(stepOf(steps, 'The app'));
        expect(consumerKeyOf(await read(simulator, parts))).to.equal(key);

        const file = join(terminal.cwd, FOLDER, consumerFile);
        const before = readFileSync(file, 'utf8');
        await moved('sf project retrieve start --source-dir force-app');
        await moved(`sf project retrieve start --metadata ${consumerType}`);
        expect(readFileSync(file, 'utf8')).to.equal(before).and.not.include('consumerKey');
        expect(await sh(`grep -rl '<consumerKey>' force-app || true`)).to.equal('');
      });
    });
  }

  it('fail a second deploy with the consumer key in its file, so that the README takes it out', async () => {
    const { steps } = await write('external-client-app', { consumerKey: CONSUMER_KEY });
    for (const { lines } of steps.slice(0, -1)) await inFolder(lines);
    const line = `${stepOf(steps, 'The app')} || true`;
    expect(await inFolder(line)).to.include('You cannot provide a Consumer Key');
  });

  it('are a project of their own in a folder that lies in none, and copies that are kept are not in the way', async () => {
    rmSync(join(terminal.cwd, 'sfdx-project.json'));
    terminal.env['SF_TARGET_ORG'] = simulator.admin.username;
    const { steps, parts } = await write('external-client-app', { folder: 'app' });
    for (const { lines } of steps) await sh(`cd app\n${lines}`);
    await logIn(consumerKeyOf(await read(simulator, parts)));
    await write('external-client-app', { folder: 'app', force: true });
    expect(await moved('cd app\nsf project deploy start --source-dir .')).to.deep.equal([
      'Changed PermissionSet',
      'Unchanged ExternalClientApplication',
      'Unchanged ExtlClntAppOauthConfigurablePolicies',
      'Unchanged ExtlClntAppOauthSettings',
    ]);
  });
});
