import { expect } from 'chai';
import { packageComponents } from '../../src/app/metadata-files.ts';
import { ignoreRules, permissionSetComponent, sourceFiles } from '../../src/app/source-files.ts';
import type { SourceContext } from '../../src/app/source-readme.ts';
import { goldenCertificate, newApp } from './every-app.ts';
import { CONSUMER_KEY } from './sample.ts';

const context: SourceContext = {
  type: 'external-client-app',
  name: 'Jwt_Cli',
  permissionSets: ['Jwt_Cli_Access'],
  assignTo: ['ci@acme.example', 'deploy@acme.example'],
  apiVersion: '67.0',
  readmeName: 'README.md',
};
const set = permissionSetComponent({ name: 'Jwt_Cli_Access', grantsApi: true });
const external = [set, ...newApp('external-client-app', goldenCertificate, CONSUMER_KEY)];
const connected = [set, ...newApp('connected-app', goldenCertificate)];

/** The commands of a README, without the line breaks in them. */
const commandsOf = (readme = ''): string[] =>
  [...readme.matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block = '']) =>
    block
      .replaceAll(/ \\\n +/g, ' ')
      .trimEnd()
      .split('\n'),
  );

describe('app/source-files', () => {
  it('names the files as source of a DX project, the one with the consumer in a folder of its own', () => {
    expect([...sourceFiles(external, context).keys()]).to.deep.equal([
      'README.md',
      'permissionsets/Jwt_Cli_Access.permissionset-meta.xml',
      'externalClientApps/Jwt_Cli.eca-meta.xml',
      'extlClntAppGlobalOauthSets/Jwt_Cli/Jwt_Cli.ecaGlblOauth-meta.xml',
      'extlClntAppOauthSettings/Jwt_Cli.ecaOauth-meta.xml',
      'extlClntAppOauthPolicies/Jwt_Cli.ecaOauthPlcy-meta.xml',
    ]);
    expect([...sourceFiles(connected, { ...context, type: 'connected-app' }).keys()]).to.deep.equal([
      'README.md',
      'permissionsets/Jwt_Cli_Access.permissionset-meta.xml',
      'connectedApps/Jwt_Cli/Jwt_Cli.connectedApp-meta.xml',
    ]);
  });

  it('has the same contents as a package', () => {
    const [, ...files] = sourceFiles(external, context).values();
    const [, ...packaged] = packageComponents(external, '67.0').values();
    expect(files).to.deep.equal(packaged);
  });

  const head =
    '<?xml version="1.0" encoding="UTF-8"?>\n<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">\n';
  const plain = `${head}    <hasActivationRequired>false</hasActivationRequired>\n    <label>Set</label>\n`;
  const api =
    '    <userPermissions>\n        <enabled>true</enabled>\n        <name>ApiEnabled</name>\n    </userPermissions>\n';
  for (const [grantsApi, text] of [
    [true, `${plain}${api}</PermissionSet>\n`],
    [false, `${plain}</PermissionSet>\n`],
  ] as const) {
    it(`makes a permission set ${grantsApi ? 'with' : 'without'} access to APIs`, () => {
      const files = packageComponents([permissionSetComponent({ name: 'Set', grantsApi })], '67.0');
      expect(files.get('permissionsets/Set.permissionset')).to.equal(text);
    });
  }

  it('says what a permission set is for', () => {
    const described = { name: 'Set', grantsApi: false, description: 'Logs in' };
    expect(permissionSetComponent(described).fields).to.include({ description: 'Logs in', label: 'Set' });
  });

  it('says the commands in their order: permission set, users, app, and the key out of its file', () => {
    const file = 'extlClntAppGlobalOauthSets/Jwt_Cli/Jwt_Cli.ecaGlblOauth-meta.xml';
    expect(commandsOf(sourceFiles(external, context).get('README.md'))).to.deep.equal([
      'sf project deploy start --source-dir permissionsets/Jwt_Cli_Access.permissionset-meta.xml',
      'sf org assign permset --name Jwt_Cli_Access --on-behalf-of ci@acme.example --on-behalf-of deploy@acme.example',
      'sf project deploy start --source-dir externalClientApps/Jwt_Cli.eca-meta.xml ' +
        `--source-dir ${file} --source-dir extlClntAppOauthSettings/Jwt_Cli.ecaOauth-meta.xml ` +
        '--source-dir extlClntAppOauthPolicies/Jwt_Cli.ecaOauthPlcy-meta.xml',
      `grep -v '<consumerKey>' ${file} > without-key.tmp`,
      `mv without-key.tmp ${file}`,
    ]);
  });

  it('has nothing to take out where the org makes the key, and assigns the one who deploys where nobody is named', () => {
    const readme = sourceFiles(connected, { ...context, type: 'connected-app', assignTo: [] }).get(
      'README.md',
    );
    expect(commandsOf(readme)).to.deep.equal([
      'sf project deploy start --source-dir permissionsets/Jwt_Cli_Access.permissionset-meta.xml',
      'sf org assign permset --name Jwt_Cli_Access',
      'sf project deploy start --source-dir connectedApps/Jwt_Cli/Jwt_Cli.connectedApp-meta.xml',
    ]);
    expect(readme).to.include('The line is for the user who runs it');
  });

  it('writes no file of permission sets that are there, and says that the org has to have them', () => {
    const app = external.slice(1);
    const readme = sourceFiles(app, { ...context, permissionSets: ['One', 'Two'] }).get('README.md') ?? '';
    expect(readme).to.include('The org has to have them: One, Two.');
    expect(commandsOf(readme)[0]).to.match(/^sf org assign permset --name One --on-behalf-of/);
  });

  it('has no users to assign to an app that admits profiles alone', () => {
    const readme = sourceFiles(external.slice(1), { ...context, permissionSets: [] }).get('README.md');
    expect(commandsOf(readme)[0]).to.match(/^sf project deploy start --source-dir externalClientApps/);
  });

  it('quotes usernames that a shell would not take as a word', () => {
    const readme = sourceFiles(external, {
      ...context,
      assignTo: ["o'neil@acme.example", 'a$b@acme.example'],
    });
    expect(commandsOf(readme.get('README.md'))[1]).to.equal(
      String.raw`sf org assign permset --name Jwt_Cli_Access --on-behalf-of 'o'\''neil@acme.example' --on-behalf-of 'a$b@acme.example'`,
    );
  });

  it('names no key, no certificate and no placeholder in the README', () => {
    for (const components of [external, connected]) {
      const readme = sourceFiles(components, context).get('README.md') ?? '';
      expect(readme)
        .to.match(/^# The External Client App Jwt_Cli\n/)
        .and.not.include(CONSUMER_KEY)
        .and.not.match(/%[sdj]|undefined|MII/);
    }
  });

  it('ignores the file with the consumer, its kept copies, and no other', () => {
    expect(ignoreRules(external)).to.deep.equal({
      git: ['Jwt_Cli.ecaGlblOauth-meta.xml*'],
      project: ['Jwt_Cli.ecaGlblOauth-meta.xml*', '*-meta.xml.*.bak'],
      beside: [{ folder: 'extlClntAppGlobalOauthSets/Jwt_Cli', rules: ['*-meta.xml.*.bak'] }],
    });
  });
});
