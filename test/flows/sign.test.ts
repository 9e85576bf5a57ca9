import { expect } from 'chai';
import { createPublicKey } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sign, type SignInput, type SignOutput } from '../../src/flows/sign.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { thrownBy } from '../io/thrown.ts';
import { openssl } from '../keys/openssl.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

const now = new Date('2026-11-24T12:34:56.789Z');

describe('the sign flow', () => {
  let keys: KeyFiles;
  let input: SignInput;

  before(async () => {
    keys = await makeKeyFiles();
    input = {
      clientId: '3MVG9EXAMPLEkey0123456789',
      username: 'deploy@acme.example',
      privateKey: keys.location,
      instanceUrl: new URL('https://acme.my.salesforce.com'),
      claims: [],
      lifetimeSeconds: 180,
    };
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  const signed = async (changes: Partial<SignInput> = {}): Promise<SignOutput> =>
    sign({ ...input, ...changes }, now);
  const partsOf = ({ result }: SignOutput): string[] =>
    result.assertion.split('.').map((part) => Buffer.from(part, 'base64url').toString());

  it('signs what a login would send, and says what is in it', async () => {
    const output = await signed();
    const [header, claims] = partsOf(output);
    expect(header).to.equal('{"alg":"RS256"}');
    expect(claims).to.equal(
      '{"iss":"3MVG9EXAMPLEkey0123456789","sub":"deploy@acme.example","aud":"https://acme.my.salesforce.com","iat":1795523696,"exp":1795523876}',
    );
    const { assertion, ...rest } = output.result;
    expect(assertion).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(rest).to.deep.equal({
      claims: JSON.parse(claims ?? '') as object,
      audience: 'https://acme.my.salesforce.com',
      issuedAt: '2026-11-24T12:34:56Z',
      expiresAt: '2026-11-24T12:37:56Z',
      tokenEndpoint: 'https://acme.my.salesforce.com/services/oauth2/token',
    });
  });

  it('signs so that openssl verifies the first two parts, as they stand', async () => {
    const { result } = await signed({ claims: ['name=Zürich', 'level:=2'] });
    const [header = '', claims = '', signature = ''] = result.assertion.split('.');
    const at = (name: string): string => join(keys.folder, name);
    writeFileSync(at('signature'), Buffer.from(signature, 'base64url'));
    const publicKey = createPublicKey(readFileSync(keys.keyFile, 'utf8'));
    writeFileSync(at('public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const verify = (text: string): string =>
      openssl(['dgst', '-sha256', '-verify', at('public.pem'), '-signature', at('signature')], text);
    expect(verify(`${header}.${claims}`)).to.equal('Verified OK\n');
    expect(() => verify(`${header}.${claims}x`)).to.throw();
  });

  const rows: Array<[what: string, changes: Partial<SignInput>, claims: object]> = [
    ['a lifetime', { lifetimeSeconds: 30 }, { exp: 1795523726 }],
    ['an audience', { audience: 'https://login.salesforce.com' }, { aud: 'https://login.salesforce.com' }],
    ['no address', { instanceUrl: undefined }, { aud: 'https://login.salesforce.com' }],
    ['further claims', { claims: ['jti=1', 'roles:=["a"]'] }, { jti: '1', roles: ['a'], exp: 1795523876 }],
  ];
  for (const [what, changes, claims] of rows) {
    it(`does as ${what} says`, async () => {
      expect(JSON.parse(partsOf(await signed(changes))[1] ?? '')).to.deep.include(claims);
    });
  }

  it('tells how to sign the same again', async () => {
    const privateKey = { key: { variable: 'JWT_KEY' }, passphrase: { file: 'pass phrase' } };
    process.env['JWT_KEY'] = readFileSync(keys.keyFile, 'utf8');
    const { command } = await signed({ privateKey, claims: ["name=it's", 'list:=["a"]'] });
    expect(command).to.equal(
      `sf jwt sign --client-id 3MVG9EXAMPLEkey0123456789 --username deploy@acme.example --jwt-key-env JWT_KEY --passphrase-file "${join(process.cwd(), 'pass phrase')}" --instance-url https://acme.my.salesforce.com --claim 'name=it'\\''s' --claim 'list:=["a"]'`,
    );
  });

  it('checks claims and lifetime before it reads a key', async () => {
    const privateKey = { key: { file: join(keys.folder, 'missing') } };
    const names = await Promise.all(
      [{ claims: ['iss=x'] }, { lifetimeSeconds: 0 }, {}].map(
        async (changes) => (await thrownBy(() => signed({ privateKey, ...changes }))).name,
      ),
    );
    expect(names).to.deep.equal(['ClaimHasFlagError', 'LifetimeInvalidError', 'FileNotFoundError']);
  });

  describe('for an org', () => {
    let simulator: Simulator;
    let forOrg: Partial<SignInput>;
    before(async () => {
      simulator = await startSimulator();
      const clientId = await deploySimulatedApp(simulator, keys.certificate);
      forOrg = { clientId, username: simulator.admin.username, instanceUrl: simulator.origin };
      simulator.requests.length = 0;
    });
    after(async () => simulator.close());

    const exchange = async (assertion: string, tokenEndpoint: string): Promise<Record<string, unknown>> => {
      const body = new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      });
      return (await fetch(tokenEndpoint, { method: 'POST', body })).json() as Promise<
        Record<string, unknown>
      >;
    };

    it('sends nothing, and what it signs gets a token', async () => {
      const { result } = await sign({ ...input, ...forOrg, claims: ['department=ops'] }, new Date());
      expect(simulator.requests).to.deep.equal([]);
      const answer = await exchange(result.assertion, result.tokenEndpoint);
      expect(answer['access_token']).to.be.a('string');
    });

    it('signs with an id that is good for one login', async () => {
      const { result } = await sign({ ...input, ...forOrg, claims: ['jti=one'] }, new Date());
      const first = await exchange(result.assertion, result.tokenEndpoint);
      const second = await exchange(result.assertion, result.tokenEndpoint);
      expect([typeof first['access_token'], second['access_token']]).to.deep.equal(['string', undefined]);
    });
  });
});
