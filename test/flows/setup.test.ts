import { expect } from 'chai';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp, type SetupInput, type SetupOptions, type SetupResult } from '../../src/flows/setup.ts';
import type { SimulatorOptions } from '../../src/simulator/server.ts';
import { closeAppOrgs, openAppOrg, type AppOrg } from './app/app-org.ts';

describe('setting an org up', () => {
  const before = process.cwd();
  let folder: string;
  let org: AppOrg;

  async function begin(options: SimulatorOptions = {}): Promise<void> {
    org = await openAppOrg({ deploySeconds: 0, ...options });
  }

  const run = (changes: Partial<SetupInput> = {}, options: SetupOptions = {}): Promise<SetupResult> =>
    setUp(
      { connection: org.connection, admin: 'simulator', waitMinutes: 1, again: 'sf jwt setup', ...changes },
      new Date(),
      options,
    );

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'setup-')));
    process.chdir(folder);
  });
  afterEach(async () => {
    await closeAppOrgs();
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  const states = ({ steps }: SetupResult): string[] => steps.map(({ name, state }) => `${name} ${state}`);

  it('goes from nothing to a proven login, and changes nothing in three requests when it is run again', async () => {
    await begin();
    const first = await run();
    expect(first.outcome).to.equal('set-up');
    expect(states(first)).to.deep.equal([
      'key done',
      'app done',
      'access done',
      'login done',
      'authorisation done',
      'project-file done',
    ]);
    const text = readFileSync('sf-jwt.json', 'utf8');
    org.forgetRequests();
    const second = await run();
    expect(states(second)).to.deep.equal([
      'key already',
      'app already',
      'access already',
      'login done',
      'authorisation already',
      'project-file already',
    ]);
    expect(second.outcome).to.equal('unchanged');
    expect(org.requestLines()).to.deep.equal([
      'POST /services/data/v67.0/composite',
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/oauth2/token',
      'POST /services/data/v66.0/composite',
    ]);
    expect(readFileSync('sf-jwt.json', 'utf8')).to.equal(text);
  });
});
