// Private keys behind a passphrase, other than PKCS#12.
import { expect } from 'chai';
import { createCipheriv, createPrivateKey, randomBytes } from 'node:crypto';
import { needsPassphrase, parsePrivateKey } from '../../src/keys/parse.ts';
import { toPassphrase } from '../../src/keys/passphrase.ts';
import { sealKey } from '../../src/keys/sealed.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { mangle, layouts, pemManglings, wrappings } from './manglings.ts';
import { expectNoneOf } from './none-of.ts';
import { newKey, openssl, opensslBytes } from './openssl.ts';

describe('keys/parse of protected keys', () => {
  let pem: string;

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
  });

  const pkcs8 = (passphrase: string, ...options: string[]): Buffer =>
    opensslBytes(['pkcs8', '-topk8', '-passout', `pass:${passphrase}`, ...options], pem);
  const legacy = (passphrase: string, ...options: string[]): Buffer =>
    opensslBytes(['rsa', '-traditional', '-passout', `pass:${passphrase}`, ...options], pem);

  const forms: Array<[string, string, (passphrase: string) => Buffer | Promise<Buffer>]> = [
    ['PKCS#8 as openssl 3 writes it', 'secret', (secret) => pkcs8(secret)],
    ['PKCS#8 with 600 000 iterations', 'secret', (secret) => pkcs8(secret, '-iter', '600000')],
    [
      'PKCS#8 with AES-128 and SHA-1',
      'secret',
      (secret) => pkcs8(secret, '-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA1'),
    ],
    ['PKCS#8 with SHA-512', 'secret', (secret) => pkcs8(secret, '-v2prf', 'hmacWithSHA512')],
    ['PKCS#8 with 3DES, of old openssl', 'secret', (secret) => pkcs8(secret, '-v2', 'des3')],
    ['PKCS#8 with scrypt', 'secret', (secret) => pkcs8(secret, '-scrypt')],
    ['PKCS#8 with the scheme of PKCS#12', 'secret', (secret) => pkcs8(secret, '-v1', 'PBE-SHA1-3DES')],
    ['PKCS#8 with RC2', 'secret', (secret) => pkcs8(secret, '-v1', 'PBE-SHA1-RC2-128', ...withLegacy)],
    ['PKCS#8 with DES and MD5', 'secret', (secret) => pkcs8(secret, '-v1', 'PBE-MD5-DES', ...withLegacy)],
    ['PKCS#8 with DES and SHA-1', 'secret', (secret) => pkcs8(secret, '-v1', 'PBE-SHA1-DES', ...withLegacy)],
    ['PKCS#8 in DER', 'secret', (secret) => pkcs8(secret, '-outform', 'DER')],
    [
      'PKCS#8 with a passphrase of German and Japanese letters',
      'Schlüssel 合言葉 🔑',
      (secret) => pkcs8(secret),
    ],
    ['the -des3 form of old openssl', 'secret', (secret) => legacy(secret, '-des3')],
    ['the -des form of old openssl', 'secret', (secret) => legacy(secret, '-des', ...withLegacy)],
    ['the -aes128 form of old openssl', 'secret', (secret) => legacy(secret, '-aes128')],
    ['the -aes256 form of old openssl', 'secret', (secret) => legacy(secret, '-aes256')],
    ['the old form with such a passphrase', 'Schlüssel 合言葉 🔑', (secret) => legacy(secret, '-aes192')],
    [
      'a sealed key of this plugin',
      'a long passphrase',
      async (secret) => Buffer.from(await sealKey(createPrivateKey(pem), toPassphrase(secret))),
    ],
    ['a file of sfdx-hardis', '0123456789abcdef0123456789abcdef', hardis],
  ];
  for (const [what, passphrase, make] of forms) {
    describe(what, () => {
      let file: Buffer;
      before(async () => {
        file = await make(passphrase);
      });

      it('is read with its passphrase', async () => {
        expect(await needsPassphrase(file)).to.equal(true);
        const key = await parsePrivateKey(file, 'server.key', toPassphrase(passphrase));
        expect(key.export({ type: 'pkcs8', format: 'pem' })).to.equal(pem);
      });

      it('is refused without one, by a name that says which flags give it', async () => {
        const error = await thrownBy(async () => parsePrivateKey(file, '/home/me/server.key'));
        expect(error.name).to.equal('KeyIsEncryptedError');
        expect(error.message).to.include('/home/me/server.key');
        expect(shownBy(error)).to.include('--passphrase-file').and.to.include('--passphrase-env');
        expect(shownBy(error)).not.to.include('openssl');
      });

      it('is refused with another, shows neither, and says that damage would look the same', async () => {
        const wrong = toPassphrase('x'.repeat(passphrase.length));
        const error = await thrownBy(async () => parsePrivateKey(file, 'server.key', wrong));
        expect(error.name).to.equal('PassphraseWrongError');
        expect(shownBy(error)).to.match(/damaged|was changed/);
        expect(everythingIn(error)).not.to.include(wrong);
        expectNoneOf(file, everythingIn(error));
      });
    });
  }

  it('is never opened by one of 300 wrong passphrases, though padding fits by chance now and then', async () => {
    const file = legacy('secret', '-aes256');
    for (let tried = 0; tried < 300; tried++) {
      const error = await thrownBy(async () => parsePrivateKey(file, 'k', toPassphrase(`wrong ${tried}`)));
      expect(error.name).to.equal('PassphraseWrongError');
    }
  });

  it('is read after what a secret store did to it', async () => {
    for (const file of [pkcs8('secret'), legacy('secret', '-des3'), legacy('secret', '-aes256')]) {
      for (const first of pemManglings.filter(({ what }) => !what.startsWith('the letter n'))) {
        const mangled = mangle(file, [first, layouts[4]!, wrappings[7]!]);
        expect(await needsPassphrase(mangled), first.what).to.equal(true);
        const key = await parsePrivateKey(mangled, 'server.key', toPassphrase('secret'));
        expect(key.export({ type: 'pkcs8', format: 'pem' })).to.equal(pem);
      }
    }
  });

  const refused: Array<[string, string, () => Buffer]> = [
    [
      'an EC key of old openssl',
      'KeyIsEcError',
      () =>
        opensslBytes(['ec', '-aes256', '-passout', 'pass:secret'], newKey('EC', 'ec_paramgen_curve:P-256')),
    ],
    [
      'a protected EC key',
      'KeyIsEcError',
      () =>
        opensslBytes(['pkcs8', '-topk8', '-passout', 'pass:secret'], newKey('EC', 'ec_paramgen_curve:P-256')),
    ],
    [
      'a protected short key',
      'KeyTooShortError',
      () =>
        opensslBytes(['pkcs8', '-topk8', '-passout', 'pass:secret'], newKey('RSA', 'rsa_keygen_bits:1024')),
    ],
    ['ARIA', 'KeyProtectionUnsupportedError', () => pkcs8('secret', '-v2', 'aria-256-cbc')],
    ['ARIA in the old form', 'KeyProtectionUnsupportedError', () => legacy('secret', '-aria256')],
    ['a file that is cut off', 'KeyTruncatedError', () => pkcs8('secret').subarray(0, 900)],
    ['an old file that is cut off', 'KeyTruncatedError', () => legacy('secret', '-aes256').subarray(0, 900)],
    [
      'far too many iterations',
      'KeyProtectionTooCostlyError',
      () => patched(pkcs8('secret', '-iter', '65537', '-outform', 'DER'), '0203010001', '02037fffff'),
    ],
    [
      'no iterations',
      'KeyDamagedError',
      () => patched(pkcs8('secret', '-iter', '65537', '-outform', 'DER'), '0203010001', '0203000000'),
    ],
    [
      'negative iterations',
      'KeyProtectionTooCostlyError',
      () => patched(pkcs8('secret', '-iter', '65537', '-outform', 'DER'), '0203010001', '0203810001'),
    ],
    [
      'scrypt with far too much work',
      'KeyProtectionTooCostlyError',
      () =>
        patched(
          pkcs8('secret', '-scrypt', '-outform', 'DER'),
          '02024000020108020101',
          '0202400002017f02017f',
        ),
    ],
  ];
  for (const [what, name, make] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const file = make();
      const start = process.cpuUsage();
      const error = await thrownBy(async () => parsePrivateKey(file, 'server.key', toPassphrase('secret')));
      const { user, system } = process.cpuUsage(start);
      expect(error.name).to.equal(name);
      expect((user + system) / 1e6).to.be.below(1);
      expectNoneOf(file, everythingIn(error));
    });
  }

  function hardis(passphrase: string): Buffer {
    const iv = randomBytes(16);
    const encryption = createCipheriv('aes-256-cbc', passphrase, iv);
    const encrypted = Buffer.concat([encryption.update(pem), encryption.final()]);
    return Buffer.from(`${iv.toString('hex')}:${encrypted.toString('hex')}`);
  }
});

/** openssl 3 keeps old ciphers apart. */
const withLegacy = /legacy/.test(tryOpenssl()) ? ['-provider', 'legacy', '-provider', 'default'] : [];

function tryOpenssl(): string {
  try {
    return openssl(['list', '-providers', '-provider', 'legacy']);
  } catch {
    return '';
  }
}

function patched(file: Buffer, from: string, to: string): Buffer {
  const hexadecimal = file.toString('hex');
  expect(hexadecimal.slice(0, 300)).to.include(from);
  return Buffer.from(hexadecimal.slice(0, 300).replace(from, to) + hexadecimal.slice(300), 'hex');
}
