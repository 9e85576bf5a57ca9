import { createRequire } from 'node:module';
import { expect } from 'chai';
import { addForeignApp, addPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, CONSUMER_KEY, externalApp, type Files, filesOf } from './app-files.ts';
import { emptyOrg } from './app-pieces.ts';
import { connect, refusalOf, type RetrieveResult } from './metadata-client.ts';
import { pemBody } from './openssl-keys.ts';
import { addJwtApp, call, deploy, makeClock, startOrg, stopOrgs, testKey } from './org-client.ts';

/** The library with which the released CLI unpacks what it retrieves. */
const jszip = createRequire(import.meta.url)('jszip') as {
  loadAsync: (
    data: string,
    options: { base64: boolean },
  ) => Promise<{ files: Record<string, { dir: boolean; async: (type: 'string') => Promise<string> }> }>;
};

async function unzip(zipFile: string): Promise<Files> {
  const { files } = await jszip.loadAsync(zipFile, { base64: true });
  const entries = Object.entries(files).filter(([, file]) => !file.dir);
  return Object.fromEntries(
    await Promise.all(entries.map(async ([path, file]) => [path, await file.async('string')] as const)),
  );
}

type Member = [type: string, members: string | string[]];

async function retrieve(
  simulator: Simulator,
  members: Member[],
  more: object = {},
  version = '66.0',
): Promise<RetrieveResult & { files: Files }> {
  const metadata = connect(simulator);
  const types = members.map(([name, names]) => ({ members: names, name }));
  const { id } = await metadata.retrieve({ apiVersion: version, unpackaged: { types, version }, ...more });
  const result = await metadata.checkRetrieveStatus(id);
  return { ...result, files: result.zipFile === '' ? {} : await unzip(result.zipFile) };
}

const ALL: Member[] = [
  ['ExternalClientApplication', '*'],
  ['ExtlClntAppGlobalOauthSettings', '*'],
  ['ExtlClntAppOauthSettings', '*'],
  ['ExtlClntAppOauthConfigurablePolicies', '*'],
  ['ExtlClntAppConfigurablePolicies', '*'],
  ['PermissionSet', '*'],
];

