// The released `sf`, unmodified and without the plugin, moves the metadata of an External Client App to and from the simulated org.
import { expect } from 'chai';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { addPermissionSet } from '../../src/simulator/org-changes.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { openTerminal, RELEASED_SF, type Terminal } from '../terminal.ts';
import { fileOf, writeProject } from './eca-project.ts';

type FileResponse = { type: string; fullName: string; state: string; error?: string; lineNumber?: number };
type Answer = {
  status: number;
  result: { status: string; success: boolean; files: FileResponse[]; deletedSource?: FileResponse[] };
  data?: Answer['result'];
};

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const HEADER = 'ExternalClientApplication';

describe('the metadata commands of the released sf', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  let simulator: Simulator;

  /** Runs a command and answers what it printed, and the requests that it made. */
  async function sf(args: string[], env: NodeJS.ProcessEnv = {}) {
    const before = simulator.requests.length;
    const { stdout, stderr } = await terminal.run(RELEASED_SF, [...args, '--json'], { env });
    const requests = simulator.requests.slice(before);
    expect(stdout, stderr).to.not.equal('');
    return { ...(JSON.parse(stdout) as Answer), requests };
  }

  const states = (files: FileResponse[]) =>
    files.map(({ type, fullName, state }) => `${state} ${type}:${fullName}`).sort();

  before(async () => {
    terminal = openTerminal();
    simulator = await startSimulator();
    addPermissionSet(simulator.org, 'Jwt_CI_Access');
    writeProject(terminal.cwd);
    const login = ['org', 'login', 'access-token', '--no-prompt', '--set-default', '--instance-url'];
    const { status } = await sf([...login, simulator.origin.origin], {
      SF_ACCESS_TOKEN: simulator.admin.accessToken,
    });
    expect(status).to.equal(0);
  });

  after(async () => {
    await simulator.close();
    await terminal.close();
  });

  it('deploy the app of a project by SOAP', async () => {
    const { status, result, requests } = await sf(['project', 'deploy', 'start']);
    expect([status, result.status]).to.deep.equal([0, 'Succeeded']);
    expect(states(result.files)).to.deep.equal([
      `Created ${HEADER}:Jwt_CI`,
      `Created ${GLOBAL}:Jwt_CI`,
      'Created ExtlClntAppOauthConfigurablePolicies:Jwt_CI',
      'Created ExtlClntAppOauthSettings:Jwt_CI',
    ]);
    expect(requests.map(({ fact }) => fact)).to.deep.equal(['SOAP-08', 'DEPLOY-02']);
    expect(simulator.org.records.accesses).to.have.length(1);
  });

  it('retrieve it with the key that the org made, without the secret, and say what is not there', async () => {
    const wanted = [
      HEADER,
      `${GLOBAL}:Jwt_CI`,
      'ExtlClntAppConfigurablePolicies',
      'Settings:ExternalClientApp',
    ];
    const { status, result, requests } = await sf([
      ...['project', 'retrieve', 'start', '--metadata', ...wanted, 'PermissionSet:Gone'],
    ]);
    expect([status, result.status]).to.deep.equal([0, 'Succeeded']);
    expect(states(result.files)).to.deep.equal([
      `Changed ${HEADER}:Jwt_CI`,
      `Changed ${GLOBAL}:Jwt_CI`,
      'Created ExtlClntAppConfigurablePolicies:Jwt_CI_plcy',
      'Created Settings:ExternalClientApp',
      'Failed PermissionSet:Gone',
    ]);
    expect(result.files.find(({ state }) => state === 'Failed')?.error).to.equal(
      "Entity of type 'PermissionSet' named 'Gone' cannot be found",
    );
    const text = readFileSync(fileOf(terminal.cwd, GLOBAL, 'Jwt_CI'), 'utf8');
    expect(text).to.match(/<consumerKey>3MVG9[\w.]{80}<\/consumerKey>/);
    expect(text).to.contain('<certificate>MII').and.to.not.contain('consumerSecret');
    expect(requests.map(({ fact }) => fact)).to.include.members(['SOAP-15', 'SOAP-16']);
  });

  it('deploy by REST when they are configured so, and show why a component fails', async () => {
    const rest = { SF_ORG_METADATA_REST_DEPLOY: 'true' };
    const file = fileOf(terminal.cwd, HEADER, 'Jwt_CI');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replace('<label>', '\n<isJwtEnabled>true</isJwtEnabled><label>'));
    const failed = await sf(['project', 'deploy', 'start', '--metadata', HEADER], rest);
    const [failure] = (failed.data ?? failed.result).files;
    expect(failed.status).to.equal(1);
    expect(failure).to.include({ state: 'Failed', type: HEADER, fullName: 'Jwt_CI' });
    expect(failure?.error).to.contain(
      'isJwtEnabled invalid at this location in type ExternalClientApplication',
    );
    const lines = good.slice(0, good.indexOf('<label>')).split('\n');
    expect(failure?.lineNumber).to.equal(lines.length + 1);
    writeFileSync(file, good.replace('Jwt_CI app', 'Jwt CI, renamed'));
    const { status, result, requests } = await sf(['project', 'deploy', 'start', '--metadata', HEADER], rest);
    expect([status, result.status]).to.deep.equal([0, 'Succeeded']);
    expect(states(result.files)).to.deep.equal([`Changed ${HEADER}:Jwt_CI`]);
    expect(requests.map(({ fact }) => fact)).to.deep.equal(['DEPLOY-01', 'DEPLOY-02']);
  });

  it('list the components and the types of the org', async () => {
    const list = ['org', 'list', 'metadata', '--metadata-type', 'ExtlClntAppConfigurablePolicies'];
    const components = (await sf(list)).result as unknown as { fullName: string; fileName: string }[];
    expect(components).to.have.length(1);
    expect(components[0]).to.include({
      fullName: 'Jwt_CI_plcy',
      fileName: 'extlClntAppPolicies/Jwt_CI_plcy.ecaPlcy',
    });
    const { metadataObjects } = (await sf(['org', 'list', 'metadata-types'])).result as unknown as {
      metadataObjects: { xmlName: string }[];
    };
    expect(metadataObjects.map(({ xmlName }) => xmlName)).to.include.members([HEADER, GLOBAL, 'Settings']);
  });

  it('validate a deploy with tests, and deploy the validation later', async () => {
    const header = ['--source-dir', 'force-app/main/default/externalClientApps'];
    const validate = ['project', 'deploy', 'validate', ...header, '--test-level', 'RunLocalTests'];
    expect((await sf(validate)).result).to.include({ status: 'Succeeded', checkOnly: true });
    const { result, requests } = await sf(['project', 'deploy', 'quick', '--use-most-recent']);
    expect(result).to.include({ status: 'Succeeded', checkOnly: false });
    expect(requests[0]?.fact).to.equal('DEPLOY-29');
  });

  it('delete the app from the org and from the project', async () => {
    const { status, result } = await sf([
      'project',
      'delete',
      'source',
      '--metadata',
      `${HEADER}:Jwt_CI`,
      '--no-prompt',
    ]);
    expect(status).to.equal(0);
    expect(states(result.deletedSource ?? [])).to.deep.equal([`Deleted ${HEADER}:Jwt_CI`]);
    expect(existsSync(fileOf(terminal.cwd, HEADER, 'Jwt_CI'))).to.equal(false);
    const left = simulator.org.records.components.map(({ type }) => type);
    expect(left).to.not.include(HEADER).and.to.not.include(GLOBAL);
  });

  it('ask for nothing that the simulator does not know, but whether the org tracks source', () => {
    const unknown = simulator.requests.filter(({ fact }) => ['REST-17', 'SOAP-10', 'ORG-09'].includes(fact));
    for (const { path } of unknown) expect(path).to.match(/\/tooling\/sobjects\/SourceMember\/describe$/);
  });
});
