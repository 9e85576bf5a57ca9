// Ctrl-C and kill -9 at each answer of the org, on the compiled plugin: the next run finishes, and nothing is there twice.
import { expect } from 'chai';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type RecordedRequest, type Simulator } from '../src/simulator/server.ts';
import { storeSessionIn } from './stored-session.ts';
import { openTerminal, PLUGIN, start, type Terminal } from './terminal.ts';

type End = { code: number | null; stderr: string };

describe('a set-up that is broken off', function () {
  this.timeout(300_000);
  let terminal: Terminal;
  let simulator: Simulator;

  /** Runs it in a folder of its own, and sends a signal at the n-th answer: the org has done what it was asked. */
  async function setUp(cwd: string, signal?: NodeJS.Signals, n = Infinity): Promise<End> {
    const child = start(PLUGIN, ['jwt', 'setup', '--target-org', 'simulator'], { cwd, env: terminal.env });
    const { requests } = simulator;
    let answers = 0;
    requests.push = (...items: RecordedRequest[]) => {
      answers += 1;
      if (answers === n) child.kill(signal);
      return Array.prototype.push.apply(requests, items);
    };
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout?.resume();
    const [code] = (await once(child, 'close')) as [number | null];
    Reflect.deleteProperty(requests, 'push');
    return { code, stderr };
  }

  /** Of everything there is one, and no drafts are left. */
  function check(cwd: string, where: string): void {
    const { components, permissionSets, assignments } = simulator.org.records;
    const names = components.filter(({ type }) => type === 'ExternalClientApplication');
    const sets = permissionSets.filter(({ name }) => name === 'Jwt_Cli_Access');
    const given = assignments.filter(({ permissionSetId }) => permissionSetId === sets[0]?.id);
    expect([names.length, sets.length, given.length], where).to.deep.equal([1, 1, 1]);
    expect(readdirSync(join(cwd, 'certs')).sort(), where).to.deep.equal([
      '.gitignore',
      'simulator.crt',
      'simulator.key',
    ]);
    expect(readdirSync(cwd).sort(), where).to.deep.equal(['certs', 'sf-jwt.json']);
    const { orgs } = JSON.parse(readFileSync(join(cwd, 'sf-jwt.json'), 'utf8')) as { orgs: object };
    expect(Object.keys(orgs), where).to.deep.equal(['simulator']);
  }

  for (const [signal, step] of [
    ['SIGKILL', 1],
    ['SIGINT', 2],
  ] as const) {
    it(`by ${signal} at any answer is finished by the next run`, async () => {
      const codes: Array<number | null> = [];
      for (let n = 1; n < 30; n += step) {
        simulator = await startSimulator({ deploySeconds: 0 });
        terminal = openTerminal();
        try {
          await storeSessionIn(terminal, simulator);
          const { cwd } = terminal;
          const { code, stderr } = await setUp(cwd, signal, n);
          const where = `answer ${n}, ${code}: ${stderr}`;
          if (signal === 'SIGINT' && code !== 0) expect(stderr, where).to.contain('Interrupted');
          const isKeyMade = existsSync(join(cwd, 'certs', 'simulator.key'));
          const again = await setUp(cwd);
          expect(again.code, `${where}; again: ${again.stderr}`).to.equal(0);
          // a key that was there is never made anew: the org may have its certificate
          expect(/Key and certificate: .*\(as it was\)/.test(again.stderr), where).to.equal(isKeyMade);
          check(cwd, where);
          codes.push(code);
        } finally {
          await Promise.all([simulator.close(), terminal.close()]);
        }
        // the org was asked no further
        if (codes.at(-1) === 0) break;
      }
      expect(codes.length * step).to.be.within(11, 16);
      const interrupted = signal === 'SIGKILL' ? null : 130;
      expect(codes.slice(0, 8 / step)).to.deep.equal(Array(8 / step).fill(interrupted));
    });
  }
});
