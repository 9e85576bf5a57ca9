import { expect } from 'chai';
import { createHmac, createPrivateKey, pbkdf2Sync, X509Certificate } from 'node:crypto';
import { needsPassphrase, parsePrivateKey } from '../../src/keys/parse.ts';
import { toPassphrase } from '../../src/keys/passphrase.ts';
import { openPkcs12 } from '../../src/keys/pkcs12-read.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { identifier, integer, octets, sequence } from './der-writer.ts';
import { expectNoneOf } from './none-of.ts';
import { newCertificate, newKey, openssl, opensslBytes } from './openssl.ts';
import { hasKeytool, keytool, newKeystore, newPkcs12, withFile } from './pkcs12-files.ts';

const secret = toPassphrase('secret');

describe('keys/pkcs12-read', () => {
  let pem: string;
  let certificate: string;
  let authority: string;
  const both = (): string => pem + certificate;

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    certificate = newCertificate(pem, '/CN=Müller 日本');
    authority = newCertificate(newKey('EC', 'ec_paramgen_curve:P-256'), '/CN=authority');
  });

  const accepted: Array<[string, string, string[]]> = [
    ['as openssl 3 writes it', 'secret', []],
    ['of old openssl: 3DES for the key, RC2 for certificates', 'secret', ['-legacy']],
    [
      'of 3DES for both',
      'secret',
      ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
    ],
    ['of 3DES with two keys', 'secret', ['-keypbe', 'PBE-SHA1-2DES', '-certpbe', 'PBE-SHA1-2DES']],
    ['of RC2 with 128 bits', 'secret', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128']],
    ['of AES-128', 'secret', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC']],
    ['of AES-192 and a MAC of SHA-384', 'secret', ['-keypbe', 'AES-192-CBC', '-macalg', 'sha384']],
    ['with a MAC of SHA-512', 'secret', ['-macalg', 'sha512']],
    ['with a MAC of SHA-224', 'secret', ['-macalg', 'sha224']],
    ['with many iterations', 'secret', ['-iter', '100000']],
    ['with a single iteration', 'secret', ['-noiter', '-nomaciter']],
    ['without a MAC', 'secret', ['-nomac']],
    ['with certificates in the open', 'secret', ['-certpbe', 'NONE']],
    ['with a key in the open', 'secret', ['-keypbe', 'NONE']],
    ['with a name', 'secret', ['-name', 'my key']],
    ['without certificates', 'secret', ['-nocerts']],
    ['with a passphrase of German letters', 'Schlüssel', []],
    ['with a passphrase of Japanese letters', '合言葉', []],
    ['with a passphrase beyond 16 bits', 'key 🔑', []],
    ['with such a passphrase, of old openssl', '合言葉 🔑', ['-legacy']],
    ['with a passphrase of 200 characters', 'x'.repeat(200), []],
  ];
  for (const [what, passphrase, options] of accepted) {
    it(`reads a file ${what}`, async () => {
      const file = newPkcs12(both(), passphrase, ...options);
      expect(await needsPassphrase(file)).to.equal(true);
      const key = await parsePrivateKey(file, 'server.p12', toPassphrase(passphrase));
      expect(key.export({ type: 'pkcs8', format: 'pem' })).to.equal(pem);
      const error = await thrownBy(async () => parsePrivateKey(file, 'server.p12', toPassphrase('wrong')));
      expect(error.name).to.equal('PassphraseWrongError');
    });
  }

  for (const [what, options] of [
    ['an empty passphrase', []],
    ['an empty passphrase, of old openssl', ['-legacy']],
    ['nothing encrypted and no MAC', ['-keypbe', 'NONE', '-certpbe', 'NONE', '-nomac']],
  ] as const) {
    it(`reads a file with ${what}, and asks for none`, async () => {
      const file = newPkcs12(both(), '', ...options);
      expect(await needsPassphrase(file)).to.equal(false);
      expect((await parsePrivateKey(file, 'server.p12')).export({ type: 'pkcs8', format: 'pem' })).to.equal(
        pem,
      );
    });
  }

  for (const [digest, lastNumber, length] of [
    ['sha256', '09', 32],
    ['sha384', '0a', 48],
    ['sha512', '0b', 64],
  ] as const) {
    it(`reads a file with the MAC of RFC 9579 and ${digest}, as openssl writes from 3.4`, async () => {
      const file = withPbmac1(newPkcs12(both(), 'secret', '-nomac'), 'secret', digest, lastNumber, length);
      expect((await parsePrivateKey(file, 'k', secret)).equals(createPrivateKey(pem))).to.equal(true);
      const other = withPbmac1(newPkcs12(both(), 'secret', '-nomac'), 'other', digest, lastNumber, length);
      expect((await thrownBy(async () => parsePrivateKey(other, 'k', secret))).name).to.equal(
        'PassphraseWrongError',
      );
    });
  }

  it('says of contents that a right MAC vouches for, and that cannot be read, that they are damaged', async () => {
    const whole = newPkcs12(both(), 'secret', '-nomac');
    // in the last bytes of the encrypted key, before its attributes
    const broken = flip(whole, whole.length - 50);
    const file = withPbmac1(broken, 'secret', 'sha256', '09', 32);
    expect((await thrownBy(async () => parsePrivateKey(file, 'k', secret))).name).to.equal('KeyDamagedError');
  });

  it('gives key and certificates as they were put in, byte for byte, of EC as well', async () => {
    const chain = withFile(Buffer.from(authority), (file) => newPkcs12(both(), 'secret', '-certfile', file));
    const { privateKeys, certificates } = await openPkcs12(chain, secret, 'server.p12');
    expect(privateKeys.map((key) => key.export({ type: 'pkcs8', format: 'pem' }))).to.deep.equal([pem]);
    expect(certificates.map(({ raw }) => raw.toString('hex'))).to.have.members(
      [certificate, authority].map((text) => new X509Certificate(text).raw.toString('hex')),
    );
    const ec = newKey('EC', 'ec_paramgen_curve:P-256');
    const opened = await openPkcs12(newPkcs12(ec + newCertificate(ec), 'secret'), secret, 'server.p12');
    expect(opened.privateKeys[0]?.equals(createPrivateKey(ec))).to.equal(true);
  });

  const refused: Array<[string, string, () => Buffer]> = [
    [
      'a file of an EC key',
      'KeyIsEcError',
      () => newPkcs12(withCertificate(newKey('EC', 'ec_paramgen_curve:P-256')), 'secret'),
    ],
    [
      'a file of a short key',
      'KeyTooShortError',
      () => newPkcs12(withCertificate(newKey('RSA', 'rsa_keygen_bits:1024')), 'secret'),
    ],
    ['a file without a key', 'KeyNotInsideError', () => newPkcs12(certificate, 'secret', '-nokeys')],
    [
      'RC4',
      'KeyProtectionUnsupportedError',
      () => renameAlgorithm(newPkcs12(both(), 'secret', '-legacy', '-nomac'), 3, 1),
    ],
    ['a file that is cut off', 'KeyTruncatedError', () => newPkcs12(both(), 'secret').subarray(0, 1500)],
    ['a file with a changed byte', 'PassphraseWrongError', () => flip(newPkcs12(both(), 'secret'), 400)],
    ['another passphrase', 'PassphraseWrongError', () => newPkcs12(both(), 'other')],
    ['another passphrase and no MAC', 'PassphraseWrongError', () => newPkcs12(both(), 'other', '-nomac')],
  ];
  for (const [what, name, contents] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const file = contents();
      const error = await thrownBy(async () => parsePrivateKey(file, '/home/me/server.p12', secret));
      expect(error.name).to.equal(name);
      expect(error.message).to.include('/home/me/server.p12');
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|secret\b.*=/);
      expectNoneOf(file, everythingIn(error));
    });
  }

  it('asks for the passphrase when it has none', async () => {
    const file = newPkcs12(both(), 'secret');
    const error = await thrownBy(async () => parsePrivateKey(file, 'server.p12'));
    expect(error.name).to.equal('KeyIsEncryptedError');
    expect(shownBy(error)).to.include('--passphrase-file').and.to.include('--passphrase-env');
  });

  for (const [what, make] of [
    ['a MAC', () => newPkcs12(both(), 'secret', '-iter', '65537')],
    ['a MAC of an empty passphrase', () => newPkcs12(both(), '', '-iter', '65537')],
    ['an encryption', () => newPkcs12(both(), 'secret', '-iter', '65537', '-nomac')],
  ] as const) {
    it(`refuses ${what} of so many iterations that it would hang, at once`, async () => {
      const file = Buffer.from(make().toString('hex').replaceAll('0203010001', '02037fffff'), 'hex');
      const start = process.cpuUsage();
      await needsPassphrase(file);
      const error = await thrownBy(async () => parsePrivateKey(file, 'server.p12', secret));
      expect(error.name).to.equal('KeyProtectionTooCostlyError');
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1e6).to.be.below(1);
    });
  }

  describe('of keytool', function () {
    this.timeout(60_000);
    before(function () {
      if (!hasKeytool) this.skip(); // no Java on this machine
    });

    const pemOf = (file: Buffer, passphrase: string): string =>
      openssl(
        ['pkcs8', '-topk8', '-nocrypt'],
        opensslBytes(['pkcs12', '-nocerts', '-nodes', '-passin', `pass:${passphrase}`], file),
      );
    const expectSameKey = async (file: Buffer, passphrase: string): Promise<void> => {
      const key = await parsePrivateKey(file, 'keystore.p12', toPassphrase(passphrase));
      expect(key.export({ type: 'pkcs8', format: 'pem' })).to.equal(pemOf(file, passphrase));
    };

    it('reads a keystore', async () => expectSameKey(newKeystore('secret'), 'secret'));

    it('reads one of old Java: 3DES and RC2', async () => {
      const file = keytool('secret', [
        [
          '-J-Dkeystore.pkcs12.legacy',
          '-genkeypair',
          '-alias',
          'one',
          '-keyalg',
          'RSA',
          '-keysize',
          '2048',
          '-dname',
          'CN=test',
        ],
      ]);
      const { privateKeys } = await openPkcs12(file, secret, 'keystore.p12');
      expect(privateKeys).to.have.length(1);
    });

    it('reads the key beside a secret and a certificate of others', async () => {
      const file = keytool('secret', [
        ['-genseckey', '-alias', 'aes', '-keyalg', 'AES', '-keysize', '256'],
        ['-genkeypair', '-alias', 'one', '-keyalg', 'RSA', '-keysize', '2048', '-dname', 'CN=test'],
      ]);
      const { privateKeys, certificates } = await openPkcs12(file, secret, 'keystore.p12');
      expect([privateKeys.length, certificates.length]).to.deep.equal([1, 1]);
    });

    it('refuses one of two keys, and names the command that takes one', async () => {
      const pair = (alias: string): string[] => [
        '-genkeypair',
        '-alias',
        alias,
        '-keyalg',
        'RSA',
        '-keysize',
        '2048',
        '-dname',
        `CN=${alias}`,
      ];
      const file = keytool('secret', [pair('one'), pair('two')]);
      const error = await thrownBy(async () => parsePrivateKey(file, 'keystore.p12', secret));
      expect(error.name).to.equal('SeveralPrivateKeysError');
      expect(error.actions?.at(-1)).to.include('keytool -importkeystore');
    });

    for (const type of ['JKS', 'JCEKS']) {
      it(`refuses ${type}, and names the command that converts it`, async () => {
        const file = newKeystore('secret', '-storetype', type, '-keypass', 'secret');
        const error = await thrownBy(async () => parsePrivateKey(file, 'server.jks', secret));
        expect(error.name).to.equal('KeyIsJavaKeystoreError');
        expect(error.actions?.at(-1)).to.include('keytool -importkeystore -srckeystore "server.jks"');
      });
    }
  });

  const withCertificate = (key: string): string => key + newCertificate(key);
});

