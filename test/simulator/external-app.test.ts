import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { CONSUMER_KEY, externalApp, filesOf, manifest, type Piece } from './app-files.ts';
import { makeKey, pemBody } from './openssl-keys.ts';
import { addJwtApp, deploy, logIn, records, startOrg, stopOrgs, testKey } from './org-client.ts';
import {
  emptyOrg,
  global,
  GLOBAL,
  header,
  OWNER,
  POLICY,
  settings,
  storedText,
  SWITCHES,
} from './app-pieces.ts';

describe('External Client App in the org', () => {
  afterEach(stopOrgs);

  it('gets a generated consumer key, which later deploys keep', async () => {
    const simulator = await emptyOrg();
    await deploy(simulator, filesOf(externalApp({ consumerKey: undefined })));
    const key = storedText(simulator, GLOBAL, 'consumerKey');
    expect(key).to.match(/^3MVG9[\w.]{80}$/);
    await deploy(simulator, filesOf(externalApp({ scopes: 'Api' })));
    expect(storedText(simulator, GLOBAL, 'consumerKey')).to.equal(key);
  });

  it('refuses a consumer key on update, even its own', async () => {
    const simulator = await emptyOrg();
    const files = filesOf(externalApp({ consumerKey: CONSUMER_KEY }));
    await deploy(simulator, files);
    const { problems, fact } = await deploy(simulator, files);
    expect([fact, ...problems]).to.deep.equal(['APP-26', 'You cannot provide a Consumer Key']);
  });

  it('keeps the secret that was chosen for it, and takes no other later', async () => {
    const simulator = await emptyOrg();
    const chosen = '<consumerSecret>ChosenByHand</consumerSecret>';
    await deploy(simulator, filesOf(externalApp({ globalExtra: chosen })));
    expect(storedText(simulator, GLOBAL, 'consumerSecret')).to.equal('ChosenByHand');
    await deploy(simulator, filesOf(externalApp({})));
    expect(storedText(simulator, GLOBAL, 'consumerSecret')).to.equal('ChosenByHand');
    const { fact, problems } = await deploy(simulator, filesOf(externalApp({ globalExtra: chosen })));
    expect([fact, problems.length]).to.deep.equal(['APP-36', 1]);
  });

  it('refuses a consumer key that another app of this org holds', async () => {
    const simulator = await emptyOrg();
    await deploy(simulator, filesOf(externalApp({ consumerKey: CONSUMER_KEY })));
    const { problems } = await deploy(
      simulator,
      filesOf(externalApp({ name: 'Two', consumerKey: CONSUMER_KEY })),
    );
    expect(problems).to.deep.equal(['The consumer key is already taken.']);
  });

  it('gets a new key by rotation, with a warning that ignoreWarnings passes', async () => {
    const simulator = await emptyOrg();
    await deploy(simulator, filesOf(externalApp({})));
    const key = storedText(simulator, GLOBAL, 'consumerKey');
    const rotation = externalApp({ globalExtra: '<shouldRotateConsumerKey>true</shouldRotateConsumerKey>' });
    const { result } = await deploy(simulator, filesOf(rotation), { ignoreWarnings: true });
    expect(result.status).to.equal('Succeeded');
    expect(storedText(simulator, GLOBAL, 'consumerKey'))
      .to.match(/^3MVG9/)
      .and.not.equal(key);
    expect(storedText(simulator, GLOBAL, 'shouldRotateConsumerKey')).to.equal('false');
  });

  it('keeps its key where a rotation is refused for its warning, in a deploy that goes on in part too', async () => {
    const simulator = await emptyOrg({ type: 'sandbox' });
    await deploy(simulator, filesOf(externalApp({})));
    const key = storedText(simulator, GLOBAL, 'consumerKey');
    const rotation = externalApp({ globalExtra: '<shouldRotateConsumerKey>true</shouldRotateConsumerKey>' });
    const { result, fact } = await deploy(simulator, filesOf(rotation), { rollbackOnError: false });
    expect([result.status, fact]).to.deep.equal(['SucceededPartial', 'APP-18']);
    expect(result.details.componentFailures).to.have.length(1);
    expect(result.details.componentFailures[0]).to.include({ problemType: 'Warning', success: false });
    expect(storedText(simulator, GLOBAL, 'consumerKey')).to.equal(key);
  });

  it('loses its certificate, and the JWT flow with it, by a deploy that leaves it out', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    await addJwtApp(simulator, { certificate: undefined, consumerKey: undefined });
    expect((await logIn(simulator)).text).to.contain('invalid assertion');
  });

  it('loses its grant by a policy deploy without the permission set', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    await addJwtApp(simulator, { permissionSet: undefined, consumerKey: undefined });
    expect(await records(simulator, 'SELECT Id FROM SetupEntityAccess')).to.deep.equal([]);
    expect((await logIn(simulator)).text).to.contain('user is not admin approved');
  });

  it('keeps the SetupEntityAccess row of a permission set that stays', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const before = await records(simulator, 'SELECT Id FROM SetupEntityAccess');
    await addJwtApp(simulator, { consumerKey: undefined, scopes: 'Api, RefreshToken' });
    expect(await records(simulator, 'SELECT Id FROM SetupEntityAccess')).to.deep.equal(before);
  });

  it('refuses a certificate with an elliptic-curve key', async () => {
    const { certificate } = makeKey('ec');
    const { problems, fact } = await deploy(await emptyOrg(), filesOf(externalApp({ certificate })));
    expect(fact).to.equal('APP-09');
    expect(problems[0]).to.contain('not an RSA key');
  });

  it('keeps the certificate as one line of base64 DER', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator, { certificate: pemBody(testKey().certificate) });
    const line = storedText(simulator, GLOBAL, 'certificate') ?? '';
    expect(line).to.match(/^[A-Za-z0-9+/=]+$/);
    expect(line).to.equal(new X509Certificate(testKey().certificate).raw.toString('base64'));
  });

  it('requires PKCE whatever the deploy says', async () => {
    const simulator = await emptyOrg();
    await deploy(simulator, filesOf(externalApp({ globalExtra: '<isPkceRequired>false</isPkceRequired>' })));
    expect(storedText(simulator, GLOBAL, 'isPkceRequired')).to.equal('true');
  });

  describe('policies', () => {
    it('are made by the org when the first deploy has none', async () => {
      const simulator = await emptyOrg();
      await deploy(simulator, filesOf([header, settings, global]));
      const names = simulator.org.records.components.map(({ type, fullName }) => `${type}:${fullName}`);
      expect(names).to.include(`${POLICY}:Jwt_CI_oauthPlcy`).and.to.include(`${SWITCHES}:Jwt_CI_plcy`);
      const fields =
        'PermittedUsersPolicyType, IpRelaxationPolicyType, RefreshTokenPolicyType, RefreshTokenValidityPeriod, RefreshTokenValidityUnit, RequiredSessionLevel';
      expect(await records(simulator, `SELECT ${fields} FROM ExtlClntAppOauthPlcyCnfg`)).to.deep.equal([
        {
          PermittedUsersPolicyType: 'AllSelfAuthorized',
          IpRelaxationPolicyType: 'Enforce',
          RefreshTokenPolicyType: 'SpecificLifetime',
          RefreshTokenValidityPeriod: 365,
          RefreshTokenValidityUnit: 'Days',
          RequiredSessionLevel: 'STANDARD',
        },
      ]);
    });

    it('keep the name that the first deploy gives', async () => {
      const simulator = await emptyOrg();
      await deploy(simulator, filesOf(externalApp({})));
      const names = simulator.org.records.components.filter(({ type }) => type === POLICY);
      expect(names.map(({ fullName }) => fullName)).to.deep.equal(['Jwt_CI']);
    });

    it('collide with a later deploy under another name', async () => {
      const simulator = await emptyOrg();
      await deploy(simulator, filesOf([header, settings, global]));
      const oauth = await deploy(simulator, filesOf([[POLICY, 'Jwt_CI', OWNER]]));
      expect(oauth.problems).to.deep.equal([
        'DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on Jwt_CI_oauthPlcy',
      ]);
      expect(oauth.fact).to.equal('APP-13');
      const plugin = await deploy(
        simulator,
        filesOf([[SWITCHES, 'Jwt_CI', `${OWNER}<isEnabled>true</isEnabled>`]]),
      );
      expect(plugin.problems).to.deep.equal([
        'duplicate value found: ExternalClientApplicationId duplicates value on Jwt_CI_plcy',
      ]);
      expect(plugin.fact).to.equal('APP-14');
    });

    it('switch an app off', async () => {
      const simulator = await startOrg();
      await addJwtApp(simulator);
      const off: Piece = [SWITCHES, 'Jwt_CI_plcy', `${OWNER}<isEnabled>false</isEnabled>`];
      expect((await deploy(simulator, filesOf([off]))).problems).to.deep.equal([]);
      expect((await logIn(simulator)).text).to.contain('oauth_flow_disabled');
    });
  });

  for (const file of ['destructiveChanges.xml', 'destructiveChangesPre.xml', 'destructiveChangesPost.xml']) {
    it(`is deleted with all its parts and grants by ${file}`, async () => {
      const simulator = await startOrg();
      await addJwtApp(simulator);
      const files = {
        'package.xml': manifest([]),
        [file]: manifest([['ExternalClientApplication', 'Jwt_CI']]),
      };
      expect((await deploy(simulator, files)).result.status).to.equal('Succeeded');
      expect(simulator.org.records.components).to.deep.equal([]);
      expect(simulator.org.records.accesses).to.deep.equal([]);
      expect((await logIn(simulator)).text).to.contain('client identifier invalid');
    });
  }
});
