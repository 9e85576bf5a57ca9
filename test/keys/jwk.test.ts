import { expect } from 'chai';
import { calculateJwkThumbprint, exportJWK, importJWK } from 'jose';
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { jwkThumbprint, publicJwk } from '../../src/keys/jwk.ts';
import { newKey } from './openssl.ts';

/** The key and the thumbprint of RFC 7638, section 3.1. */
const RFC_KEY = {
  kty: 'RSA',
  n:
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs' +
    'tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbI' +
    'SD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
};
const RFC_THUMBPRINT = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs';

describe('keys/jwk', () => {
  let privateKey: KeyObject;

  before(() => {
    privateKey = createPrivateKey(newKey('RSA', 'rsa_keygen_bits:2048'));
  });

  it('gives the thumbprint of RFC 7638, section 3.1', () => {
    const key = createPublicKey({ key: RFC_KEY, format: 'jwk' });
    expect(jwkThumbprint(key)).to.equal(RFC_THUMBPRINT);
    expect(publicJwk(key)).to.deep.equal({ ...RFC_KEY, kid: RFC_THUMBPRINT, alg: 'RS256', use: 'sig' });
  });

  it('gives a private key and its public one the same thumbprint, which jose gives as well', async () => {
    const publicKey = createPublicKey(privateKey);
    expect(jwkThumbprint(privateKey)).to.equal(jwkThumbprint(publicKey));
    expect(jwkThumbprint(privateKey)).to.equal(await calculateJwkThumbprint(await exportJWK(publicKey)));
  });

  it('holds nothing of the private key, and verifies its signatures', async () => {
    const jwk = publicJwk(privateKey);
    expect(Object.keys(jwk)).to.have.members(['kty', 'n', 'e', 'kid', 'alg', 'use']);
    await importJWK(jwk);
    const text = Buffer.from('text');
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify('sha256', text, key, sign('sha256', text, privateKey))).to.equal(true);
  });
});
