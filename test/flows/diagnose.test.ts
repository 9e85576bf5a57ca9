// `sf jwt diagnose` on real sockets: what is asked, how often, and what comes of it. Which facts mean which cause is held by
// the tests of src/diagnosis.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnoseLogin, type DiagnoseResult } from '../../src/flows/diagnose.ts';
import type { DiagnoseInput } from '../../src/flows/diagnose/collect.ts';
import type { LoginInput } from '../../src/flows/login-input.ts';
import { removeStoredOrg } from '../../src/io/auth-store.ts';
import { deactivateUser, disableUserApi } from '../../src/simulator/org-changes.ts';
import type { SimulatorOptions } from '../../src/simulator/server.ts';
import { startFaultyFront, type FaultyFront } from '../faulty-front.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { openAppOrg, type AppOrg } from './app/app-org.ts';

const TOKEN_REQUEST = 'POST /services/oauth2/token';
const API_REQUEST = 'GET /services/data/v66.0/';

describe('the diagnose flow', () => {
  let keys: KeyFiles;
  let otherKeys: KeyFiles;
  let opened: AppOrg;
  let login: LoginInput;

  async function begin(options: SimulatorOptions = {}): Promise<void> {
    opened = await openAppOrg(options);
    const { simulator } = opened;
    login = {
      clientId: await deploySimulatedApp(simulator, keys.certificate),
      username: simulator.admin.username,
      privateKey: keys.location,
      instanceUrl: simulator.origin,
    };
    opened.forgetRequests();
  }

  const look = async (changes: Partial<LoginInput> = {}, rest: Partial<DiagnoseInput> = {}) =>
    diagnoseLogin({ login: { ...login, ...changes }, ...rest }, new Date());

  const assertions = (): string[] =>
    opened.simulator.requests
      .filter(({ path }) => path.startsWith('/services/oauth2/token'))
      .map(({ body }) => new URLSearchParams(body).get('assertion') ?? '');

  before(async () => ([keys, otherKeys] = await Promise.all([makeKeyFiles(), makeKeyFiles()])));
  after(() => [keys, otherKeys].forEach(({ folder }) => rmSync(folder, { recursive: true })));
  afterEach(async () => opened.close());

  it('finds nothing in a login that works, by one login and one call', async () => {
    await begin();
    const result = await look();
    expect(result).to.deep.include({
      isHealthy: true,
      symptom: null,
      cause: null,
      candidates: [],
      fix: null,
      decide: null,
    });
    expect(opened.requestLines()).to.deep.equal([TOKEN_REQUEST, API_REQUEST]);
    const { exchange, api, key, certificate, clock, way, org } = result.facts;
    expect(exchange).to.deep.include({ kind: 'granted', scope: 'api', orgId: opened.simulator.orgId });
    expect(api).to.deep.equal({ kind: 'proven' });
    expect(key).to.deep.include({ bits: 2048, path: keys.keyFile, isOpenToOthers: false });
    expect(certificate).to.deep.include({
      path: keys.certificateFile,
      sha256: keys.certificate.fingerprint256,
    });
    expect(Math.abs(clock?.aheadSeconds ?? NaN)).to.be.lessThan(3);
    expect(way).to.deep.equal({ proxy: null, addresses: null, site: null });
    expect(org).to.equal(null);
  });

  it('gives facts and lines that hold neither key nor assertion nor token', async () => {
    await begin();
    const text = JSON.stringify(await look());
    const [assertion = ''] = assertions();
    const token = opened.org.sessions.map(({ token: secret }) => secret);
    for (const secret of [assertion, assertion.split('.')[2] ?? '', ...token, 'PRIVATE KEY'])
      expect(text).not.to.contain(secret);
  });

  describe('where a mistake can be seen before', () => {
    const file = (name: string): string => join(otherKeys.folder, name);
    const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { stdio: 'pipe' });
    const keyIn = (name: string): Partial<LoginInput> => ({ privateKey: { key: { file: file(name) } } });

    const rows: Array<{
      what: string;
      trouble: string;
      changes?: () => Partial<LoginInput>;
      rest?: () => Partial<DiagnoseInput>;
    }> = [
      { what: 'no key file', trouble: 'FileNotFoundError', changes: () => keyIn('missing.key') },
      {
        what: 'a certificate for a key',
        trouble: 'KeyIsCertificateError',
        changes: () => keyIn('server.crt'),
      },
      {
        what: 'a key of another kind',
        trouble: 'KeyIsEcError',
        changes: () => {
          openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file('ec.key'));
          return keyIn('ec.key');
        },
      },
      {
        what: 'a key that is too short',
        trouble: 'KeyTooShortError',
        changes: () => {
          openssl('genrsa', '-out', file('short.key'), '1024');
          return keyIn('short.key');
        },
      },
      {
        what: 'a key without its passphrase',
        trouble: 'KeyIsEncryptedError',
        changes: () => {
          const from = ['-in', keys.keyFile, '-passout', 'pass:secret'];
          openssl('pkcs8', '-topk8', ...from, '-out', file('encrypted.key'));
          return keyIn('encrypted.key');
        },
      },
      {
        what: 'a variable that is not set',
        trouble: 'VariableNotSetError',
        changes: () => ({ privateKey: { key: { variable: 'NO_SUCH_KEY' } } }),
      },
      {
        what: 'a username for a consumer key',
        trouble: 'ClientIdMalformedError',
        changes: () => ({ clientId: 'admin@simulator.example' }),
      },
      {
        what: 'a username without a domain',
        trouble: 'UsernameMalformedError',
        changes: () => ({ username: 'admin' }),
      },
      {
        what: 'an audience that is no address',
        trouble: 'AudienceNotAddressError',
        changes: () => ({ audience: 'the org' }),
      },
      {
        what: 'a certificate that is none',
        trouble: 'CertificateIsPrivateKeyError',
        rest: () => ({ certificateFile: keys.keyFile }),
      },
      {
        what: 'a certificate of another key',
        trouble: '',
        rest: () => ({ certificateFile: otherKeys.certificateFile }),
      },
    ];
    for (const { what, trouble, changes = () => ({}), rest = () => ({}) } of rows) {
      it(`asks nobody: ${what}`, async () => {
        await begin();
        const result = await look(changes(), { adminOrg: opened.username, ...rest() });
        expect(result.isHealthy).to.equal(false);
        expect(opened.requestLines()).to.deep.equal([]);
        expect(result.facts.exchange).to.equal(null);
        if (trouble !== '') expect(troublesOf(result)).to.deep.equal([trouble]);
        expect(result.cause, 'one cause').not.to.equal(null);
      });
    }
  });

  it('takes a certificate beside the key that is of another key for what it is: no proof', async () => {
    await begin();
    const aside = join(keys.folder, 'aside.crt');
    renameSync(keys.certificateFile, aside);
    try {
      writeFileSync(keys.certificateFile, otherKeys.certificate.toString());
      const result = await look();
      expect(result.isHealthy).to.equal(true);
      expect(result.facts.command.certificateFile).to.equal(null);
    } finally {
      renameSync(aside, keys.certificateFile);
    }
  });

  it('needs no certificate', async () => {
    await begin();
    const key = join(otherKeys.folder, 'alone.pem');
    writeFileSync(key, execFileSync('cat', [keys.keyFile]), { mode: 0o600 });
    const result = await look({ privateKey: { key: { file: key } } });
    expect([result.isHealthy, result.facts.certificate]).to.deep.equal([true, null]);
  });

  it('sees a key that others may read', async () => {
    await begin();
    chmodSync(keys.keyFile, 0o644);
    const { facts, isHealthy } = await look().finally(() => chmodSync(keys.keyFile, 0o600));
    expect([isHealthy, facts.key]).to.deep.include.members([true]);
    expect(facts.key).to.deep.include({ isOpenToOthers: true });
  });

  it('sends one assertion for a login that is refused, and tells the candidates and what decides', async () => {
    await begin();
    const result = await look({ privateKey: otherKeys.location });
    expect(opened.requestLines()).to.deep.equal([TOKEN_REQUEST]);
    expect(result.facts.exchange).to.deep.equal({
      kind: 'refused',
      error: 'invalid_grant',
      description: 'invalid assertion',
    });
    expect(result.isHealthy).to.equal(false);
    expect(result.cause).to.equal(null);
    expect(result.candidates.length).to.be.greaterThan(1);
    expect(JSON.stringify(result.decide)).to.contain('--target-org');
  });

  it('tells what the API says of the token as a result', async () => {
    await begin();
    disableUserApi(opened.org, opened.username);
    const result = await look();
    expect(result.facts.api).to.deep.include({
      kind: 'refused',
      status: 403,
      errorCode: 'API_CURRENTLY_DISABLED',
    });
    expect(result.isHealthy).to.equal(false);
  });

  describe("with an administrator's org", () => {
    it('proves the cause, and asks the org after the one login', async () => {
      await begin();
      const result = await look({ privateKey: otherKeys.location }, { adminOrg: opened.username });
      expect(assertions()).to.have.length(1);
      expect(opened.requestLines()[0]).to.equal(TOKEN_REQUEST);
      expect(result.facts.org).to.deep.include({ targetOrg: opened.username });
      expect(result.facts.org?.app).to.deep.include({ name: 'Example_App' });
      expect(result.cause).not.to.equal(null);
      expect(result.fix).to.deep.equal(result.cause?.fix);
    });

    it('has the row of this very login in the login history', async () => {
      await begin();
      deactivateUser(opened.org, 'deploy@simulator.example');
      const { facts } = await look({ username: 'deploy@simulator.example' }, { adminOrg: opened.username });
      expect(facts.exchange).to.deep.include({ kind: 'refused' });
      const [newest] = facts.org?.logins ?? [];
      expect(Date.now() - Date.parse(newest?.at ?? '')).to.be.lessThan(60_000);
    });

    it('goes on without one that sf does not know, and says so', async () => {
      await begin();
      const result = await look({}, { adminOrg: 'nobody-knows' });
      expect(result.isHealthy).to.equal(true);
      expect(result.facts.org).to.equal(null);
      expect(result.facts.orgTrouble?.message).to.contain('nobody-knows');
      expect(JSON.stringify(result.checks)).to.contain('nobody-knows');
    });
  });

  describe('on the way to the host', () => {
    let front: FaultyFront;
    const behind = async (status: number, headers: Record<string, string>, times = 9): Promise<void> => {
      const fault = { path: '/services/oauth2/token', times, status, headers, body: '<html>' };
      front = await startFaultyFront(fault, () => opened.simulator);
      await begin();
      login.instanceUrl = front.origin;
    };
    afterEach(() => front.close());

    it('tries three times, with an assertion each, where the host is busy', async () => {
      await behind(503, { 'retry-after': '0' }, 2);
      const result = await look();
      expect(result.isHealthy).to.equal(true);
      expect(front.asked.filter((path) => path === '/services/oauth2/token')).to.have.length(3);
    });

    it('looks what answers where it is not the token endpoint', async () => {
      await behind(200, { 'content-type': 'text/html' });
      const { facts, isHealthy } = await look();
      expect(isHealthy).to.equal(false);
      expect(facts.exchange).to.have.nested.property('trouble.name', 'NotSalesforceError');
      expect(facts.way).to.deep.equal({
        proxy: null,
        addresses: ['127.0.0.1'],
        site: { kind: 'org', orgId: opened.simulator.orgId.slice(0, 15), myDomain: front.origin.origin },
      });
    });

    it('does not ask again a host that takes no connections', async () => {
      await behind(200, {});
      front.close();
      const { facts } = await look();
      expect(facts.exchange).to.have.nested.property('trouble.name', 'HostUnreachableError');
      expect(facts.way).to.deep.equal({ proxy: null, addresses: ['127.0.0.1'], site: null });
    });
  });

  describe('the lines that are told', () => {
    it('say the parts again that were typed, with paths that hold in any folder', async () => {
      await begin();
      const { command } = (await look({}, { certificateFile: keys.certificateFile })).facts;
      const { clientId = '', username = '', instanceUrl } = login;
      expect(command.again).to.deep.equal([
        ...['jwt', 'diagnose', '--client-id', clientId, '--username', username],
        ...['--jwt-key-file', keys.keyFile, '--instance-url', instanceUrl?.origin ?? ''],
        ...['--certificate-file', keys.certificateFile],
      ]);
      expect(command.certificateFile).to.equal(keys.certificateFile);
    });
  });

  it('is interrupted at once', async () => {
    await begin();
    const signal = AbortSignal.abort();
    const error = await diagnoseLogin({ login }, new Date(), { signal }).catch((caught: unknown) => caught);
    expect((error as Error).name).to.equal('AbortError');
    await removeStoredOrg(opened.username).catch(() => undefined);
  });
});

/** The names of what local parts have for trouble. */
function troublesOf({ facts: { login, key, certificate } }: DiagnoseResult): string[] {
  return [login, key, certificate].flatMap((fact) =>
    fact && 'trouble' in fact && fact.trouble ? [fact.trouble.name] : [],
  );
}
