// Ctrl-C and kill -9 at each answer of the orgs, on the compiled plugin: what was written is whole, and `--failed-only` does the rest.
import { expect } from 'chai';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeKeyFiles, type KeyFiles } from './simulated-app.ts';
import { openFleet, type Fleet } from './flows/fleet/fleet-orgs.ts';
import { openTerminal, PLUGIN, start, type Terminal } from './terminal.ts';
import type { RecordedRequest } from '../src/simulator/server.ts';

type End = { code: number | null; stdout: string; stderr: string };
type Answer = { total: number; done: number; failed: number; notDone: number };

const NAMES = ['org0', 'org1', 'org2', 'org3'];

describe('a login of a fleet that is broken off', function () {
  this.timeout(120_000);
  const home = process.cwd();
  let terminal: Terminal;
  let fleet: Fleet;
  let keys: KeyFiles;

  before(async () => {
    keys = await makeKeyFiles();
  });
  after(() => rmSync(keys.folder, { recursive: true }));
  beforeEach(async () => {
    terminal = openTerminal();
    process.chdir(terminal.cwd);
    fleet = await openFleet(NAMES.length, keys);
    // so that the project file is written, too
    for (const name of NAMES) fleet.change(name, { orgId: undefined });
  });
  afterEach(async () => {
    process.chdir(home);
    await Promise.all([fleet.close(), terminal.close()]);
  });

  /** Sends the signal at the n-th answer. */
  async function logIn(signal: NodeJS.Signals, n: number): Promise<End> {
    const child = start(PLUGIN, ['jwt', 'fleet', 'login', '--concurrency', '2', '--json'], terminal);
    const { requests } = fleet.simulator;
    let answers = 0;
    requests.push = (...items: RecordedRequest[]) => {
      answers += 1;
      if (answers === n) child.kill(signal);
      return Array.prototype.push.apply(requests, items);
    };
    const end: End = { code: null, stdout: '', stderr: '' };
    child.stdout?.on('data', (chunk: Buffer) => (end.stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (end.stderr += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    Reflect.deleteProperty(requests, 'push');
    return { ...end, code };
  }

  /** No half of a file: what is there can be read. */
  function aliases(): Record<string, string> {
    const file = join(terminal.home, '.sfdx', 'alias.json');
    if (!existsSync(file)) return {};
    return (JSON.parse(readFileSync(file, 'utf8')) as { orgs: Record<string, string> }).orgs;
  }

  async function doTheRest(): Promise<Answer> {
    const { status, result } = await terminal.sfJson('jwt', 'fleet', 'login', '--failed-only');
    expect(status).to.equal(0);
    return result as unknown as Answer;
  }

  function expectAllDone(): void {
    for (const { name, admin, orgId } of fleet.orgs) {
      expect(aliases()[name]).to.equal(admin.username);
      expect(fleet.entries()[name]?.orgId).to.equal(orgId);
    }
  }

  for (const n of [1, 3, 6])
    it(`by kill -9 at answer ${n} is done by the next run, whatever the run before it had done`, async () => {
      await terminal.sf('jwt', 'fleet', 'login', '--org', 'org0');
      const { code } = await logIn('SIGKILL', n);
      expect(code).to.equal(null);
      expect(Object.keys(fleet.entries())).to.deep.equal(NAMES);
      expect(aliases()).to.deep.equal({ org0: fleet.org('org0').admin.username });
      expect(await doTheRest()).to.include({ total: 4, done: 4 });
      expectAllDone();
    });

  for (const n of [1, 4, 7])
    it(`by Ctrl-C at answer ${n} says what is done, and the next run does the rest`, async () => {
      const { code, stdout } = await logIn('SIGINT', n);
      expect(code).to.equal(130);
      const { done, failed, notDone } = (JSON.parse(stdout) as { result: Answer }).result;
      expect([failed, done + notDone]).to.deep.equal([0, 4]);
      expect(notDone).to.be.at.least(1);
      expect(Object.keys(aliases())).to.have.length(done);
      expect(await doTheRest()).to.include({ total: notDone, done: notDone });
      expectAllDone();
    });
});
