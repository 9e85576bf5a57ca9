import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { RecordedRequest } from '../../../src/simulator/server.ts';
import { openTerminal } from '../../terminal.ts';
import { beginRotation, endRotations, type Rotation } from './rotations.ts';

const program = join(import.meta.dirname, 'rotate-once.ts');

/** A rotation in a process and home of its own. `killed`: after how many answers of the org. */
async function run(rotation: Rotation, newName: string, killed = Infinity): Promise<string> {
  const { org, type, keys } = rotation;
  const { admin, orgId, origin } = org.simulator;
  const session = {
    ...{ alias: 'simulator', orgId, instanceUrl: origin.origin, orgEdition: 'Developer Edition' },
    ...{ username: admin.username, accessToken: admin.accessToken },
  };
  const terminal = openTerminal();
  const ended = new Promise<string>((resolve) => {
    const child = execFile(
      process.execPath,
      [program, JSON.stringify(session), type, keys.keyFile, newName],
      { env: terminal.env },
      (error, stdout, stderr) =>
        resolve(error === null ? stdout : error.signal === 'SIGKILL' ? 'killed' : stderr),
    );
    const { requests } = org.simulator;
    let answers = 0;
    // the org has done what it was asked, and the process does not hear of it
    requests.push = (...items: RecordedRequest[]) => {
      answers += 1;
      if (answers === killed) child.kill('SIGKILL');
      return Array.prototype.push.apply(requests, items);
    };
  });
  return ended.finally(terminal.close);
}

describe('a rotation that is killed at a request of the org', function () {
  this.timeout(300_000);
  afterEach(endRotations);

  for (const [title, type, newName] of [
    ['External Client App', 'external-client-app', ''],
    ['Connected App', 'connected-app', ''],
    ['second app', 'external-client-app', 'Jwt_Cli_2'],
  ] as const) {
    it(`leaves the app's key on the disk, and is finished by the next run (${title})`, async () => {
      const ends: string[] = [];
      for (let killed = 1; killed < 40; killed += 1) {
        const rotation = await beginRotation(type);
        const { keyOfOrg, logsIn, consumerKey, files } = rotation;
        const end = await run(rotation, newName, killed);
        const where = `after answer ${killed} (${end})`;
        expect(end).to.be.oneOf(['killed', 'rotated', 'overlapping']);
        expect(await keyOfOrg(), where).to.be.oneOf(['server.key', 'server.next.key']);
        if (end === 'killed') {
          const again = await run(rotation, newName);
          expect(again, where).to.be.oneOf(['rotated', 'resumed', 'overlapping']);
          ends.push(again);
        }
        expect(await keyOfOrg(), where).to.equal('server.key');
        expect(await logsIn('server.key', consumerKey), where).to.equal(true);
        if (newName !== '') expect(await keyOfOrg(newName), where).to.equal('Jwt_Cli_2.key');
        expect(
          files().filter((file) => file.includes('next')),
          where,
        ).to.deep.equal([]);
        await endRotations();
        if (end !== 'killed') {
          expect(killed).to.be.greaterThan(8);
          break;
        }
      }
      if (newName === '') expect(new Set(ends)).to.deep.equal(new Set(['rotated', 'resumed']));
    });
  }
});
