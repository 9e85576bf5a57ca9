import { expect } from 'chai';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { deriveKey, protectPrivateKey } from '../../src/keys/encrypt.ts';
import { toPassphrase } from '../../src/keys/passphrase.ts';
import { CERTTOOL, itWith, readAsn1, readWith } from '../certificates/programs.ts';
import { thrownBy } from '../io/thrown.ts';
import { newKey, openssl } from './openssl.ts';

const PASSPHRASE = 'grüne Wiese, zwölf 日本 😀';

describe('keys/encrypt', () => {
  let plain: string;
  let privateKey: KeyObject;
  let pem: string;

  before(async () => {
    plain = newKey('RSA', 'rsa_keygen_bits:2048');
    privateKey = createPrivateKey(plain);
    pem = await protectPrivateKey(privateKey, toPassphrase(PASSPHRASE));
  });

  it('is PKCS#8 that openssl opens to the same key, with this passphrase alone', () => {
    expect(pem).to.match(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n(?:[\w+/=]{1,64}\n)+-----END .*-----\n$/);
    expect(openssl(['pkey', '-passin', `pass:${PASSPHRASE}`], pem)).to.equal(plain);
    expect(() => openssl(['pkey', '-passin', 'pass:another one'], pem)).to.throw();
  });

  itWith(CERTTOOL, 'is opened by GnuTLS', () => {
    const args = ['--key-info', '--infile', 'key', '--password', PASSPHRASE];
    const shown = readWith(CERTTOOL, args, { key: pem });
    // it prints the key as PKCS#1
    const [, line = ''] = openssl(['rsa', '-traditional'], plain).split('\n');
    expect(shown).to.include('Cipher: AES-256-CBC').and.to.include(line);
    expect(() => readWith(CERTTOOL, [...args.slice(0, -1), 'another one'], { key: pem })).to.throw();
  });

  it('is PBES2 with AES-256-CBC, PBKDF2-HMAC-SHA256, 600 000 iterations and a salt of 16 bytes', () => {
    const values = readAsn1(pem).filter(({ type }) => type !== 'SEQUENCE');
    expect(
      values.slice(0, -1).map(({ type, text }) => [type, text.replace(/^[0-9A-F]{32}$/, '16 bytes')]),
    ).to.deep.equal([
      ['OBJECT', 'PBES2'],
      ['OBJECT', 'PBKDF2'],
      ['OCTET STRING', '16 bytes'],
      ['INTEGER', (600_000).toString(16).toUpperCase().padStart(6, '0')],
      ['OBJECT', 'hmacWithSHA256'],
      ['NULL', ''],
      ['OBJECT', 'aes-256-cbc'],
      ['OCTET STRING', '16 bytes'],
    ]);
  });

  it('has another salt and another IV each time', async () => {
    const other = await protectPrivateKey(privateKey, toPassphrase(PASSPHRASE));
    const random = (text: string): string[] =>
      readAsn1(text).flatMap(({ type, text: value }) => (type === 'OCTET STRING' ? [value] : []));
    expect(new Set([...random(pem), ...random(other)]).size).to.equal(6);
  });

  it('is not returned when it cannot be opened again', async () => {
    const derived = await deriveKey(toPassphrase('the key of another passphrase'));
    const error = await thrownBy(async () =>
      protectPrivateKey(privateKey, toPassphrase(PASSPHRASE), derived),
    );
    expect(error.name).to.equal('ProtectionSelfCheckFailedError');
  });
});
