// Which elements an API version has. The simulated org, which has a table of its own, is asked whether it takes what is left.
import { expect } from 'chai';
import { elementRows, fitToVersion } from '../../src/app/elements.ts';
import { packageComponents, type Component, type ComponentFields } from '../../src/app/metadata-files.ts';
import { settleDeploys, startDeploy } from '../../src/simulator/metadata/deploy-queue.ts';
import { addPermissionSet } from '../../src/simulator/org-changes.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { zipOf } from '../simulator/app-files.ts';
import { startOrg, stopOrgs } from '../simulator/org-client.ts';
import { everyApp } from './every-app.ts';

const component = (type: string, fields: ComponentFields): Component => ({
  type,
  folder: 'folder',
  suffix: 'suffix',
  name: 'Jwt_Cli',
  fields,
});

const versionsBetween = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => (first + index).toFixed(1));

describe('app/elements', () => {
  afterEach(stopOrgs);

  it('says of each element where its versions are from', () => {
    for (const [type, rows] of Object.entries(elementRows))
      for (const [path, { since, until = Infinity, source }] of Object.entries(rows)) {
        expect(since, `${type}.${path}`).to.be.within(22, 68).and.at.most(until);
        expect(source, `${type}.${path}`).to.match(/guide|WSDL|logs|github/);
      }
  });

  const rows: Array<[type: string, element: string, versions: string[]]> = [
    ['ExtlClntAppGlobalOauthSettings', 'isNamedUserJwtEnabled', versionsBetween(65, 68)],
    ['ExtlClntAppOauthConfigurablePolicies', 'isNamedUserJwtEnabled', versionsBetween(61, 63)],
    ['ExtlClntAppOauthConfigurablePolicies', 'namedUserJwtSessionTimeoutType', versionsBetween(65, 68)],
    ['ExtlClntAppConfigurablePolicies', 'isCanvasPluginEnabled', versionsBetween(66, 68)],
    ['ExtlClntAppConfigurablePolicies', 'startUrl', versionsBetween(63, 68)],
    ['ExternalClientApplication', 'label', versionsBetween(59, 68)],
    ['ConnectedApp', 'description', versionsBetween(59, 68)],
  ];
  for (const [type, element, versions] of rows) {
    it(`writes ${element} of ${type} at ${versions[0]} to ${versions.at(-1)} alone`, () => {
      const having = versionsBetween(59, 68).filter(
        (version) => element in fitToVersion(component(type, { [element]: 'x' }), version).fields,
      );
      expect(having).to.deep.equal(versions);
    });
  }

  it('leaves out elements inside of others', () => {
    const app = component('ConnectedApp', { oauthConfig: { callbackUrl: 'u', isPkceRequired: true } });
    expect(fitToVersion(app, '58.0').fields).to.deep.equal({ oauthConfig: { callbackUrl: 'u' } });
    expect(fitToVersion(app, '59.0')).to.deep.equal(app);
  });

  it('leaves alone what it does not know, and what has no value', () => {
    const app = component('ExtlClntAppGlobalOauthSettings', { certificate: undefined, isDPopEnabled: true });
    expect(fitToVersion(app, '59.0')).to.deep.equal(app);
    const other = component('Unknown', { a: 'b' });
    expect(fitToVersion(other, '59.0')).to.deep.equal(other);
  });

  it('refuses to leave the certificate out, without which there is no JWT login', async () => {
    const app = component('ExtlClntAppGlobalOauthSettings', { certificate: 'PEM' });
    const error = await thrownBy(() => fitToVersion(app, '59.0'));
    expect(error.name).to.equal('ElementNotInVersionError');
    expect(error.message).to.equal(
      'API version 59.0 does not have certificate of the type ExtlClntAppGlobalOauthSettings, and the app "Jwt_Cli" would not be what it has to be without it.',
    );
    expect(error.actions?.at(-1)).to.match(/: sf config get org-api-version$/);
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
  });

  for (const version of versionsBetween(60, 68)) {
    it(`leaves what an org takes at ${version}`, async () => {
      for (const { title, components } of everyApp) {
        const { org } = await startOrg();
        org.apiVersions = versionsBetween(59, 68);
        org.allowConnectedApps = true;
        for (const name of ['Jwt_Cli_Access', 'One', 'Two']) addPermissionSet(org, name);
        const files = packageComponents(
          components.map((each) => fitToVersion(each, version)),
          version,
        );
        const upload = {
          zip: zipOf(Object.fromEntries(files)),
          options: { singlePackage: true },
          version: 68,
        };
        const deploy = startDeploy(org, upload, org.records.users[0]!, org.now());
        settleDeploys(org, org.now());
        expect(
          'outcome' in deploy && deploy.outcome?.messages.flatMap(({ problem }) => problem ?? []),
          title,
        ).to.deep.equal([]);
      }
    });
  }
});
