import { expect } from 'chai';
import { addUser } from '../../src/simulator/org-state.ts';
import { connectedApp, CONSUMER_KEY, filesOf, manifest, type Piece } from './app-files.ts';
import { deploy, logIn, records, stopOrgs, testKey } from './org-client.ts';
import { connect } from './metadata-client.ts';
import { CALLBACK, emptyOrg, HEADER } from './app-pieces.ts';

describe('Connected App in the org', () => {
  afterEach(stopOrgs);

  const allowed = () => emptyOrg({ allowConnectedApps: true });

  it('is created where Support allows it, and gets a key when none is chosen', async () => {
    const simulator = await allowed();
    const { problems } = await deploy(
      simulator,
      filesOf([connectedApp({ permissionSet: 'Known by label' })]),
    );
    expect(problems).to.deep.equal([]);
    const [app] = await records(
      simulator,
      'SELECT Id, Name, OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication',
    );
    expect(app).to.include({ Name: 'Jwt Old', OptionsAllowAdminApprovedUsersOnly: true });
    expect(app?.Id).to.match(/^0H4/);
    const [access] = await records(simulator, 'SELECT Parent.Name, SetupEntityType FROM SetupEntityAccess');
    expect(access).to.deep.include({ SetupEntityType: 'ConnectedApplication' });
    expect((access?.Parent as { Name: string }).Name).to.equal('Known');
  });

  it('refuses a consumer key on update', async () => {
    const simulator = await allowed();
    const files = filesOf([connectedApp({ consumerKey: CONSUMER_KEY })]);
    expect((await deploy(simulator, files)).problems).to.deep.equal([]);
    const { problems, fact } = await deploy(simulator, files);
    expect([fact, ...problems]).to.deep.equal(['APP-02', 'You cannot provide a Consumer Key']);
  });

  it('can be updated and deleted where creation is blocked', async () => {
    const simulator = await allowed();
    await deploy(simulator, filesOf([connectedApp({ consumerKey: CONSUMER_KEY })]));
    simulator.org.allowConnectedApps = false;
    expect((await deploy(simulator, filesOf([connectedApp({ scopes: 'Api' })]))).problems).to.deep.equal([]);
    const files = {
      'package.xml': manifest([]),
      'destructiveChanges.xml': manifest([['ConnectedApp', 'Jwt_Old']]),
    };
    expect((await deploy(simulator, files)).result.status).to.equal('Succeeded');
    expect(await records(simulator, 'SELECT Id FROM ConnectedApplication')).to.deep.equal([]);
  });

  it('is read without the elements that the version does not have, inside of oauthConfig too', async () => {
    const simulator = await allowed();
    await deploy(simulator, filesOf([connectedApp({})]));
    const read = async (version: string) => {
      const { oauthConfig } = await connect(simulator, undefined, version).read('ConnectedApp', 'Jwt_Old');
      return Object.keys(oauthConfig as object);
    };
    expect(await read('49.0')).to.include.members(['isAdminApproved', 'isConsumerSecretOptional']);
    expect(await read('48.0'))
      .to.include('isAdminApproved')
      .and.not.include('isConsumerSecretOptional');
    expect(await read('45.0'))
      .to.include('scopes')
      .and.not.include('isAdminApproved');
  });

  it('is read with one scope for what it may know of a user', async () => {
    const simulator = await allowed();
    const scopes = 'Api,Email,Profile,RefreshToken';
    expect((await deploy(simulator, filesOf([connectedApp({ scopes })]))).problems).to.deep.equal([]);
    const { oauthConfig } = await connect(simulator).read('ConnectedApp', 'Jwt_Old');
    expect((oauthConfig as { scopes: string[] }).scopes).to.deep.equal(['Api', 'Basic', 'RefreshToken']);
  });

  it('replaces its permission sets, and an empty element clears them', async () => {
    const simulator = await allowed();
    await deploy(simulator, filesOf([connectedApp({ permissionSet: 'Known' })]));
    expect(simulator.org.records.accesses).to.have.length(1);
    await deploy(simulator, filesOf([connectedApp({ permissionSet: '' })]));
    expect(simulator.org.records.accesses).to.deep.equal([]);
  });

  const lists: [fact: string, app: Piece][] = [
    ['a permission set that does not exist', connectedApp({ permissionSet: 'Nobody' })],
    [
      'a repeated permission set',
      connectedApp({ permissionSet: 'Known', extra: '<permissionSetName>Known</permissionSetName>' }),
    ],
    ['a profile that does not exist', connectedApp({ extra: '<profileName>Nobody</profileName>' })],
    [
      'a permission set without isAdminApproved',
      [
        'ConnectedApp',
        'Jwt_Old',
        `${HEADER}<label>x</label><oauthConfig>${CALLBACK}</oauthConfig><permissionSetName>Known</permissionSetName>`,
      ],
    ],
  ];
  for (const [fact, app] of lists) {
    it(`refuses ${fact}`, async () => {
      const { fact: answered, result } = await deploy(await allowed(), filesOf([app]));
      expect([result.status, answered]).to.deep.equal(['Failed', 'APP-06']);
    });
  }

  for (const policy of ['specific_lifetime:4', 'specific_lifetime:0:HOURS', 'INFINITE']) {
    it(`refuses the refreshTokenPolicy ${policy}`, async () => {
      const extra = `<oauthPolicy><ipRelaxation>ENFORCE</ipRelaxation><refreshTokenPolicy>${policy}</refreshTokenPolicy></oauthPolicy>`;
      expect((await deploy(await allowed(), filesOf([connectedApp({ extra })]))).fact).to.equal('APP-40');
    });
  }

  for (const policy of ['infinite', 'zero', 'specific_lifetime:4:HOURS', 'specific_inactivity:30:DAYS']) {
    it(`takes the refreshTokenPolicy ${policy}`, async () => {
      const extra = `<oauthPolicy><ipRelaxation>ENFORCE</ipRelaxation><refreshTokenPolicy>${policy}</refreshTokenPolicy></oauthPolicy>`;
      expect((await deploy(await allowed(), filesOf([connectedApp({ extra })]))).problems).to.deep.equal([]);
    });
  }

  it('opens for a profile that it names', async () => {
    const simulator = await allowed();
    addUser(simulator.org, { username: 'standard@simulator.example', profile: 'Standard User' });
    const app = connectedApp({
      certificate: testKey().certificate,
      consumerKey: CONSUMER_KEY,
      extra: '<profileName>Standard User</profileName>',
    });
    await deploy(simulator, filesOf([app]));
    expect((await logIn(simulator, { sub: 'standard@simulator.example' })).status).to.equal(200);
    expect((await logIn(simulator)).text).to.contain('user is not admin approved');
  });
});