describe('retrieve', () => {
  afterEach(stopOrgs);

  it('brings every component that a wildcard means, in the folders that a deploy takes', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const { files, fileProperties, status, success, messages } = await retrieve(simulator, ALL);
    expect([status, success, messages]).to.deep.equal(['Succeeded', true, []]);
    expect(Object.keys(files).sort()).to.deep.equal([
      'unpackaged/externalClientApps/Jwt_CI.eca',
      'unpackaged/extlClntAppGlobalOauthSets/Jwt_CI.ecaGlblOauth',
      'unpackaged/extlClntAppOauthPolicies/Jwt_CI.ecaOauthPlcy',
      'unpackaged/extlClntAppOauthSettings/Jwt_CI.ecaOauth',
      'unpackaged/extlClntAppPolicies/Jwt_CI_plcy.ecaPlcy',
      'unpackaged/package.xml',
      'unpackaged/permissionsets/Jwt_CI_Access.permissionset',
    ]);
    expect(fileProperties.map(({ type, fullName }) => `${type}:${fullName}`)).to.include(
      'ExtlClntAppConfigurablePolicies:Jwt_CI_plcy',
    );
  });

  it('brings files as the org writes them: key and certificate, no secret, in the order of the WSDL', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const { files } = await retrieve(simulator, [['ExtlClntAppGlobalOauthSettings', 'Jwt_CI']], {
      singlePackage: true,
    });
    expect(files['extlClntAppGlobalOauthSets/Jwt_CI.ecaGlblOauth']).to
      .equal(`<?xml version="1.0" encoding="UTF-8"?>
<ExtlClntAppGlobalOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
    <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    <certificate>${pemBody(testKey().certificate).replaceAll('\n', '')}</certificate>
    <consumerKey>${CONSUMER_KEY}</consumerKey>
    <externalClientApplication>Jwt_CI</externalClientApplication>
    <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>
    <isCodeCredFlowEnabled>false</isCodeCredFlowEnabled>
    <isCodeCredPostOnly>false</isCodeCredPostOnly>
    <isConsumerSecretOptional>false</isConsumerSecretOptional>
    <isDeviceFlowEnabled>false</isDeviceFlowEnabled>
    <isIntrospectAllTokens>false</isIntrospectAllTokens>
    <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    <isPkceRequired>true</isPkceRequired>
    <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
    <shouldRotateConsumerKey>false</shouldRotateConsumerKey>
    <shouldRotateConsumerSecret>false</shouldRotateConsumerSecret>
</ExtlClntAppGlobalOauthSettings>
`);
    expect(files['package.xml']).to.equal(`<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>Jwt_CI</members>
        <name>ExtlClntAppGlobalOauthSettings</name>
    </types>
    <version>66.0</version>
</Package>
`);
  });

  it('brings a Connected App with its certificate on one line, and never its secret', async () => {
    const simulator = await startOrg({ allowConnectedApps: true });
    await deploy(simulator, filesOf([connectedApp({ certificate: testKey().certificate })]));
    const { files } = await retrieve(simulator, [['ConnectedApp', 'Jwt_Old']]);
    const text = files['unpackaged/connectedApps/Jwt_Old.connectedApp'] ?? '';
    expect(text).to.match(/\n {8}<certificate>MII[\w+/=]+<\/certificate>\n {8}<consumerKey>3MVG9/);
    expect(text).to.not.contain('consumerSecret');
  });

  it('brings what can be deployed again: the header, the settings and the policies', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const { files } = await retrieve(
      simulator,
      [
        ['ExternalClientApplication', 'Jwt_CI'],
        ['ExtlClntAppOauthSettings', 'Jwt_CI'],
        ['ExtlClntAppOauthConfigurablePolicies', 'Jwt_CI'],
        ['PermissionSet', 'Jwt_CI_Access'],
      ],
      { singlePackage: true },
    );
    expect((await deploy(simulator, files)).problems).to.deep.equal([]);
  });

  it('leaves out the elements that the version does not have', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const type = 'ExtlClntAppGlobalOauthSettings';
    const { files } = await retrieve(simulator, [[type, 'Jwt_CI']], {}, '59.0');
    const text = files['unpackaged/extlClntAppGlobalOauthSets/Jwt_CI.ecaGlblOauth'];
    expect(text).to.contain('<consumerKey>').and.not.contain('<certificate>');
  });

  const missing: [fact: string, member: Member, problem: string, version?: string][] = [
    [
      'a component that is not there',
      ['ExternalClientApplication', 'Gone'],
      "Entity of type 'ExternalClientApplication' named 'Gone' cannot be found",
    ],
    ['a type that there is not', ['ExternalApp', 'Jwt_CI'], "Entity type: 'ExternalApp' is unknown"],
    [
      'a type that the version does not have',
      ['ExternalClientApplication', 'Jwt_CI'],
      "Entity type 'ExternalClientApplication' is not available in this api version",
      '58.0',
    ],
  ];
  for (const [fact, member, problem, version] of missing) {
    it(`says that it did not find ${fact}, and brings the rest`, async () => {
      const simulator = await startOrg();
      await addJwtApp(simulator);
      const members: Member[] = [member, ['PermissionSet', 'Jwt_CI_Access']];
      const { messages, files, success } = await retrieve(simulator, members, {}, version);
      expect(messages).to.deep.equal([{ fileName: 'unpackaged/package.xml', problem }]);
      expect(Object.keys(files)).to.have.members([
        'unpackaged/package.xml',
        'unpackaged/permissionsets/Jwt_CI_Access.permissionset',
      ]);
      expect(success).to.equal(true);
      expect(simulator.requests.at(-1)?.fact).to.equal('SOAP-16');
    });
  }

  it('cannot load an app of another org, which lists show', async () => {
    const simulator = await startOrg();
    addForeignApp(simulator.org, 'CPQIntegrationUserApp');
    const [listed] = await connect(simulator).list([{ type: 'ConnectedApp' }], '66.0');
    expect(listed).to.include({ fullName: 'CPQIntegrationUserApp', manageableState: 'installed' });
    const { messages } = await retrieve(simulator, [['ConnectedApp', 'CPQIntegrationUserApp']]);
    expect(messages.map(({ problem }) => problem)).to.deep.equal([
      'Metadata API received improper input. Please ensure file name and capitalization is correct. Load of metadata from db failed for metadata of type:ConnectedApp and file name:CPQIntegrationUserApp.',
    ]);
    expect((await retrieve(simulator, [['ConnectedApp', '*']])).messages).to.deep.equal([]);
    expect(await refusalOf(connect(simulator).read('ConnectedApp', 'CPQIntegrationUserApp'))).to.contain(
      'UNKNOWN_EXCEPTION',
    );
  });

  it('fails as a whole for a package that is not there', async () => {
    const result = await retrieve(await startOrg(), [], { packageNames: ['Abacus'] });
    expect(result).to.include({
      done: true,
      success: false,
      status: 'Failed',
      errorMessage: "INVALID_CROSS_REFERENCE_KEY: No package named 'Abacus' found",
      errorStatusCode: 'UNKNOWN_EXCEPTION',
      zipFile: '',
    });
  });

  it('fails as a whole for more members than there may be files', async () => {
    const names = Array.from({ length: 10_001 }, (_item, index) => `App_${index}`);
    const result = await retrieve(await startOrg(), [['ExternalClientApplication', names]]);
    expect(result.errorMessage).to.equal('LIMIT_EXCEEDED: Too many files in retrieve call, limit is: 10000');
  });

  it('takes its time, and gives its zip once', async () => {
    const clock = makeClock();
    const simulator = await emptyOrg({ now: clock.now, deploySeconds: 10 });
    const metadata = connect(simulator);
    const types = [{ name: 'PermissionSet', members: '*' }];
    const { id } = await metadata.retrieve({ apiVersion: '66.0', unpackaged: { types } });
    expect(id).to.match(/^09S\w{15}$/);
    const look = async () => {
      const { status, done, zipFile } = await metadata.checkRetrieveStatus(id);
      return [status, done, zipFile !== ''];
    };
    expect(await look()).to.deep.equal(['Pending', false, false]);
    clock.time += 6000;
    expect(await look()).to.deep.equal(['InProgress', false, false]);
    clock.time += 4000;
    expect(await look()).to.deep.equal(['Succeeded', true, true]);
    expect(await look()).to.deep.equal(['Succeeded', true, false]);
    expect(await refusalOf(metadata.checkRetrieveStatus('09S000000000000AAA'))).to.contain(
      'INVALID_CROSS_REFERENCE_KEY',
    );
  });

  it('leaves the zip for later when it is not wanted yet', async () => {
    const simulator = await startOrg();
    const { id } = await connect(simulator).retrieve({ apiVersion: '66.0', unpackaged: { types: [] } });
    const body =
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>' +
      `<SessionHeader><sessionId>${simulator.admin.accessToken}</sessionId></SessionHeader></e:Header><e:Body>` +
      `<checkRetrieveStatus><asyncProcessId>${id}</asyncProcessId><includeZip>false</includeZip>` +
      '</checkRetrieveStatus></e:Body></e:Envelope>';
    const { text } = await call(simulator, '/services/Soap/m/66.0', { method: 'POST', body });
    expect(text).to.contain('<status>Succeeded</status>').and.to.contain('<zipFile xsi:nil="true"/>');
    expect((await connect(simulator).checkRetrieveStatus(id)).zipFile).to.not.equal('');
  });

  it('comes with a deploy that asks for it', async () => {
    const simulator = await startOrg();
    const metadata = connect(simulator);
    const { id } = await deploy(simulator, filesOf(externalApp({})), { performRetrieve: true });
    const { details } = (await metadata.checkDeployStatus(id, true)) as unknown as {
      details: { retrieveResult: RetrieveResult };
    };
    const files = await unzip(details.retrieveResult.zipFile);
    expect(files['extlClntAppGlobalOauthSets/Jwt_CI.ecaGlblOauth']).to.match(/<consumerKey>3MVG9/);
  });

  it('knows no version above that of the org, and none that is retired', async () => {
    const simulator = await startOrg();
    const list = (version: string) =>
      refusalOf(connect(simulator, undefined, version).list([{ type: 'ConnectedApp' }], version));
    for (const version of ['68.0', '30.0']) {
      const refusal = await list(version);
      expect(refusal).to.equal('UNSUPPORTED_API_VERSION: Invalid Api version specified on URL');
    }
    expect(await list('31.0')).to.equal('no refusal');
  });

  it('brings a permission set with its label', async () => {
    const simulator = await startOrg();
    addPermissionSet(simulator.org, 'Known', 'Known by label');
    const { files } = await retrieve(simulator, [['PermissionSet', 'Known']], { singlePackage: true });
    expect(files['permissionsets/Known.permissionset']).to.contain('    <label>Known by label</label>\n');
  });
});
