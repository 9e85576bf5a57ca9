// The login of a user of an Experience Cloud site: the site is host and audience, with its path.
import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { token } from '../../src/flows/token.ts';
import { assignPermissionSet } from '../../src/simulator/org-changes.ts';
import { addUser } from '../../src/simulator/org-state.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

const SITE = 'acme.my.site.com';
const MEMBER = 'member@customers.example';

describe('the login of a user of a site', () => {
  let keys: KeyFiles;
  let simulator: Simulator;
  let clientId: string;

  before(async () => {
    keys = await makeKeyFiles();
    simulator = await startSimulator({ sites: [SITE] });
    clientId = await deploySimulatedApp(simulator, keys.certificate);
    addUser(simulator.org, { username: MEMBER, site: SITE });
    assignPermissionSet(simulator.org, MEMBER, 'Example_Access');
  });
  after(async () => {
    await simulator.close();
    rmSync(keys.folder, { recursive: true });
  });

  const logIn = async (path: string) => {
    const [site] = simulator.org.sites;
    const instanceUrl = new URL(path, site?.origin);
    simulator.requests.length = 0;
    return token({ clientId, username: MEMBER, privateKey: keys.location, instanceUrl }, new Date(), {
      waitMinutes: 0,
    });
  };

  for (const path of ['/', '/customers', '/customers/']) {
    it(`asks the site at ${path}, and claims it as the audience`, async () => {
      const { result } = await logIn(path);
      const site = `${simulator.org.sites[0]?.origin.origin}${path.replace(/\/$/, '')}`;
      expect(result).to.include({ username: MEMBER, host: site, audience: site });
      const [{ host, path: asked }] = simulator.requests as [Simulator['requests'][0]];
      expect([host, asked]).to.deep.equal([SITE, `${path.replace(/\/$/, '')}/services/oauth2/token`]);
    });
  }
});
