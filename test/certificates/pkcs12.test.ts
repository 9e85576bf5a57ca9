import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { buildCertificate, validityFrom } from '../../src/certificates/build.ts';
import { buildPkcs12, checkPkcs12Passphrase, derivePkcs12Keys } from '../../src/certificates/pkcs12.ts';
import { parseSubject } from '../../src/certificates/subject.ts';
import { exportPrivateKey, generateKeyPair, type KeyPair } from '../../src/keys/generate.ts';
import { derivePkcs12Key } from '../../src/keys/pkcs12-kdf.ts';
import { toPassphrase } from '../../src/keys/passphrase.ts';
import { thrownBy } from '../io/thrown.ts';
import { openssl, opensslBytes } from '../keys/openssl.ts';
import { CERTTOOL, itWith, KEYTOOL, readWith } from './programs.ts';

const PASSPHRASE = 'correct horse "battery" staple';
const NAME = 'Grün 😀';

describe('certificates/pkcs12', function () {
  this.timeout(30_000);
  let pair: KeyPair;
  let pem: string;
  let file: Buffer;

  const build = async (passphrase: string, opened = passphrase): Promise<Buffer> =>
    buildPkcs12(
      { privateKey: pair.privateKey, certificate: new X509Certificate(pem), name: NAME },
      toPassphrase(opened),
      await derivePkcs12Keys(toPassphrase(passphrase)),
    );

  before(async () => {
    pair = await generateKeyPair(2048);
    pem = await buildCertificate(pair, parseSubject('CN=ci'), validityFrom(new Date(), 30));
    file = await build(PASSPHRASE);
  });

  const read = (...options: string[]): string =>
    openssl(['pkcs12', '-passin', `pass:${PASSPHRASE}`, ...options], file);

  it('gives openssl the key and the certificate, under the name, and no other passphrase does', () => {
    expect(read('-nodes', '-nocerts')).to.include(exportPrivateKey(pair.privateKey));
    const certificates = read('-nokeys', '-clcerts');
    expect(certificates)
      .to.include(pem)
      .and.to.match(/localKeyID: (?:[0-9A-F]{2} ){20}/);
    expect(() => openssl(['pkcs12', '-passin', 'pass:another', '-noout'], file)).to.throw();
  });

  it('encrypts both parts by PBES2 with AES-256-CBC, under a MAC of HMAC-SHA256, 600 000 iterations each', () => {
    const args = ['pkcs12', '-info', '-noout', '-passin', `pass:${PASSPHRASE}`];
    const { stderr } = spawnSync('openssl', args, { input: file, encoding: 'utf8' });
    const encryption = 'PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256';
    expect(stderr.split('\n').filter(Boolean)).to.deep.equal([
      'MAC: sha256, Iteration 600000',
      'MAC length: 32, salt length: 16',
      `PKCS7 Encrypted data: ${encryption}`,
      'Certificate bag',
      'PKCS7 Data',
      `Shrouded Keybag: ${encryption}`,
    ]);
  });

  itWith(CERTTOOL, 'is opened by GnuTLS', () => {
    const show = (passphrase: string): string =>
      readWith(CERTTOOL, ['--p12-info', '--inder', '--infile', 'p12', '--password', passphrase], {
        p12: file,
      });
    const shown = show(PASSPHRASE);
    expect(shown).to.include(pem).and.to.include(`Friendly name: ${NAME}`);
    expect(() => show('another passphrase')).to.throw('Message Authentication Code verification failed');
    const [encrypted = ''] = /-----BEGIN ENCRYPTED[^]*?-----END .*\n/.exec(shown) ?? [];
    const opened = readWith(CERTTOOL, ['--key-info', '--infile', 'key', '--password', PASSPHRASE], {
      key: encrypted,
    });
    expect(opened).to.include(exportPrivateKey(pair.privateKey, 'pkcs1').split('\n')[1]);
  });

  itWith(KEYTOOL, 'is a key store of Java with one entry, whose key comes out of it', () => {
    const listed = readWith(KEYTOOL, ['-list', '-v', '-keystore', 'p12', '-storepass', PASSPHRASE], {
      p12: file,
    });
    expect(listed).to.include('Entry type: PrivateKeyEntry').and.to.include('Alias name: grün 😀');
    expect(listed).to.include(new X509Certificate(pem).fingerprint256);
    const signed = readWith(
      KEYTOOL,
      ['-certreq', '-alias', NAME, '-keystore', 'p12', '-storepass', PASSPHRASE],
      { p12: file },
    );
    expect(openssl(['req', '-verify', '-noout', '-pubkey'], signed)).to.equal(
      pair.publicKey.export({ type: 'spki', format: 'pem' }),
    );
  });

  it('derives the MAC key as openssl does', async () => {
    const iterations = 3;
    const salt = Buffer.from('0011223344556677', 'hex');
    const kdf = ['kdf', '-keylen', '32', '-kdfopt', 'digest:SHA256', '-kdfopt', 'id:3', '-binary'];
    for (const text of ['x', 'correct horse battery staple, and far more than one block of SHA-256']) {
      // BMPString with its final NUL
      const hexPass = Buffer.from(`${text}\0`, 'utf16le').swap16().toString('hex');
      const options = [`hexpass:${hexPass}`, `hexsalt:${salt.toString('hex')}`, `iter:${iterations}`];
      const expected = opensslBytes([
        ...kdf,
        ...options.flatMap((option) => ['-kdfopt', option]),
        'PKCS12KDF',
      ]);
      const derivation = { digest: 'sha256', passphrase: text, salt, count: iterations } as const;
      const derived = await derivePkcs12Key({ ...derivation, purpose: 3, length: 32 });
      expect(derived.toString('hex')).to.equal(expected.toString('hex'));
    }
  });

  it('refuses a passphrase that Java cannot give', async () => {
    checkPkcs12Passphrase(toPassphrase(PASSPHRASE));
    const error = await thrownBy(() => checkPkcs12Passphrase(toPassphrase('grüne Wiese zwölf')));
    expect(error.name).to.equal('Pkcs12PassphraseNotAsciiError');
  });

  it('is not returned when it cannot be opened again', async () => {
    const error = await thrownBy(async () => build(PASSPHRASE, 'another passphrase'));
    expect(error.name).to.equal('Pkcs12SelfCheckFailedError');
  });
});
