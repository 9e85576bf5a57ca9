// The files of an app, byte for byte: the order of elements is the WSDL's, and the org's schema is a sequence.
import { expect } from 'chai';
import { XMLParser } from 'fast-xml-parser';
import type { X509Certificate } from 'node:crypto';
import { packageComponents, type MetadataFiles } from '../../src/app/metadata-files.ts';
import type { AppSettings } from '../../src/app/settings.ts';
import { CONSUMER_KEY, sampleApp, sampleCertificate } from './sample.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

describe('app/render', () => {
  let certificate: X509Certificate;

  before(() => {
    certificate = sampleCertificate();
  });

  const external = (changes: Partial<AppSettings> = {}): MetadataFiles =>
    packageComponents(sampleApp('external-client-app', certificate, changes), '66.0');
  const connected = (changes: Partial<AppSettings> = {}): MetadataFiles =>
    packageComponents(sampleApp('connected-app', certificate, changes), '67.0');

  it('writes five files for an External Client App', () => {
    expect([...external().keys()]).to.deep.equal([
      'package.xml',
      'externalClientApps/Jwt_Cli.eca',
      'extlClntAppGlobalOauthSets/Jwt_Cli.ecaGlblOauth',
      'extlClntAppOauthSettings/Jwt_Cli.ecaOauth',
      'extlClntAppOauthPolicies/Jwt_Cli.ecaOauthPlcy',
    ]);
  });

  it('writes two files for a Connected App', () => {
    expect([...connected().keys()]).to.deep.equal(['package.xml', 'connectedApps/Jwt_Cli.connectedApp']);
  });

  it('lists each component with its type in package.xml', () => {
    const types = (name: string): string => `    <types>
        <members>Jwt_Cli</members>
        <name>${name}</name>
    </types>
`;
    expect(external().get('package.xml')).to.equal(`${HEAD}<Package ${XMLNS}>
${types('ExternalClientApplication')}${types('ExtlClntAppGlobalOauthSettings')}${types('ExtlClntAppOauthSettings')}${types('ExtlClntAppOauthConfigurablePolicies')}    <version>66.0</version>
</Package>
`);
    expect(connected().get('package.xml')).to.equal(`${HEAD}<Package ${XMLNS}>
${types('ConnectedApp')}    <version>67.0</version>
</Package>
`);
  });

  it('writes the header of an External Client App', () => {
    expect(external().get('externalClientApps/Jwt_Cli.eca')).to
      .equal(`${HEAD}<ExternalClientApplication ${XMLNS}>
    <contactEmail>ops@example.com</contactEmail>
    <distributionState>Local</distributionState>
    <isProtected>false</isProtected>
    <label>Jwt Cli</label>
</ExternalClientApplication>
`);
  });

  it('writes the global OAuth settings with the certificate as PEM, which switches the flow on', () => {
    const text = external().get('extlClntAppGlobalOauthSets/Jwt_Cli.ecaGlblOauth');
    expect(text).to.equal(`${HEAD}<ExtlClntAppGlobalOauthSettings ${XMLNS}>
    <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
    <certificate>${certificate.toString()}</certificate>
    <consumerKey>${CONSUMER_KEY}</consumerKey>
    <externalClientApplication>Jwt_Cli</externalClientApplication>
    <isConsumerSecretOptional>true</isConsumerSecretOptional>
    <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
    <isPkceRequired>true</isPkceRequired>
    <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
    <label>Jwt Cli</label>
    <shouldRotateConsumerKey>false</shouldRotateConsumerKey>
    <shouldRotateConsumerSecret>false</shouldRotateConsumerSecret>
</ExtlClntAppGlobalOauthSettings>
`);
  });

  it('writes the scopes of an External Client App in one element', () => {
    expect(external().get('extlClntAppOauthSettings/Jwt_Cli.ecaOauth')).to
      .equal(`${HEAD}<ExtlClntAppOauthSettings ${XMLNS}>
    <commaSeparatedOauthScopes>Api,RefreshToken</commaSeparatedOauthScopes>
    <externalClientApplication>Jwt_Cli</externalClientApplication>
    <label>Jwt Cli</label>
</ExtlClntAppOauthSettings>
`);
  });

  it('writes the policies of an External Client App with its permission set: without, a deploy takes all of them away', () => {
    const text = external().get('extlClntAppOauthPolicies/Jwt_Cli.ecaOauthPlcy');
    expect(text).to.equal(`${HEAD}<ExtlClntAppOauthConfigurablePolicies ${XMLNS}>
    <commaSeparatedPermissionSet>Jwt_Cli_Access</commaSeparatedPermissionSet>
    <externalClientApplication>Jwt_Cli</externalClientApplication>
    <ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType>
    <label>Jwt Cli</label>
    <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
    <refreshTokenPolicyType>Zero</refreshTokenPolicyType>
    <requiredSessionLevel>STANDARD</requiredSessionLevel>
</ExtlClntAppOauthConfigurablePolicies>
`);
  });

  it('writes a Connected App with the certificate as one line of base64 and a scope in each element', () => {
    expect(connected().get('connectedApps/Jwt_Cli.connectedApp')).to.equal(`${HEAD}<ConnectedApp ${XMLNS}>
    <contactEmail>ops@example.com</contactEmail>
    <label>Jwt Cli</label>
    <oauthConfig>
        <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
        <certificate>${certificate.raw.toString('base64')}</certificate>
        <consumerKey>${CONSUMER_KEY}</consumerKey>
        <isAdminApproved>true</isAdminApproved>
        <isConsumerSecretOptional>true</isConsumerSecretOptional>
        <isNamedUserJwtEnabled>false</isNamedUserJwtEnabled>
        <isPkceRequired>true</isPkceRequired>
        <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>
        <scopes>Api</scopes>
        <scopes>RefreshToken</scopes>
    </oauthConfig>
    <oauthPolicy>
        <ipRelaxation>ENFORCE</ipRelaxation>
        <refreshTokenPolicy>zero</refreshTokenPolicy>
    </oauthPolicy>
    <permissionSetName>Jwt_Cli_Access</permissionSetName>
</ConnectedApp>
`);
  });

  const labels = [
    'a < b > c',
    'Müller & Söhne',
    '"quoted" and \'single\'',
    '日本 😀',
    ']]>',
    '&amp; &lt;',
    '<!-- x -->',
    '007',
    'true',
    ' spaced ',
  ];
  for (const label of labels) {
    it(`escapes so that a reader finds the label ${JSON.stringify(label)}`, () => {
      for (const [path, text] of [...external({ label }), ...connected({ label })]) {
        if (path === 'package.xml') continue;
        expect(read(text)['label'], path).to.equal(label);
      }
    });
  }

  it('escapes the ampersands of a callback URL', () => {
    const callbackUrls = ['https://example.com/callback?a=1&b=<2>'];
    expect(external({ callbackUrls }).get('extlClntAppGlobalOauthSets/Jwt_Cli.ecaGlblOauth')).to.include(
      '<callbackUrl>https://example.com/callback?a=1&amp;b=&lt;2&gt;</callbackUrl>',
    );
  });

  it('names the same certificate in both kinds of app', () => {
    const pem = read(external().get('extlClntAppGlobalOauthSets/Jwt_Cli.ecaGlblOauth'))['certificate'];
    const { certificate: body } = read(connected().get('connectedApps/Jwt_Cli.connectedApp'))[
      'oauthConfig'
    ] as Record<string, string>;
    expect(String(pem).replace(/-----.*?-----|\s/g, '')).to.equal(body);
  });

  it('leaves an element out that has no value', () => {
    const component = {
      type: 'T',
      folder: 'f',
      suffix: 's',
      name: 'n',
      fields: { a: undefined, b: 'x', c: [] },
    };
    expect(packageComponents([component], '66.0').get('f/n.s')).to.equal(
      `${HEAD}<T ${XMLNS}>\n    <b>x</b>\n</T>\n`,
    );
  });
});

/** The elements below the root, as text. */
function read(xml: string | undefined): Record<string, unknown> {
  const parser = new XMLParser({ ignoreDeclaration: true, parseTagValue: false, trimValues: false });
  const [root] = Object.values(parser.parse(xml ?? '') as Record<string, Record<string, unknown>>).filter(
    (value) => typeof value === 'object',
  );
  return root!;
}
