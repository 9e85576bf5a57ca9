import { expect } from 'chai';
import type { X509Certificate } from 'node:crypto';
import {
  findDifferences,
  readApp,
  readBackTypes,
  type AppInOrg,
  type ComponentRecord,
} from '../../src/app/read-back.ts';
import { CONSUMER_KEY, sampleCertificate, sampleSpec } from './sample.ts';

describe('app/read-back', () => {
  let certificate: X509Certificate;

  before(() => {
    certificate = sampleCertificate();
  });

  const body = (): string => certificate.raw.toString('base64');
  const globalOauth = (): ComponentRecord => ({
    fullName: 'Jwt_Cli',
    consumerKey: CONSUMER_KEY,
    certificate: certificate.toString(),
  });
  const policies = (changes: ComponentRecord = {}): ComponentRecord => ({
    fullName: 'Jwt_Cli',
    permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
    commaSeparatedPermissionSet: 'Jwt_Cli_Access',
    ...changes,
  });
  const connected = (changes: ComponentRecord = {}, oauthConfig: ComponentRecord = {}): ComponentRecord => ({
    fullName: 'Jwt_Cli',
    oauthConfig: { consumerKey: CONSUMER_KEY, certificate: body(), isAdminApproved: 'true', ...oauthConfig },
    permissionSetName: 'Jwt_Cli_Access',
    ...changes,
  });
  const asDeployed = (certificateText: string): AppInOrg => ({
    consumerKey: CONSUMER_KEY,
    certificate: certificateText,
    isAdminApproved: true,
    permissionSets: ['Jwt_Cli_Access'],
  });

  it('reads two types of an External Client App, one of a Connected App', () => {
    expect(readBackTypes).to.deep.equal({
      'external-client-app': ['ExtlClntAppGlobalOauthSettings', 'ExtlClntAppOauthConfigurablePolicies'],
      'connected-app': ['ConnectedApp'],
    });
  });

  it('reads an External Client App', () => {
    expect(readApp('external-client-app', [globalOauth(), policies()])).to.deep.equal(
      asDeployed(certificate.toString()),
    );
  });

  it('reads a Connected App, whose booleans may be texts', () => {
    expect(readApp('connected-app', [connected()])).to.deep.equal(asDeployed(body()));
    expect(readApp('connected-app', [connected({}, { isAdminApproved: true })])).to.deep.equal(
      asDeployed(body()),
    );
  });

  it('reads one permission set or several', () => {
    const several = { permissionSetName: ['Other', 'Jwt_Cli_Access'] };
    expect(readApp('connected-app', [connected(several)])?.permissionSets).to.deep.equal([
      'Other',
      'Jwt_Cli_Access',
    ]);
    const listed = { commaSeparatedPermissionSet: 'Other, Jwt_Cli_Access' };
    expect(readApp('external-client-app', [globalOauth(), policies(listed)])?.permissionSets).to.deep.equal([
      'Other',
      'Jwt_Cli_Access',
    ]);
  });

  it('finds no app in records without fields', () => {
    expect(readApp('external-client-app', [{}, {}])).to.equal(undefined);
    expect(readApp('connected-app', [{}])).to.equal(undefined);
    expect(readApp('connected-app', [])).to.equal(undefined);
  });

  it('reads an app that has none of what decides about a login', () => {
    const nothing = { consumerKey: undefined, certificate: undefined, isAdminApproved: false };
    expect(readApp('external-client-app', [{ fullName: 'Jwt_Cli' }, {}])).to.deep.include(nothing);
    expect(readApp('connected-app', [{ fullName: 'Jwt_Cli' }])).to.deep.equal({
      ...nothing,
      permissionSets: [],
    });
  });

  const ADMIN_APPROVED = 'permitted users ("Admin approved users are pre-authorized")';
  const rows: Array<[string, () => ComponentRecord[], string[]]> = [
    ['nothing, when the org holds what was deployed', () => [globalOauth(), policies()], []],
    [
      'nothing, when the certificate comes back in one line',
      () => [{ ...globalOauth(), certificate: body() }, policies()],
      [],
    ],
    [
      'the consumer key',
      () => [{ ...globalOauth(), consumerKey: `${CONSUMER_KEY}x` }, policies()],
      ['consumer key'],
    ],
    [
      'another certificate',
      () => [{ ...globalOauth(), certificate: sampleCertificate().toString() }, policies()],
      ['certificate'],
    ],
    [
      'a certificate that was taken away',
      () => [{ ...globalOauth(), certificate: '' }, policies()],
      ['certificate'],
    ],
    [
      'users who authorize themselves',
      () => [globalOauth(), policies({ permittedUsersPolicyType: 'AllSelfAuthorized' })],
      [ADMIN_APPROVED],
    ],
    [
      'a permission set that is missing',
      () => [globalOauth(), policies({ commaSeparatedPermissionSet: 'Other' })],
      ['permission set'],
    ],
    ['policies that are missing', () => [globalOauth(), {}], [ADMIN_APPROVED, 'permission set']],
    [
      'everything of an empty app',
      () => [{ fullName: 'Jwt_Cli' }, {}],
      ['consumer key', 'certificate', ADMIN_APPROVED, 'permission set'],
    ],
  ];
  for (const [what, records, differences] of rows) {
    it(`names ${what}`, () => {
      const found = readApp('external-client-app', records())!;
      expect(findDifferences(sampleSpec('external-client-app', certificate), found)).to.deep.equal(
        differences,
      );
    });
  }

  it('names nothing for a Connected App as deployed, and what differs in another', () => {
    const differencesOf = (record: ComponentRecord): string[] =>
      findDifferences(sampleSpec('connected-app', certificate), readApp('connected-app', [record])!);
    expect(differencesOf(connected())).to.deep.equal([]);
    expect(differencesOf(connected({}, { isAdminApproved: 'false' }))).to.deep.equal([ADMIN_APPROVED]);
    expect(differencesOf(connected({ permissionSetName: undefined }))).to.deep.equal(['permission set']);
  });
});
