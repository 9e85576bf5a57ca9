// An app that is there is changed in place: what was asked for and nothing else, with the same consumer key, and a login
// afterwards shows what should hold.
import { expect } from 'chai';
import { rmSync } from 'node:fs';
import type { SfError } from '@salesforce/core';
import { createApp, type CreateAppInput, type CreateAppResult } from '../../../src/flows/app/create.ts';
import type { AppSettings } from '../../../src/app/settings.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { type AppOrg, closeAppOrgs, openAppOrg } from './app-org.ts';
import { tracesOf } from './org-traces.ts';

type Option = {
  what: string;
  typed: Partial<AppSettings>;
  /** What `sf data query` or `readMetadata` shows afterwards, of an External Client App and of a Connected App. */
  external: Record<string, unknown>;
  connected: Record<string, unknown>;
};

const options: Option[] = [
  {
    what: 'label',
    typed: { label: 'New & <old>' },
    external: { label: 'New & <old>' },
    connected: { label: 'New & <old>' },
  },
  {
    what: 'description',
    typed: { description: 'For the build' },
    external: { description: 'For the build' },
    connected: { description: 'For the build' },
  },
  {
    what: 'contact e-mail',
    typed: { contactEmail: 'team@example.com' },
    external: { contactEmail: 'team@example.com' },
    connected: { contactEmail: 'team@example.com' },
  },
  {
    what: 'callback URLs',
    typed: { callbackUrls: ['https://a.example/cb', 'https://b.example/cb'] },
    external: { callbackUrl: 'https://a.example/cb\nhttps://b.example/cb' },
    connected: { callbackUrl: 'https://a.example/cb\nhttps://b.example/cb' },
  },
  {
    what: 'scopes',
    typed: { scopes: ['Api', 'Web', 'RefreshToken'] },
    external: { commaSeparatedOauthScopes: 'Api,Web,RefreshToken' },
    connected: { scopes: ['Api', 'Web', 'RefreshToken'] },
  },
  {
    what: 'refresh token policy',
    typed: { refreshToken: { kind: 'lifetime', period: 4, unit: 'hours' } },
    external: {
      refreshTokenPolicyType: 'SpecificLifetime',
      refreshTokenValidityPeriod: '4',
      refreshTokenValidityUnit: 'Hours',
    },
    connected: { refreshTokenPolicy: 'specific_lifetime:4:HOURS' },
  },
  {
    what: 'IP relaxation',
    typed: { ipRelaxation: 'bypass' },
    external: { ipRelaxationPolicyType: 'Bypass' },
    connected: { ipRelaxation: 'BYPASS' },
  },
  {
    what: 'IP ranges',
    typed: { ipRanges: [{ start: '127.0.0.1', end: '127.0.0.255' }] },
    external: { startIpAddress: '127.0.0.1', endIpAddress: '127.0.0.255' },
    connected: { start: '127.0.0.1', end: '127.0.0.255' },
  },
  {
    what: 'session timeout',
    typed: { sessionTimeoutMinutes: 15 },
    external: { sessionTimeoutInMinutes: '15' },
    connected: { sessionTimeout: '15' },
  },
];

const typesOf = {
  'external-client-app': [
    'ExternalClientApplication',
    'ExtlClntAppGlobalOauthSettings',
    'ExtlClntAppOauthSettings',
    'ExtlClntAppOauthConfigurablePolicies',
  ],
  'connected-app': ['ConnectedApp'],
} as const;

/** All elements of a record by name, those inside groups as well. */
function elementsOf(record: unknown): Record<string, unknown> {
  if (typeof record !== 'object' || record === null) return {};
  const entries = Object.entries(record).flatMap(([name, value]): Array<[string, unknown]> => {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (first === undefined) return [];
    if (typeof first !== 'object') return [[name, plain(value)]];
    return Object.entries(elementsOf(first));
  });
  return Object.fromEntries(entries);
}

const plain = (value: unknown): unknown => (Array.isArray(value) ? value : String(value));