/** Gives the algorithms of PKCS#12 another last number. */
function renameAlgorithm(file: Buffer, from: number, to: number): Buffer {
  const prefix = '2a864886f70d010c01';
  const hexadecimal = file.toString('hex').replaceAll(`${prefix}0${from}`, `${prefix}0${to}`);
  return Buffer.from(hexadecimal, 'hex');
}

function flip(file: Buffer, at: number): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at);
  return copy;
}

/** Adds a MAC by PBMAC1 (RFC 9579) to a file that has none. `lastNumber` is that of hmacWith… in hexadecimal. */
function withPbmac1(
  file: Buffer,
  passphrase: string,
  digest: string,
  lastNumber: string,
  length: number,
): Buffer {
  // the headers of PFX, version, ContentInfo, its type, [0] and the octets that the MAC is over
  const authenticated = file.subarray(4 + 3 + 4 + 11 + 4 + 4);
  const key = pbkdf2Sync(passphrase, 'saltsalt', 2048, length, digest);
  const mac = createHmac(digest, key).update(authenticated).digest();
  const hmac = sequence(identifier(`2a864886f70d02${lastNumber}`), Buffer.from('0500', 'hex'));
  const size = integer(length.toString(16));
  const pbkdf2 = sequence(
    identifier('2a864886f70d01050c'),
    sequence(octets(Buffer.from('saltsalt')), integer('0800'), size, hmac),
  );
  const algorithm = sequence(identifier('2a864886f70d01050e'), sequence(pbkdf2, hmac));
  const macData = sequence(sequence(algorithm, octets(mac)), octets(Buffer.from('NOT USED')), integer('01'));
  return sequence(file.subarray(4), macData);
}
