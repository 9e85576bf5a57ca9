// The lines that a diagnosis tells, for a shell that reads more in a path than its owner did.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lineOf } from '../../src/diagnosis/command-line.ts';
import { diagnoseLogin } from '../../src/flows/diagnose.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { deploySimulatedApp, makeKeyFiles } from '../simulated-app.ts';

describe('the lines of a diagnosis', () => {
  const folder = temporaryFolder();

  it('hold a path whatever a shell would read in it', async () => {
    const keys = await makeKeyFiles();
    const simulator = await startSimulator();
    try {
      const file = join(folder(), `it's "the" $HOME of \`keys\` \\ all`, 'server.key');
      mkdirSync(join(file, '..'));
      copyFileSync(keys.keyFile, file);
      const login = {
        clientId: await deploySimulatedApp(simulator, keys.certificate),
        username: 'nobody@acme.example',
        privateKey: { key: { file } },
        instanceUrl: simulator.origin,
      };
      const { decide, facts } = await diagnoseLogin({ login }, new Date());
      const line = lineOf(decide?.command ?? []);
      const printed = execFileSync('bash', ['-c', `sf() { printf '%s\\n' "$@"; }; ${line}`], {
        encoding: 'utf8',
      });
      expect(printed.split('\n').slice(0, 10)).to.deep.equal([
        ...['jwt', 'diagnose', '--client-id', login.clientId, '--username', 'nobody@acme.example'],
        ...['--jwt-key-file', file, '--instance-url', simulator.origin.origin],
      ]);
      const words = facts.command.login;
      expect(words[words.indexOf('--jwt-key-file') + 1]).to.equal(file);
    } finally {
      await simulator.close();
    }
  });
});
