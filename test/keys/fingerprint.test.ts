import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { publicKeySha256 } from '../../src/keys/fingerprint.ts';
import { makeKeyFiles } from '../simulated-app.ts';

describe('the fingerprint of a public key', () => {
  it('is that of openssl, and the same of private key, public key and certificate', async () => {
    const { keyFile, certificateFile } = await makeKeyFiles();
    const der = execFileSync('openssl', ['pkey', '-in', keyFile, '-pubout', '-outform', 'DER']);
    const said = execFileSync('openssl', ['dgst', '-sha256', '-c'], { input: der }).toString();
    const key = createPrivateKey(readFileSync(keyFile));
    const keys = [key, createPublicKey(key), new X509Certificate(readFileSync(certificateFile)).publicKey];
    const expected = said.trim().split('= ').at(-1)?.toUpperCase();
    expect(keys.map(publicKeySha256)).to.deep.equal([expected, expected, expected]);
  });
});
