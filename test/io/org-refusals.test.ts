import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { AuthInfo, AuthRemover, Connection } from '@salesforce/core';
import { runQueries } from '../../src/io/composite.ts';
import { readComponents, readDeploy, startDeploy } from '../../src/io/metadata-api.ts';
import { explained, isOutcomeUnknown, type OrgConnection } from '../../src/io/org-call.ts';
import { strike } from '../../src/simulator/fault-strikes.ts';
import {
  addForeignApp,
  disableRestApi,
  disableUserApi,
  exhaustApiRequests,
  withdrawPermission,
} from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { startFaultyFront } from '../faulty-front.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { openAdminOrg, type AdminOrg } from './admin-org.ts';
import { shownBy, thrownBy } from './thrown.ts';

const read = async (connection: OrgConnection): Promise<unknown> =>
  readComponents(connection, 'ConnectedApp', ['Vendor_App']);
const query = async (connection: OrgConnection): Promise<unknown> =>
  runQueries(connection, { users: 'SELECT Id FROM User' });
const deploy = async (connection: OrgConnection): Promise<unknown> =>
  startDeploy(connection, new Map([['package.xml', '<Package/>']]));

const NO_METADATA =
  'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';

/** A SOAP fault as an org writes it. */
const soapFault = (code: string, words: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="http://soap.sforce.com/2006/04/metadata"><soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${words}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`;

describe('what an org refuses', () => {
  let org: AdminOrg;
  afterEach(() => org.close());

  type Row = {
    what: string;
    change: (simulator: Simulator, connection: OrgConnection) => void;
    calls: Array<(connection: OrgConnection) => Promise<unknown>>;
    name: string;
    says: string;
  };
  const rows: Row[] = [
    {
      what: 'a user without metadata permissions',
      change: ({ org: state, admin }) => {
        withdrawPermission(state, admin.username, 'ModifyMetadata');
        withdrawPermission(state, admin.username, 'ModifyAllData');
      },
      calls: [read, deploy],
      name: 'PermissionMissingError',
      says: `${NO_METADATA} (INSUFFICIENT_ACCESS)`,
    },
    {
      what: 'a user without API Enabled',
      change: ({ org: state, admin }) => disableUserApi(state, admin.username),
      calls: [read, deploy, query],
      name: 'UserWithoutApiError',
      says: 'API is disabled for this User (API_CURRENTLY_DISABLED)',
    },
    {
      what: 'calls of an org without API',
      change: ({ org: state }) => disableRestApi(state),
      calls: [read, deploy, query],
      name: 'OrgWithoutApiError',
      says: '(API_DISABLED_FOR_ORG)',
    },
    {
      what: 'calls when the requests of the day are spent',
      change: ({ org: state }) => exhaustApiRequests(state),
      calls: [read, deploy, query],
      name: 'OrgLimitReachedError',
      says: 'TotalRequests Limit exceeded. (REQUEST_LIMIT_EXCEEDED)',
    },
    {
      what: 'a version by SOAP that is still to come',
      change: (_, connection) => connection.setApiVersion('99.0'),
      calls: [read],
      name: 'ApiVersionNotInOrgError',
      says: 'Invalid Api version specified on URL (UNSUPPORTED_API_VERSION)',
    },
    {
      what: 'a version by REST that is retired',
      change: (_, connection) => connection.setApiVersion('30.0'),
      calls: [deploy, query],
      name: 'ApiVersionNotInOrgError',
      says: '(UNSUPPORTED_API_VERSION)',
    },
    {
      what: 'a version by REST that is still to come',
      change: (_, connection) => connection.setApiVersion('99.0'),
      calls: [deploy, query],
      name: 'OrgAddressNotFoundError',
      says: 'The requested resource does not exist (NOT_FOUND)',
    },
    {
      what: 'a deployment that it does not know',
      change: () => undefined,
      calls: [async (connection) => readDeploy(connection, '0Af000000000000AAA')],
      name: 'OrgAddressNotFoundError',
      says: 'The requested resource does not exist (NOT_FOUND)',
    },
    {
      what: 'a type of component that it does not have',
      change: () => undefined,
      calls: [async (connection) => readComponents(connection, 'Nonsense', ['X'])],
      name: 'TypeNotInOrgError',
      says: 'Unknown type:Nonsense (INVALID_TYPE)',
    },
    {
      what: 'an app of another org',
      change: ({ org: state }) => addForeignApp(state, 'Vendor_App'),
      calls: [read],
      name: 'OrgFailedError',
      says: 'An unexpected error occurred. (UNKNOWN_EXCEPTION)',
    },
  ];
  for (const { what, change, calls, name, says } of rows) {
    it(`${what}: ${name}`, async () => {
      org = await openAdminOrg();
      const { connection, simulator } = org;
      change(simulator, connection);
      for (const call of calls) {
        const error = await thrownBy(() => call(connection));
        expect(error.name).to.equal(name);
        expect(error.message).to.include(says);
        expect(error.message).to.include(simulator.origin.host);
        expect(error.actions?.at(-1)).to.match(/\bsf [a-z]+ [a-z]+.* admin@simulator\.example$/);
        expect(shownBy(error)).not.to.match(/undefined|%[sdj]/);
        expect(isOutcomeUnknown(error)).to.equal(false);
      }
    });
  }

  const sentences: Array<[code: string, words: string, name: string]> = [
    [
      'UNKNOWN_EXCEPTION',
      'Load of metadata from db failed for metadata of type:ConnectedApp and file name:X.',
      'AppUnreadableError',
    ],
    ['FUNCTIONALITY_NOT_ENABLED', 'This feature is not currently enabled.', 'FeatureNotEnabledError'],
    ['UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access', 'OrgSetupLockedError'],
    ['INSUFFICIENT_ACCESS', 'insufficient access rights on entity', 'PermissionMissingError'],
    ['SOMETHING_NEW', 'Nobody has heard this yet', 'OrgCallFailedError'],
  ];
  for (const [code, words, name] of sentences) {
    it(`what it refuses by "${words}": ${name}`, async () => {
      org = await openAdminOrg();
      const fault = {
        path: '/services/Soap/m/67.0',
        times: 9,
        status: 500,
        headers: { 'content-type': 'text/xml' },
        body: soapFault(code, words),
      };
      const front = await startFaultyFront(fault, () => org.simulator);
      org.connection.instanceUrl = front.origin.origin;
      try {
        const error = await thrownBy(() => read(org.connection));
        expect(error.name).to.equal(name);
        expect(error.message).to.include(`${words} (${code})`);
        expect(front.asked).to.have.length(1);
      } finally {
        front.close();
      }
    });
  }

  it('an answer of another form is none', async () => {
    org = await openAdminOrg();
    const path = '/services/data/v67.0/composite';
    const headers = { 'content-type': 'application/json' };
    for (const [status, body, name] of [
      [200, '{"hello":"world"}', 'OrgAnswerUnreadableError'],
      [400, '[]', 'OrgCallFailedError'],
      [400, '[{"errorCode":"A","message":"One"},{"errorCode":"B"}]', 'OrgCallFailedError'],
    ] as const) {
      const front = await startFaultyFront({ path, times: 9, status, headers, body }, () => org.simulator);
      org.connection.instanceUrl = front.origin.origin;
      const error = await thrownBy(() => query(org.connection)).finally(() => front.close());
      expect(error.name).to.equal(name);
      expect(shownBy(error)).not.to.match(/undefined|error\.data/);
    }
  });

  it('an org that is not there is named with the fault', async () => {
    org = await openAdminOrg();
    org.connection.instanceUrl = 'http://127.0.0.1:9';
    const error = await thrownBy(() => deploy(org.connection));
    expect(error.name).to.equal('OrgUnreachableError');
    expect(error.message).to.include('127.0.0.1:9').and.to.include('ECONNREFUSED');
    expect(isOutcomeUnknown(error)).to.equal(false);
  });

  it('lets mistakes of our own pass as they are', async () => {
    org = await openAdminOrg();
    const mistake = new TypeError('a mistake');
    const thrown = await explained(org.connection, () => Promise.reject(mistake)).catch(
      (error: unknown) => error,
    );
    expect(thrown).to.equal(mistake);
  });

  describe('with a session that "sf" can renew', () => {
    let keys: KeyFiles;
    before(async () => (keys = await makeKeyFiles()));
    after(() => rmSync(keys.folder, { recursive: true }));

    /** Logs in as `sf org login jwt` does; the session is renewed in the same way. */
    async function logIn(): Promise<OrgConnection> {
      org = await openAdminOrg();
      const { simulator } = org;
      const clientId = await deploySimulatedApp(simulator, keys.certificate);
      await (await AuthRemover.create()).removeAuth(simulator.admin.username);
      const loginUrl = simulator.origin.origin;
      const authInfo = await AuthInfo.create({
        username: simulator.admin.username,
        oauth2Options: { clientId, loginUrl, privateKeyFile: keys.keyFile },
      });
      return Connection.create({ authInfo });
    }
    const tokenRequests = (): number =>
      org.simulator.requests.filter(({ path }) => path.endsWith('/services/oauth2/token')).length;

    for (const call of [query, read, deploy]) {
      it(`renews it for a call that it ended before (${call.name})`, async () => {
        const connection = await logIn();
        org.simulator.requests.length = 0;
        strike(org.simulator.world, { name: 'session-expired', times: 1, path: '/services' });
        await call(connection);
        expect(tokenRequests()).to.equal(1);
      });

      it(`ends when the new session is refused as well (${call.name})`, async () => {
        const connection = await logIn();
        org.simulator.requests.length = 0;
        strike(org.simulator.world, { name: 'session-expired', times: 1000 });
        const error = await thrownBy(() => call(connection));
        expect(error.name).to.equal('OrgSessionEndedError');
        expect(error.actions?.at(-1)).to.match(/sf org login web --instance-url http/);
        expect(tokenRequests()).to.equal(1);
      });
    }

    it('says so when it cannot be renewed', async () => {
      const connection = await logIn();
      strike(org.simulator.world, { name: 'session-expired', times: 1 });
      strike(org.simulator.world, { name: 'connection-reset', path: '/services/oauth2' });
      const error = await thrownBy(() => query(connection));
      expect(error.name).to.equal('OrgUnreachableError');
      expect(shownBy(error)).not.to.match(/undefined/);
    });
  });
});
