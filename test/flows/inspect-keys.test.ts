import { expect } from 'chai';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { createPublicKey } from 'node:crypto';
import { inspect } from '../../src/flows/inspect.ts';
import { newCertificate, newKey, openssl, opensslBytes } from '../keys/openssl.ts';
import { inspectedFiles, namesOf, now, pkcs8Der, privateJwk, summaryOf } from './inspected-files.ts';

describe('flows/inspect, keys', () => {
  const { keys, write, passphrase, inspectText, encrypted, legacy, p12 } = inspectedFiles();
  const pkcs1 = (...options: string[]): Buffer => opensslBytes(['rsa', '-traditional', ...options], keys.pem);
  const publicKey = (...options: string[]): Buffer => opensslBytes(['pkey', '-pubout', ...options], keys.pem);
  const publicJwk = (): string => JSON.stringify(createPublicKey(keys.pem).export({ format: 'jwk' }));
  const weak = (cipher: string, rounds: number): string =>
    `RSA, 2048 bits; {"cipher":"${cipher}","rounds":${rounds}}; usable; ProtectionWeak`;

  const rows: Array<[string, () => string | Buffer, string]> = [
    ['PKCS#8', () => keys.pem, 'PKCS#8, PEM; RSA, 2048 bits; usable'],
    ['PKCS#8 as DER', () => pkcs8Der(keys.pem), 'PKCS#8, DER; RSA, 2048 bits; usable'],
    ['PKCS#1', () => pkcs1(), 'PKCS#1, PEM; RSA, 2048 bits; usable'],
    ['PKCS#1 as DER', () => pkcs1('-outform', 'DER'), 'PKCS#1, DER; RSA, 2048 bits; usable'],
    ['a JWK', () => privateJwk(keys.pem), 'JWK; RSA, 2048 bits; usable'],
    ['lost line breaks', () => keys.pem.replaceAll('\n', ' '), 'PKCS#8, PEM; RSA, 2048 bits; usable'],
    ['3072 bits', () => newKey('RSA', 'rsa_keygen_bits:3072'), 'PKCS#8, PEM; RSA, 3072 bits; usable'],
    [
      '1024 bits',
      () => newKey('RSA', 'rsa_keygen_bits:1024'),
      'PKCS#8, PEM; RSA, 1024 bits; unusable; KeyTooShort',
    ],
    ['EC', () => keys.ec, 'PKCS#8, PEM; EC, P-256; unusable; KeyIsNotRsa'],
    ['EC as DER', () => pkcs8Der(keys.ec), 'PKCS#8, DER; EC, P-256; unusable; KeyIsNotRsa'],
    [
      'SEC 1 with its parameters',
      () => openssl(['ecparam', '-name', 'secp384r1', '-genkey']),
      'SEC 1, PEM; EC, P-384; unusable; KeyIsNotRsa',
    ],
    ['an EC key as JWK', () => privateJwk(keys.ec), 'JWK; EC, P-256; unusable; KeyIsNotRsa'],
    ['Ed25519', () => newKey('ED25519'), 'PKCS#8, PEM; Ed25519; unusable; KeyIsNotRsa'],
    [
      'RSA-PSS',
      () => newKey('RSA-PSS', 'rsa_keygen_bits:2048'),
      'PKCS#8, PEM; RSA-PSS, 2048 bits; unusable; KeyIsNotRsa',
    ],
    ['a passphrase of openssl', () => encrypted(), `PKCS#8, PEM; ${weak('AES-256-CBC', 2048)}`],
    [
      'a passphrase of openssl, as DER',
      () => opensslBytes(['pkcs8', '-topk8', '-passout', 'pass:secret', '-outform', 'DER'], keys.pem),
      `PKCS#8, DER; ${weak('AES-256-CBC', 2048)}`,
    ],
    [
      'a passphrase with 600 000 rounds',
      () => encrypted('-iter', '600000'),
      'PKCS#8, PEM; RSA, 2048 bits; {"cipher":"AES-256-CBC","rounds":600000}; usable',
    ],
    [
      'a passphrase with triple DES',
      () => encrypted('-v1', 'PBE-SHA1-3DES'),
      `PKCS#8, PEM; ${weak('DES-EDE3-CBC', 2048)}`,
    ],
    ['the passphrase of -des3', () => legacy('-des3'), `old OpenSSL, PEM; ${weak('DES-EDE3-CBC', 1)}`],
    [
      'a public key',
      () => publicKey(),
      'public key, PEM; RSA, 2048 bits; unusable; PublicKeyIsNoCertificate',
    ],
    [
      'a public key as DER',
      () => publicKey('-outform', 'DER'),
      'public key, DER; RSA, 2048 bits; unusable; PublicKeyIsNoCertificate',
    ],
    [
      'a public key of PKCS#1',
      () => openssl(['rsa', '-RSAPublicKey_out'], keys.pem),
      'public key, PEM; RSA, 2048 bits; unusable; PublicKeyIsNoCertificate',
    ],
    ['a public key as JWK', publicJwk, 'JWK; RSA, 2048 bits; unusable; PublicKeyIsNoCertificate'],
    [
      'a public EC key',
      () => openssl(['pkey', '-pubout'], keys.ec),
      'public key, PEM; EC, P-256; unusable; KeyIsNotRsa; PublicKeyIsNoCertificate',
    ],
  ];
  for (const [what, contents, summary] of rows) {
    it(`describes ${what}`, async () => {
      const { items } = await inspectText(contents(), { passphrase: passphrase() });
      expect(items.map(summaryOf)).to.deep.equal([summary]);
    });
  }

  it('gives the fingerprints that openssl and jose give, of the key and of its certificate', async () => {
    const [, expected = ''] = /= (.*)$/m.exec(
      openssl(['dgst', '-sha256', '-c'], opensslBytes(['pkey', '-pubout', '-outform', 'DER'], keys.pem)),
    )!;
    const thumbprint = await calculateJwkThumbprint(await exportJWK(createPublicKey(keys.pem)));
    const [key] = (await inspectText(keys.pem)).items;
    const [crt] = (await inspectText(keys.certificate)).items;
    if (key?.kind !== 'private-key' || crt?.kind !== 'certificate') return expect.fail();
    expect(key.key?.sha256).to.equal(expected.toUpperCase());
    expect(key.key?.jwkThumbprint).to.equal(thumbprint);
    expect(crt.key).to.deep.equal(key.key);
    return undefined;
  });

  it('describes what can be seen of a protected key without its passphrase, and asks where somebody is there', async () => {
    for (const contents of [encrypted(), p12(), legacy('-aes256')]) {
      const [item] = (await inspectText(contents)).items;
      if (item?.kind !== 'private-key') return expect.fail(item?.kind);
      expect([item.isProtected, item.key, item.isUsable]).to.deep.equal([true, undefined, undefined]);
      const asked: string[] = [];
      const askPassphrase = async (source: string): Promise<string> => {
        asked.push(source);
        return Promise.resolve('secret');
      };
      const { source, items } = await inspectText(contents, { askPassphrase });
      expect(asked).to.deep.equal([source]);
      expect(items[0]?.isUsable).to.equal(true);
    }
    return undefined;
  });

  it('warns of a private key that others may read, and of nothing else that they may', async function () {
    if (process.platform === 'win32') return this.skip();
    const names = async (contents: string): Promise<string[]> =>
      namesOf((await inspect({ file: write('open', contents, 0o644) }, now)).items[0]!);
    expect(await names(keys.pem)).to.deep.equal(['KeyOpenToOthers']);
    expect(await names(newCertificate(keys.pem, '/CN=test', '-days', '365'))).to.deep.equal([]);
    return undefined;
  });
});
