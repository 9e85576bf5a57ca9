import { expect } from 'chai';
import { addPermissionSet, expireSessions } from '../../src/simulator/org-changes.ts';
import { connectedApp, CONSUMER_KEY, externalApp, filesOf, zipOf } from './app-files.ts';
import { connect, type Outcome, refusalOf } from './metadata-client.ts';
import { pemBody } from './openssl-keys.ts';
import {
  accessToken,
  addJwtApp,
  call,
  deploy,
  logIn,
  makeClock,
  startOrg,
  stopOrgs,
  testKey,
} from './org-client.ts';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

describe('metadata by SOAP, as jsforce reads it', () => {
  afterEach(stopOrgs);

  it('gives back the consumer of an External Client App, without its secret', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const read = await connect(simulator).read(GLOBAL, 'Jwt_CI');
    expect(read).to.include({
      fullName: 'Jwt_CI',
      consumerKey: CONSUMER_KEY,
      callbackUrl: 'http://localhost:1717/OauthRedirect',
      externalClientApplication: 'Jwt_CI',
      isPkceRequired: 'true',
    });
    expect(read.certificate).to.equal(pemBody(testKey().certificate).replaceAll('\n', ''));
    expect(read).to.not.have.property('consumerSecret');
    expect(simulator.requests.at(-1)?.fact).to.equal('SOAP-01');
  });

  it('gives back a Connected App, without its secret', async () => {
    const simulator = await startOrg({ allowConnectedApps: true });
    const app = connectedApp({ certificate: testKey().certificate, consumerKey: CONSUMER_KEY });
    await deploy(simulator, filesOf([app]));
    const read = await connect(simulator).read('ConnectedApp', 'Jwt_Old');
    const oauth = read.oauthConfig as Record<string, unknown>;
    expect(read).to.include({ fullName: 'Jwt_Old', label: 'Jwt Old' });
    expect(oauth).to.include({ consumerKey: CONSUMER_KEY, isAdminApproved: true });
    expect(oauth.scopes).to.deep.equal(['Api', 'Web', 'RefreshToken']);
    expect(oauth.certificate).to.match(/^MII[A-Za-z0-9+/=]+$/);
    expect(oauth).to.not.have.property('consumerSecret');
  });

  it('gives back a permission set', async () => {
    const simulator = await startOrg();
    addPermissionSet(simulator.org, 'Known', 'Known by label');
    expect(await connect(simulator).read('PermissionSet', 'Known')).to.include({ label: 'Known by label' });
  });

  it('answers an empty record for what is not there, among others that are', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const read = (await connect(simulator).read(GLOBAL, ['Gone', 'Jwt_CI'])) as unknown as object[];
    expect(read[0]).to.deep.equal({});
    expect(read[1]).to.have.property('fullName', 'Jwt_CI');
    expect(simulator.requests.at(-1)?.fact).to.equal('SOAP-02');
  });

  it('reads at most ten components at once, and no type that it does not know', async () => {
    const metadata = connect(await startOrg());
    expect(await refusalOf(metadata.read(GLOBAL, new Array<string>(11).fill('x')))).to.contain(
      'EXCEEDED_ID_LIMIT',
    );
    expect(await refusalOf(metadata.read('ApexClass', 'x'))).to.contain('INVALID_TYPE');
  });

  it('lists and describes components', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const metadata = connect(simulator);
    const listed = await metadata.list(
      [{ type: 'ExtlClntAppOauthConfigurablePolicies' }, { type: 'PermissionSet' }],
      '66.0',
    );
    expect(listed.map(({ type, fullName }) => `${String(type)}:${String(fullName)}`)).to.deep.equal([
      'ExtlClntAppOauthConfigurablePolicies:Jwt_CI',
      'PermissionSet:Jwt_CI_Access',
    ]);
    const { metadataObjects } = await metadata.describe('66.0');
    expect(metadataObjects.map(({ xmlName, suffix }) => `${xmlName}.${suffix}`)).to.include(
      `${GLOBAL}.ecaGlblOauth`,
    );
  });

  it('deploys, and tells how it went', async () => {
    const simulator = await startOrg();
    const metadata = connect(simulator);
    const { id } = await metadata.deploy(zipOf(filesOf(externalApp({}))), { singlePackage: true });
    const result = await metadata.checkDeployStatus(id, true);
    expect(result).to.include({
      id,
      done: true,
      success: true,
      status: 'Succeeded',
      numberComponentsDeployed: 4,
    });
    const details = result.details as { componentSuccesses: object[]; componentFailures: object[] };
    expect(details.componentSuccesses).to.have.length(5);
    expect(details.componentFailures).to.deep.equal([]);
    expect(await refusalOf(metadata.checkDeployStatus('0Af000000000000AAA', true))).to.contain(
      'INVALID_CROSS_REFERENCE_KEY',
    );
  });

  it('cancels a deploy', async () => {
    const clock = makeClock();
    const simulator = await startOrg({ deploySeconds: 60, now: clock.now });
    const metadata = connect(simulator);
    const { id } = await metadata.deploy(zipOf(filesOf(externalApp({}))), {});
    await metadata.cancelDeploy(id);
    clock.time += 60_000;
    expect(await metadata.checkDeployStatus(id, true)).to.include({ status: 'Canceled', done: true });
    expect(simulator.org.records.components).to.deep.equal([]);
  });

  it('creates an app call by call in the published order, and the JWT flow works', async () => {
    const simulator = await startOrg();
    const metadata = connect(simulator);
    const externalClientApplication = 'Jwt_CI';
    const owned = { fullName: 'Jwt_CI', externalClientApplication };
    addPermissionSet(simulator.org, 'Jwt_CI_Access');
    const steps: [type: string, metadata: object][] = [
      ['ExternalClientApplication', { fullName: 'Jwt_CI', label: 'Jwt CI', contactEmail: 'ops@example.com' }],
      ['ExtlClntAppConfigurablePolicies', { ...owned, fullName: 'Jwt_CI_plcy', isEnabled: true }],
      ['ExtlClntAppOauthSettings', { ...owned, commaSeparatedOauthScopes: 'Api,RefreshToken' }],
      [
        GLOBAL,
        { ...owned, callbackUrl: 'http://x', certificate: testKey().certificate, consumerKey: CONSUMER_KEY },
      ],
      [
        'ExtlClntAppOauthConfigurablePolicies',
        {
          ...owned,
          fullName: 'Jwt_CI_oauthPlcy',
          commaSeparatedProfile: 'Minimum Access - API Only Integrations',
          permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
        },
      ],
    ];
    for (const [type, content] of steps) {
      expect(await metadata.upsert(type, content), type).to.include({ success: true });
    }
    expect((await logIn(simulator)).status).to.equal(200);
    expect(await metadata.delete('ExternalClientApplication', 'Jwt_CI')).to.include({ success: true });
    expect(simulator.org.records.components).to.deep.equal([]);
  });

  it('says why a component cannot be written', async () => {
    const simulator = await startOrg();
    const metadata = connect(simulator);
    const header = { fullName: 'Jwt_CI', contactEmail: 'ops@example.com' };
    const type = 'ExternalClientApplication';
    const codeOf = ({ success, errors }: Outcome) => [success, errors[0]?.statusCode];
    expect(codeOf(await metadata.update(type, header))).to.deep.equal([false, 'INVALID_CROSS_REFERENCE_KEY']);
    expect(await metadata.create(type, header)).to.include({ success: true });
    expect(codeOf(await metadata.create(type, header))).to.deep.equal([false, 'DUPLICATE_DEVELOPER_NAME']);
    const bad = await metadata.upsert(type, { ...header, contactEmail: 'x' });
    expect(bad).to.include({ success: false, created: false });
    expect(codeOf(bad)).to.deep.equal([false, 'FIELD_INTEGRITY_EXCEPTION']);
    expect(codeOf(await metadata.delete(type, 'Gone'))).to.deep.equal([false, 'INVALID_CROSS_REFERENCE_KEY']);
    expect(await refusalOf(metadata.delete('ApexClass', 'Gone'))).to.contain('INVALID_TYPE');
    expect(codeOf(await metadata.upsert('ApexClass', { fullName: 'X' }))).to.deep.equal([
      false,
      'INVALID_TYPE',
    ]);
  });

  it('faults with HTTP 500 and INVALID_SESSION_ID when the session is dead', async () => {
    const simulator = await startOrg();
    expireSessions(simulator.org);
    expect(await refusalOf(connect(simulator).read(GLOBAL, 'x'))).to.contain('INVALID_SESSION_ID');
    expect(simulator.requests.at(-1)).to.include({ status: 500, fact: 'SOAP-03' });
  });

  it('faults in the same way for a JWT-format token, which REST takes', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator, { globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>' });
    const token = await accessToken(simulator);
    const rest = await call(simulator, '/services/data/v66.0', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(rest.status).to.equal(200);
    const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header><e:Body><listMetadata/></e:Body></e:Envelope>`;
    const soap = await call(simulator, '/services/Soap/m/66.0', { method: 'POST', body });
    expect(soap.status).to.equal(500);
    expect(soap.text).to.contain('<faultcode>sf:INVALID_SESSION_ID</faultcode>');
  });

  it('faults for a call that it does not know, and for a body that is no envelope', async () => {
    const simulator = await startOrg();
    const unknown = connect(simulator) as unknown as { checkStatus: (id: string) => PromiseLike<unknown> };
    expect(await refusalOf(unknown.checkStatus('0Af'))).to.contain('INVALID_OPERATION');
    const reply = await call(simulator, '/services/Soap/m/66.0', { method: 'POST', body: '<half' });
    expect([reply.status, reply.fact]).to.deep.equal([500, 'SOAP-10']);
  });
});
