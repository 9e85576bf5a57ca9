import { expect } from 'chai';
import { exportPrivateKey, generateKeyPair, KEY_SIZES } from '../../src/keys/generate.ts';
import { openssl } from './openssl.ts';

describe('keys/generate', () => {
  for (const size of KEY_SIZES) {
    it(`makes an RSA key of ${size} bits with the exponent 65537, which openssl finds sound`, async () => {
      const pem = exportPrivateKey((await generateKeyPair(size)).privateKey);
      const text = openssl(['pkey', '-text', '-noout', '-check'], pem);
      expect(text).to.include('Key is valid');
      expect(text).to.include(`Private-Key: (${size} bit, 2 primes)`);
      expect(text).to.include('publicExponent: 65537 (0x10001)');
    });
  }

  it('offers no size below 2048', () => {
    expect(KEY_SIZES).to.deep.equal([2048, 3072, 4096]);
  });

  it('exports the private key as unencrypted PKCS#8 PEM, byte for byte as openssl writes it', async () => {
    const pem = exportPrivateKey((await generateKeyPair(2048)).privateKey);
    expect(pem).to.match(
      /^-----BEGIN PRIVATE KEY-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END PRIVATE KEY-----\n$/,
    );
    expect(openssl(['pkcs8', '-topk8', '-nocrypt'], pem)).to.equal(pem);
  });

  it('exports it as PKCS#1 when asked to, byte for byte as openssl writes it', async () => {
    const { privateKey } = await generateKeyPair(2048);
    const pem = exportPrivateKey(privateKey, 'pkcs1');
    expect(pem).to.match(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(openssl(['rsa', '-traditional'], exportPrivateKey(privateKey))).to.equal(pem);
  });

  it('pairs the public key with the private key', async () => {
    const { privateKey, publicKey } = await generateKeyPair(2048);
    expect(publicKey.export({ type: 'spki', format: 'pem' })).to.equal(
      openssl(['pkey', '-pubout'], exportPrivateKey(privateKey)),
    );
  });

  it('makes another key each time', async () => {
    const [one, other] = await Promise.all([generateKeyPair(2048), generateKeyPair(2048)]);
    expect(one.privateKey.equals(other.privateKey)).to.equal(false);
  });
});
