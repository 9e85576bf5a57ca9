import { expect } from 'chai';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeygenInput } from '../../src/flows/keygen-input.ts';
import { keygen, type KeygenOutput } from '../../src/flows/keygen.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { everythingIn, thrownBy } from '../io/thrown.ts';
import { newKey, openssl, opensslBytes } from '../keys/openssl.ts';

const now = new Date('2026-11-24T12:00:00Z');
const PASSPHRASE = 'correct horse battery';

describe('flows/keygen', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let passphraseFile: string;

  beforeEach(() => {
    passphraseFile = join(folder(), 'passphrase.txt');
    writeFileSync(passphraseFile, `${PASSPHRASE}\n`, { mode: 0o600 });
  });

  const run = async (
    input: Partial<KeygenInput>,
    options: Parameters<typeof keygen>[2] = {},
  ): Promise<KeygenOutput> =>
    keygen(
      {
        name: 'server',
        outputDir: join(folder(), 'out'),
        isRequest: false,
        also: [],
        encrypt: false,
        force: false,
        ...input,
      },
      now,
      options,
    );
  const read = (name: string): Buffer => readFileSync(join(folder(), 'out', name));
  const modes = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(folder(), 'out')).map((name) => [
        name,
        (statSync(join(folder(), 'out', name)).mode & 0o777).toString(8),
      ]),
    );

  it('writes everything that can be asked for at once, what holds the private key for its owner alone', async () => {
    const { result } = await run({
      also: ['certificate-der', 'key-der', 'pkcs12', 'jwk'],
      passphrase: { file: passphraseFile },
    });
    expect(modes()).to.deep.equal({
      'server.crt': '644',
      'server.crt.der': '644',
      'server.key': '600',
      'server.key.der': '600',
      'server.p12': '600',
      'server.public.jwk': '644',
    });
    const open = ['-passin', `file:${passphraseFile}`];
    const key = openssl(['pkey', ...open], read('server.key'));
    expect(openssl(['pkey', '-inform', 'DER', ...open], read('server.key.der'))).to.equal(key);
    expect(openssl(['pkcs12', '-nodes', '-nocerts', ...open], read('server.p12'))).to.include(key);
    expect(read('server.crt.der').equals(new X509Certificate(read('server.crt')).raw)).to.equal(true);
    expect(JSON.parse(read('server.public.jwk').toString())).to.deep.equal(result.publicJwk);
    expect(result.isProtected).to.equal(true);
    expect(JSON.stringify(result)).not.to.include(PASSPHRASE);
  });

  it('writes a PKCS#1 key as PEM and as DER', async () => {
    await run({ keyFormat: 'pkcs1', also: ['key-der'] });
    expect(read('server.key').toString()).to.match(/^-----BEGIN RSA PRIVATE KEY-----/);
    const der = opensslBytes(['rsa', '-traditional', '-outform', 'DER'], read('server.key'));
    expect(read('server.key.der').equals(der)).to.equal(true);
  });

  it('begins the certificate when it is told to, and counts the days from there', async () => {
    const { result, warnings } = await run({ notBefore: '2027-01-01T00:00+01:00', days: 1 });
    expect(result).to.include({
      notBefore: '2026-12-31T23:00:00.000Z',
      notAfter: '2027-01-01T23:00:00.000Z',
    });
    expect(warnings).to.deep.equal([]);
    const ended = await run({ name: 'old', notBefore: '2020-01-01', days: 1 });
    expect(ended.warnings.map(({ name }) => name)).to.deep.equal(['CertificateEndedWarning']);
  });

  it('lets the DER form go into the app where the PEM text is too large', async () => {
    const subject = `CN=x${`,OU=${'漢'.repeat(64)}`.repeat(7)}`;
    const error = await thrownBy(async () => run({ subject }));
    expect(error.name).to.equal('CertificateTooLargeError');
    expect(readdirSync(folder())).to.deep.equal(['passphrase.txt']);
    const { result, fileForApp } = await run({ subject, also: ['certificate-der'] });
    expect(fileForApp).to.equal(result.certificateDerFile);
    expect(statSync(fileForApp!).size).to.be.at.most(4096);
  });

  describe('with --from-key', () => {
    const key = newKey('RSA', 'rsa_keygen_bits:2048');
    const thumbprint = ((): string => {
      const { n, e } = createPrivateKey(key).export({ format: 'jwk' });
      return createHash('sha256').update(`{"e":"${e!}","kty":"RSA","n":"${n!}"}`).digest('base64url');
    })();
    const topk8 = (...options: string[]): string =>
      openssl(['pkcs8', '-topk8', '-passout', `pass:${PASSPHRASE}`, ...options], key);
    const forms: Array<[string, () => string, boolean]> = [
      ['PKCS#8', () => key, false],
      ['PKCS#1', () => openssl(['rsa', '-traditional'], key), false],
      ['PKCS#8, encrypted by AES-256', () => topk8('-v2', 'aes-256-cbc'), true],
      [
        'PKCS#8, encrypted by AES-128 with HMAC-SHA1',
        () => topk8('-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA1'),
        true,
      ],
      ['PKCS#8, encrypted by 3DES', () => topk8('-v2', 'des3'), true],
      [
        'the old form of -des3',
        () => openssl(['rsa', '-traditional', '-des3', '-passout', `pass:${PASSPHRASE}`], key),
        true,
      ],
      [
        'the old form of -aes256',
        () => openssl(['rsa', '-traditional', '-aes256', '-passout', `pass:${PASSPHRASE}`], key),
        true,
      ],
    ];
    for (const [form, text, needsPassphrase] of forms) {
      it(`makes a certificate and a request over a key in the form ${form}, and leaves the key alone`, async () => {
        const fromKey = join(folder(), 'existing.pem');
        const contents = text();
        writeFileSync(fromKey, contents, { mode: 0o400 });
        const before = statSync(fromKey);
        const passphrase = needsPassphrase ? { file: passphraseFile } : undefined;
        const { result } = await run({ fromKey, passphrase, also: ['jwk'] });
        await run({ fromKey, passphrase, isRequest: true });
        expect(Object.keys(modes())).to.have.members(['server.crt', 'server.csr', 'server.public.jwk']);
        const publicKey = openssl(['pkey', '-pubout'], key);
        expect(openssl(['x509', '-noout', '-pubkey'], read('server.crt'))).to.equal(publicKey);
        expect(openssl(['req', '-noout', '-verify', '-pubkey'], read('server.csr'))).to.equal(publicKey);
        expect(result).to.include({ privateKeyFile: fromKey, keySize: 2048, isProtected: undefined });
        expect(result.publicJwk.kid).to.equal(thumbprint);
        const { mtimeMs, mode } = statSync(fromKey);
        expect({ mtimeMs, mode }).to.deep.equal({ mtimeMs: before.mtimeMs, mode: before.mode });
        expect(readFileSync(fromKey, 'utf8')).to.equal(contents);
      });
    }

    it('asks for the passphrase where nothing says it, and names one that is wrong', async () => {
      const fromKey = join(folder(), 'existing.pem');
      writeFileSync(fromKey, topk8('-v2', 'aes-256-cbc'));
      const asked: string[] = [];
      const answer = (text: string) => ({
        ask: {
          passphrase: async (source: string): Promise<string> => {
            asked.push(source);
            return Promise.resolve(text);
          },
        },
      });
      await run({ fromKey }, answer(PASSPHRASE));
      expect(asked).to.deep.equal([fromKey]);
      const error = await thrownBy(async () => run({ fromKey, force: true }, answer('not the passphrase')));
      expect(everythingIn(error)).not.to.include('not the passphrase');
      expect((await thrownBy(async () => run({ fromKey, force: true }))).name).to.equal(
        'KeyIsEncryptedError',
      );
    });

    it('names the flag when the file is not there', async () => {
      const error = await thrownBy(async () => run({ fromKey: join(folder(), 'missing.key') }));
      expect(error.name).to.equal('FileNotFoundError');
      expect(error.actions?.join()).to.include('--from-key');
    });
  });

  describe('a new passphrase that is typed', () => {
    const typing = (...answers: string[]) => ({
      ask: { newPassphrase: async (): Promise<string> => Promise.resolve(answers.shift() ?? '') },
    });

    it('is asked for twice, and protects the key', async () => {
      await run({ encrypt: true }, typing(PASSPHRASE, PASSPHRASE));
      expect(createPrivateKey({ key: read('server.key'), passphrase: PASSPHRASE }).type).to.equal('private');
    });

    const refused: Array<[string, string[], string]> = [
      ['typed in two ways', [PASSPHRASE, `${PASSPHRASE}!`], 'PassphrasesDifferError'],
      ['too short, before it is asked for again', ['short'], 'PassphraseTooShortError'],
    ];
    for (const [what, answers, name] of refused) {
      it(`is refused when it is ${what}: ${name}`, async () => {
        const error = await thrownBy(async () => run({ encrypt: true }, typing(...answers)));
        expect(error.name).to.equal(name);
        expect(everythingIn(error)).not.to.include(PASSPHRASE);
        expect(readdirSync(folder())).to.deep.equal(['passphrase.txt']);
      });
    }

    it('is missed by name where there is nobody to ask', async () => {
      const error = await thrownBy(async () => run({ encrypt: true }));
      expect(error).to.include({ name: 'PassphraseNotGivenError', exitCode: 2 });
    });
  });

  const contradictions: Array<[Partial<KeygenInput>, string]> = [
    [{ encrypt: true, keyFormat: 'pkcs1' }, 'Pkcs1WithPassphraseError'],
    [{ passphrase: { variable: 'X' }, keyFormat: 'pkcs1' }, 'Pkcs1WithPassphraseError'],
    [{ fromKey: 'x', encrypt: true }, 'FromKeyChangesNothingError'],
    [{ fromKey: 'x', keySize: 4096 }, 'FromKeyChangesNothingError'],
    [{ fromKey: 'x', keyFormat: 'pkcs8' }, 'FromKeyChangesNothingError'],
    [{ fromKey: 'x', also: ['key-der'] }, 'FromKeyWritesNoKeyError'],
    [{ fromKey: 'x', also: ['jwk', 'pkcs12'] }, 'FromKeyWritesNoKeyError'],
    [{ isRequest: true, days: 30 }, 'RequestWithoutDatesError'],
    [{ isRequest: true, notBefore: '2027-01-01' }, 'RequestWithoutDatesError'],
    [{ isRequest: true, also: ['certificate-der'] }, 'RequestWithoutCertificateError'],
    [{ isRequest: true, also: ['pkcs12'], encrypt: true }, 'RequestWithoutCertificateError'],
    [{ also: ['pkcs12'] }, 'Pkcs12WithoutPassphraseError'],
  ];
  for (const [input, name] of contradictions) {
    it(`refuses ${JSON.stringify(input)}: ${name}`, async () => {
      const error = await thrownBy(async () => run(input));
      expect(error).to.include({ name, exitCode: 2 });
      expect(error.actions?.at(-1)).to.match(/sf jwt keygen/);
      expect(readdirSync(folder())).to.deep.equal(['passphrase.txt']);
    });
  }

  it('writes nothing once it is interrupted', async () => {
    const error: unknown = await run({}, { signal: AbortSignal.abort() }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('name', 'AbortError');
    expect(readdirSync(folder())).to.deep.equal(['passphrase.txt']);
  });
});