describe('an app that is there', () => {
  let keys: KeyFiles;
  let otherKeys: KeyFiles;
  let org: AppOrg;
  let input: CreateAppInput;

  before(async () => {
    keys = await makeKeyFiles();
    otherKeys = await makeKeyFiles();
  });
  after(() => [keys, otherKeys].forEach(({ folder }) => rmSync(folder, { recursive: true })));
  afterEach(closeAppOrgs);

  async function begin(type: CreateAppInput['type']): Promise<void> {
    org = await openAppOrg({ allowConnectedApps: true, deploySeconds: 0 });
    input = {
      connection: org.connection,
      type,
      name: 'Jwt_Cli',
      certificateFile: keys.certificateFile,
      typed: {},
      again: 'sf jwt app create',
      assignTo: [],
      waitMinutes: 1,
    };
  }

  const create = async (changes: Partial<CreateAppInput> = {}): Promise<CreateAppResult> =>
    createApp({ ...input, ...changes }, new Date(), {});
  const logIn = async ({ consumerKey }: CreateAppResult, pair = keys): Promise<unknown> =>
    org.logIn(consumerKey ?? '', pair);

  /** As the released `sf` would show it: by the Metadata API. */
  async function readElements(metadataType: string): Promise<Record<string, unknown>> {
    return elementsOf(await org.connection.metadata.read(metadataType as 'ConnectedApp', 'Jwt_Cli'));
  }

  for (const type of ['external-client-app', 'connected-app'] as const) {
    describe(`of the type ${type}`, () => {
      for (const { what, typed, external, connected } of options) {
        it(`has another ${what} after create with that option, and all else as before`, async () => {
          await begin(type);
          const first = await create();
          const before = await Promise.all(typesOf[type].map((each) => readElements(each)));
          const changed = await create({ typed });
          expect(changed).to.include({
            outcome: 'changed',
            consumerKey: first.consumerKey,
            isConfirmed: true,
          });
          expect(changed.changes.map(({ setting }) => setting)).to.deep.equal(Object.keys(typed));

          const now = await Promise.all(typesOf[type].map((each) => readElements(each)));
          const expected = type === 'connected-app' ? connected : external;
          expect(Object.assign({}, ...now.toReversed())).to.deep.include(expected);
          // without what was to change, everything is as it was
          for (const [index, record] of now.entries()) {
            const without = (elements: object = {}): object =>
              Object.fromEntries(Object.entries(elements).filter(([name]) => !(name in expected)));
            expect(without(record)).to.deep.equal(without(before[index]));
          }
          await logIn(changed);

          org.forgetRequests();
          expect((await create({ typed })).outcome).to.equal('unchanged');
          expect(org.requestLines()).to.have.length.of.at.most(3);
        });
      }

      it('takes another certificate: its key logs in, and the old one no longer does', async () => {
        await begin(type);
        const first = await create();
        const changed = await create({ certificateFile: otherKeys.certificateFile });
        expect(changed.changes).to.have.length(1);
        expect(changed.changes[0]).to.include({ setting: 'certificate' });
        await logIn(changed, otherKeys);
        expect(await logIn(first).then(String, (error: unknown) => (error as SfError).name)).to.match(
          /^(AssertionInvalid|ClientCredentialsInvalid|ClientInvalid)\w*Error$/,
        );
      });

      it('admits one more permission set and profile, and whoever it admitted before', async () => {
        await begin(type);
        const first = await create();
        const changed = await create({
          typed: { permissionSets: ['Second_Set'], profiles: ['Standard User'] },
          assignTo: ['deploy@simulator.example'],
        });
        expect(changed.permissionSets).to.deep.equal(['Jwt_Cli_Access', 'Second_Set']);
        expect(changed.profiles).to.deep.equal(['Standard User']);
        await logIn(first);
        await org.logIn(first.consumerKey ?? '', keys, 'deploy@simulator.example');
      });

      it('is as before when a dry run has told what would change', async () => {
        await begin(type);
        await create();
        const before = tracesOf(org.org);
        const planned = await create({
          isDryRun: true,
          certificateFile: otherKeys.certificateFile,
          typed: { label: 'New', permissionSets: ['Second_Set'] },
        });
        expect(planned.outcome).to.equal('planned');
        expect(planned.changes.map(({ setting }) => setting)).to.have.members([
          'label',
          'certificate',
          'permissionSets',
        ]);
        expect(planned.validation?.leftOut).to.deep.equal(['Second_Set']);
        expect(planned.validation?.deployId).to.match(/^0Af/);
        expect(tracesOf(org.org)).to.deep.equal(before);
      });

      it('refuses another consumer key, and is as before', async () => {
        await begin(type);
        const first = await create();
        const before = tracesOf(org.org);
        const error = await create({ consumerKey: 'another12345' }).then(
          () => expect.fail('it was changed'),
          (refusal: unknown) => refusal as SfError,
        );
        expect(error.name).to.equal('ConsumerKeyFixedError');
        expect(error.message).to.include(first.consumerKey);
        expect(tracesOf(org.org)).to.deep.equal(before);
        expect((await create({ consumerKey: first.consumerKey ?? '' })).outcome).to.equal('unchanged');
      });

      it('can be made with a consumer key of one’s own', async () => {
        await begin(type);
        const made = await create({ consumerKey: 'MyOwnConsumerKey1234567890' });
        expect(made.consumerKey).to.equal('MyOwnConsumerKey1234567890');
        await logIn(made);
      });
    });
  }
});
