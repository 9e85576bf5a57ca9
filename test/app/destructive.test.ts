import { expect } from 'chai';
import { packageRemovals } from '../../src/app/destructive.ts';
import { externalRemovals } from '../../src/app/removal-rows.ts';

const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

describe('packages that delete', () => {
  it('name what goes in two manifests, beside an empty package.xml', () => {
    const files = packageRemovals(
      {
        first: [{ type: 'ExtlClntAppOauthSettings', name: 'Jwt_Cli' }],
        last: [{ type: 'ExternalClientApplication', name: 'Jwt_Cli' }],
      },
      '67.0',
    );
    expect(Object.fromEntries(files)).to.deep.equal({
      'package.xml': `<?xml version="1.0" encoding="UTF-8"?>
<Package ${NAMESPACE}>
    <version>67.0</version>
</Package>
`,
      'destructiveChangesPre.xml': `<?xml version="1.0" encoding="UTF-8"?>
<Package ${NAMESPACE}>
    <types>
        <members>Jwt_Cli</members>
        <name>ExtlClntAppOauthSettings</name>
    </types>
    <version>67.0</version>
</Package>
`,
      'destructiveChangesPost.xml': `<?xml version="1.0" encoding="UTF-8"?>
<Package ${NAMESPACE}>
    <types>
        <members>Jwt_Cli</members>
        <name>ExternalClientApplication</name>
    </types>
    <version>67.0</version>
</Package>
`,
    });
  });

  it('have no manifest for nothing', () => {
    const files = packageRemovals({ first: [], last: [{ type: 'ConnectedApp', name: 'Old' }] }, '66.0');
    expect([...files.keys()]).to.deep.equal(['package.xml', 'destructiveChangesPost.xml']);
  });
});

describe('the parts of an External Client App to delete', () => {
  it('are the policies, then both kinds of settings, and the header after all', () => {
    const rows = {
      policies: [{ DeveloperName: 'Jwt_Cli_oauthPlcy' }],
      pluginPolicies: [{ DeveloperName: 'Jwt_Cli_plcy' }],
      settings: [{ DeveloperName: 'Jwt_Cli_settings' }],
    };
    expect(externalRemovals('Jwt_Cli', rows, 'Jwt_Cli_glbl')).to.deep.equal({
      first: [
        { type: 'ExtlClntAppOauthConfigurablePolicies', name: 'Jwt_Cli_oauthPlcy' },
        { type: 'ExtlClntAppConfigurablePolicies', name: 'Jwt_Cli_plcy' },
        { type: 'ExtlClntAppGlobalOauthSettings', name: 'Jwt_Cli_glbl' },
        { type: 'ExtlClntAppOauthSettings', name: 'Jwt_Cli_settings' },
      ],
      last: [{ type: 'ExternalClientApplication', name: 'Jwt_Cli' }],
    });
  });

  it('are only those that the org names', () => {
    expect(externalRemovals('Jwt_Cli', {}, undefined).first).to.deep.equal([]);
  });
});
