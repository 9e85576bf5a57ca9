import { expect } from 'chai';
import { connectedApp, CONSUMER_KEY, externalApp, filesOf, type Piece } from './app-files.ts';
import { emptyOrg, GLOBAL } from './app-pieces.ts';
import { connect } from './metadata-client.ts';
import { deploy, logIn, startOrg, stopOrgs, testKey } from './org-client.ts';

/** What the facts leave open, made the other way. */
describe('metadata under the other assumption', () => {
  afterEach(stopOrgs);

  it('external-app-may-repeat-key: an update may bring the own key again, but no other', async () => {
    const simulator = await emptyOrg({ assume: ['external-app-may-repeat-key'] });
    const files = filesOf(externalApp({ consumerKey: CONSUMER_KEY }));
    await deploy(simulator, files);
    expect((await deploy(simulator, files)).problems).to.deep.equal([]);
    const other = await deploy(simulator, filesOf(externalApp({ consumerKey: 'AnotherConsumerKey' })));
    expect(other.fact).to.equal('APP-26');
  });

  it('permission-set-in-same-package: a policy may name what comes with it', async () => {
    const simulator = await emptyOrg({ assume: ['permission-set-in-same-package'] });
    const fresh: Piece = ['PermissionSet', 'Fresh', '<label>Fresh</label>'];
    const { problems } = await deploy(
      simulator,
      filesOf([fresh, ...externalApp({ permissionSet: 'Fresh' })]),
    );
    expect(problems).to.deep.equal([]);
    expect(simulator.org.records.accesses).to.have.length(1);
  });

  it('connected-app-keeps-certificate: an update without it leaves the JWT flow alone', async () => {
    const user = '<profileName>Minimum Access - API Only Integrations</profileName>';
    const update = async (assume: boolean) => {
      const simulator = await startOrg({
        allowConnectedApps: true,
        assume: assume ? ['connected-app-keeps-certificate'] : [],
      });
      const { certificate } = testKey();
      const app = connectedApp({ certificate, consumerKey: CONSUMER_KEY, extra: user });
      expect((await deploy(simulator, filesOf([app]))).problems).to.deep.equal([]);
      await deploy(simulator, filesOf([connectedApp({ extra: user })]));
      return (await logIn(simulator)).status;
    };
    expect(await update(true)).to.equal(200);
    expect(await update(false)).to.equal(400);
  });

  it('external-app-certificate-as-pem: it is read as it was deployed', async () => {
    const simulator = await emptyOrg({ assume: ['external-app-certificate-as-pem'] });
    await deploy(simulator, filesOf(externalApp({ certificate: testKey().certificate })));
    const { certificate } = await connect(simulator).read(GLOBAL, 'Jwt_CI');
    expect(String(certificate).trim()).to.equal(testKey().certificate.trim());
  });
});
