// The released `sf`, unmodified and without the plugin, sets up JWT logins from a project: it deploys the whole app by each
// of its two ways, retrieves it, and logs in with what it got.
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addPermissionSet, assignPermissionSet } from '../../src/simulator/org-changes.ts';
import { MY_DOMAIN, type MyDomain, startMyDomain } from '../my-domain.ts';
import { deployUser, testKey } from '../simulator/org-client.ts';
import { openTerminal, RELEASED_SF, type Terminal } from '../terminal.ts';
import { fileOf, writeProject } from './eca-project.ts';

type Moved = { files: { type: string; fullName: string; state: string }[] };

const APP = [
  'ExternalClientApplication:Jwt_CI',
  'ExtlClntAppGlobalOauthSettings:Jwt_CI',
  'ExtlClntAppOauthConfigurablePolicies:Jwt_CI',
  'ExtlClntAppOauthSettings:Jwt_CI',
];

describe('a project and the released sf', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  let domain: MyDomain;

  beforeEach(async () => {
    domain = await startMyDomain();
    addPermissionSet(domain.simulator.org, 'Jwt_CI_Access');
    assignPermissionSet(domain.simulator.org, deployUser(domain.simulator), 'Jwt_CI_Access');
    terminal = openTerminal();
    Object.assign(terminal.env, domain.env);
    writeProject(terminal.cwd);
    writeFileSync(join(terminal.cwd, 'server.key'), testKey().privateKey, { mode: 0o600 });
  });
  afterEach(async () => Promise.all([terminal.close(), domain.close()]));

  async function sf<Result>(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
    const { stdout, stderr } = await terminal.run(RELEASED_SF, [...args, '--json'], { env });
    const answer = JSON.parse(stdout) as { status: number; result: Result };
    expect(answer.status, `${stdout}\n${stderr}`).to.equal(0);
    return answer.result;
  }
  const takeFacts = (): string[] => [...new Set(domain.simulator.requests.splice(0).map(({ fact }) => fact))];
  const statesOf = ({ files }: Moved): string[] =>
    files.map(({ type, fullName, state }) => `${state} ${type}:${fullName}`).sort();

  const ways: [way: string, restDeploy: string, started: string][] = [
    ['SOAP', 'false', 'SOAP-08'],
    ['REST', 'true', 'DEPLOY-01'],
  ];
  for (const [way, restDeploy, started] of ways) {
    it(`come from files to a JWT login, by ${way}`, async () => {
      terminal.env['SF_ORG_METADATA_REST_DEPLOY'] = restDeploy;
      const { simulator } = domain;
      const place = ['--instance-url', MY_DOMAIN];
      const admin = { SF_ACCESS_TOKEN: simulator.admin.accessToken };
      await sf(['org', 'login', 'access-token', '--no-prompt', '--set-default', ...place], admin);
      takeFacts();
      const deployed = await sf<Moved>(['project', 'deploy', 'start']);
      expect(statesOf(deployed)).to.deep.equal(APP.map((component) => `Created ${component}`));
      expect(takeFacts()).to.deep.equal([started, 'DEPLOY-02']);
      // sf retrieves by SOAP, whatever it is told of deploys
      const retrieved = await sf<Moved>(['project', 'retrieve', 'start', '--source-dir', 'force-app']);
      expect(statesOf(retrieved)).to.deep.equal(APP.map((component) => `Changed ${component}`));
      expect(takeFacts()).to.include('SOAP-15').and.to.not.include(started);
      const settings = readFileSync(fileOf(terminal.cwd, 'ExtlClntAppGlobalOauthSettings', 'Jwt_CI'), 'utf8');
      const [, key = ''] = /<consumerKey>(.+)<\/consumerKey>/.exec(settings) ?? [];
      const login = ['org', 'login', 'jwt', '--jwt-key-file', 'server.key', '--client-id', key, ...place];
      const username = deployUser(simulator);
      const org = await sf<object>([...login, '--username', username]);
      expect(org).to.include({ username, orgId: simulator.orgId, clientId: key });
    });
  }
});
