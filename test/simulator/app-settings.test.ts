import { expect } from 'chai';
import { filesOf, type Piece } from './app-files.ts';
import { emptyOrg, GLOBAL } from './app-pieces.ts';
import { connect, refusalOf } from './metadata-client.ts';
import { addJwtApp, deploy, startOrg, stopOrgs } from './org-client.ts';

const TYPE = 'ExternalClientAppSettings';
const FIRST = {
  enableClientSecretInRestApiAccess: 'false',
  enableConsumerSecretApiAccess: 'false',
  enablePackageEcaOauthFromDevOrg: 'false',
};

function switches(content: string): Piece {
  return [TYPE, 'ExternalClientApp', content];
}

const READ_SECRETS = switches('<enableConsumerSecretApiAccess>true</enableConsumerSecretApiAccess>');

describe('ExternalClientAppSettings', () => {
  afterEach(stopOrgs);

  it('are there from the start, with every switch off', async () => {
    const metadata = connect(await startOrg());
    const read = await metadata.read(TYPE, 'ExternalClientApp');
    expect(read).to.include({ fullName: 'ExternalClientApp', ...FIRST });
    const listed = await metadata.list([{ type: 'Settings' }], '66.0');
    expect(listed).to.have.length(1);
    expect(listed[0]).to.include({
      fullName: 'ExternalClientApp',
      fileName: 'settings/ExternalClientApp.settings',
      type: 'Settings',
    });
    const { metadataObjects } = await metadata.describe('66.0');
    expect(metadataObjects.map(({ xmlName, suffix }) => `${xmlName}.${suffix}`)).to.include(
      'Settings.settings',
    );
  });

  it('keep what a deploy does not name', async () => {
    const simulator = await startOrg();
    const on = '<enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess>';
    expect((await deploy(simulator, filesOf([switches(on)]))).problems).to.deep.equal([]);
    expect((await deploy(simulator, filesOf([READ_SECRETS]))).problems).to.deep.equal([]);
    expect(await connect(simulator).read(TYPE, 'ExternalClientApp')).to.include({
      ...FIRST,
      enableClientSecretInRestApiAccess: 'true',
      enableConsumerSecretApiAccess: 'true',
    });
  });

  it('are written by updateMetadata', async () => {
    const metadata = connect(await startOrg());
    const change = { fullName: 'ExternalClientApp', enableClientSecretInRestApiAccess: true };
    expect(await metadata.update(TYPE, change)).to.include({ success: true });
    expect(await metadata.read(TYPE, 'ExternalClientApp')).to.include({
      enableClientSecretInRestApiAccess: 'true',
    });
  });

  it('let an app be read with its secret, which is kept back otherwise', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const metadata = connect(simulator);
    expect(await metadata.read(GLOBAL, 'Jwt_CI')).to.not.have.property('consumerSecret');
    await deploy(simulator, filesOf([READ_SECRETS]));
    expect((await metadata.read(GLOBAL, 'Jwt_CI')).consumerSecret).to.match(/^[0-9A-F]{64}$/);
  });

  const enable = '<enableExternalClientApps>true</enableExternalClientApps>';
  const packaging = '<enablePackageEcaOauthFromDevOrg>true</enablePackageEcaOauthFromDevOrg>';
  const versions: [fact: string, content: string, version: string, problem: string | null][] = [
    ['have enableExternalClientApps in version 65.0', enable, '65.0', null],
    [
      'have it no more in version 66.0',
      enable,
      '66.0',
      "Property 'enableExternalClientApps' not valid in version 66.0",
    ],
    ['have enablePackageEcaOauthFromDevOrg since version 62.0', packaging, '62.0', null],
    [
      'did not have it in version 61.0',
      packaging,
      '61.0',
      "Property 'enablePackageEcaOauthFromDevOrg' not valid in version 61.0",
    ],
    [
      'did not exist in version 57.0',
      '',
      '57.0',
      "Entity type 'Settings' is not available in this api version",
    ],
  ];
  for (const [fact, content, version, problem] of versions) {
    it(fact, async () => {
      const { problems } = await deploy(await emptyOrg(), filesOf([switches(content)], version));
      expect(problems[0] ?? null).to.equal(problem);
    });
  }

  it('are the only settings that the simulator knows', async () => {
    const simulator = await startOrg();
    const { fact, problems } = await deploy(simulator, filesOf([[TYPE, 'Account', '']]));
    expect(fact).to.equal('APP-29');
    expect(problems[0]).to.contain('no settings but ExternalClientApp');
    const metadata = connect(simulator);
    expect(await metadata.read(TYPE, 'Account')).to.deep.equal({});
    expect(await refusalOf(metadata.read('AccountSettings', 'Account'))).to.equal(
      'INVALID_TYPE: Unknown type:AccountSettings',
    );
  });
});
