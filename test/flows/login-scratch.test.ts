// A scratch org, and the Dev Hub that `sf` may know, too.
import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { login, type LoginOutput } from '../../src/flows/login.ts';
import { startSimulator, type SimulatedOrg, type Simulator } from '../../src/simulator/server.ts';
import { forgetLogins } from '../forget-logins.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

describe('a login to a scratch org', () => {
  let keys: KeyFiles;
  let simulator: Simulator;
  let hub: SimulatedOrg;
  let scratch: SimulatedOrg;

  const clientIdOf = ({ name }: SimulatedOrg): string => `3MVG9EXAMPLEkeyOf${name}`;
  const logIn = async (org: SimulatedOrg): Promise<LoginOutput> => {
    simulator.requests.length = 0;
    const { admin, origin: instanceUrl } = org;
    const who = { clientId: clientIdOf(org), username: admin.username };
    return login({ ...who, privateKey: keys.location, instanceUrl }, new Date(), { waitMinutes: 0 });
  };
  const requests = (): string[] =>
    simulator.requests.map(({ method, host, path }) => `${method} ${host}${path.replace(/\?.*/, '')}`);
  const OWN = [
    'POST trial.scratch.my.salesforce.com/services/oauth2/token',
    'POST trial.scratch.my.salesforce.com/services/data/v66.0/composite',
  ];

  before(async () => (keys = await makeKeyFiles()));
  beforeEach(async () => {
    const orgs = [
      { name: 'hub', isDevHub: true },
      { name: 'trial', type: 'scratch' as const },
    ];
    simulator = await startSimulator({ orgs });
    [hub, scratch] = simulator.orgs as [SimulatedOrg, SimulatedOrg];
    for (const org of simulator.orgs)
      await deploySimulatedApp({ ...simulator, ...org }, keys.certificate, { consumerKey: clientIdOf(org) });
  });
  afterEach(async () => {
    Reflect.deleteProperty(process.env, 'SF_SKIP_SCRATCH_ORG_CHECK');
    await forgetLogins();
    await simulator.close();
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  it('says that it is one, and until when', async () => {
    const { result } = await logIn(scratch);
    expect(result).to.deep.include({ isDevHub: false });
    expect(result.org).to.deep.include({ isScratch: true, isSandbox: false });
    expect(result.org?.trialExpirationDate).to.match(/^20\d\d-/);
    expect(requests()).to.deep.equal(OWN);
  });

  it('asks a Dev Hub that sf knows whose it is, as `sf org login jwt` does', async () => {
    await logIn(hub);
    expect(requests()).to.have.length(2);
    await logIn(scratch);
    const [first, second, ...others] = requests();
    expect([first, second]).to.deep.equal(OWN);
    expect(others.at(-1)).to.match(/^GET hub\.my\.salesforce\.com\/services\/data\/v\d+\.0\/query$/);
  });

  it('leaves the Dev Hub alone where `sf` does', async () => {
    await logIn(hub);
    process.env['SF_SKIP_SCRATCH_ORG_CHECK'] = 'true';
    await logIn(scratch);
    expect(requests()).to.deep.equal(OWN);
  });
});
