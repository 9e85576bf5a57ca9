import { expect } from 'chai';
import { createHmac, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from '../../src/assertion/decode.ts';
import { verifySignature } from '../../src/assertion/verify.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { newCertificate, newKey, opensslBytes } from '../keys/openssl.ts';
import { HS256, NONE, RS256, RS256_KEY } from './vectors.ts';

const encode = (value: string): string => Buffer.from(value).toString('base64url');
const CLAIMS = encode('{"iss":"KEY","sub":"me@example.com"}');

describe('assertion/verify', () => {
  const folder = temporaryFolder();
  let pem: string;
  let publicKey: KeyObject;
  let certificate: string;
  const rfcKey = (): KeyObject => createPublicKey({ key: RS256_KEY, format: 'jwk' });

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    publicKey = createPublicKey(pem);
    certificate = newCertificate(pem);
  });

  const signed = (
    header: object,
    algorithm: string | null = 'RSA-SHA256',
    key: string | object = pem,
  ): string => {
    const text = `${encode(JSON.stringify(header))}.${CLAIMS}`;
    return `${text}.${sign(algorithm, Buffer.from(text), key as never).toString('base64url')}`;
  };
  const pss = (): object => ({ key: pem, padding: 6, saltLength: 32 });
  const hmac = (secret: string | Buffer): string => {
    const text = `${encode('{"alg":"HS256"}')}.${CLAIMS}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const publicPem = (): string => publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const publicDer = (): Buffer => publicKey.export({ type: 'spki', format: 'der' });
  const own = (): object => publicKey.export({ format: 'jwk' });

  function signedByOpenssl(): string {
    const text = `${encode('{"alg":"RS256"}')}.${CLAIMS}`;
    const file = join(folder(), 'server.key');
    writeFileSync(file, pem);
    return `${text}.${opensslBytes(['dgst', '-sha256', '-sign', file], text).toString('base64url')}`;
  }

  const rows: Array<[string, string, () => string, (() => KeyObject)?]> = [
    ['the vector RS256 of RFC 7515, A.2, with its key', 'valid', () => RS256, rfcKey],
    ['what openssl signed', 'valid', signedByOpenssl],
    ['what node:crypto signed', 'valid', () => signed({ alg: 'RS256', typ: 'JWT' })],
    ['the vector HS256 of RFC 7515, A.1', 'algorithm', () => HS256, rfcKey],
    ['the vector none of RFC 7515, A.5', 'algorithm', () => NONE, rfcKey],
    ['none with a true signature', 'algorithm', () => signed({ alg: 'none' })],
    ['NONE in capitals', 'algorithm', () => signed({ alg: 'NONE' })],
    ['no algorithm at all', 'algorithm', () => signed({})],
    ['a list of algorithms', 'algorithm', () => signed({ alg: ['RS256'] })],
    ['rs256 in small letters', 'algorithm', () => signed({ alg: 'rs256' })],
    ['HS256 signed with the text of the certificate', 'algorithm', () => hmac(certificate)],
    ['HS256 signed with the text of the public key', 'algorithm', () => hmac(publicPem())],
    ['HS256 signed with the bytes of the public key', 'algorithm', () => hmac(publicDer())],
    ['RS384', 'algorithm', () => signed({ alg: 'RS384' }, 'RSA-SHA384')],
    ['RS512', 'algorithm', () => signed({ alg: 'RS512' }, 'RSA-SHA512')],
    ['PS256', 'algorithm', () => signed({ alg: 'PS256' }, 'RSA-SHA256', pss())],
    ['PSS under the name RS256', 'signature', () => signed({ alg: 'RS256' }, 'RSA-SHA256', pss())],
    ['SHA-1 under the name RS256', 'signature', () => signed({ alg: 'RS256' }, 'RSA-SHA1')],
    [
      'an extension that must be understood',
      'critical',
      () => signed({ alg: 'RS256', crit: ['exp'], exp: 1 }),
    ],
    ['an empty list of extensions', 'critical', () => signed({ alg: 'RS256', crit: [] })],
    ['another key', 'signature', () => RS256],
    [
      "another key, which the token's own header brings along",
      'signature',
      () => signed({ alg: 'RS256', jwk: own(), kid: 'a', x5c: ['MII'] }),
      rfcKey,
    ],
    [
      'an empty signature',
      'signature',
      () => `${signed({ alg: 'RS256' }).split('.').slice(0, 2).join('.')}.`,
    ],
    [
      'other claims under the same signature',
      'signature',
      () => signed({ alg: 'RS256' }).replace(CLAIMS, encode('{"iss":"KEY","sub":"you@example.com"}')),
    ],
    ['an EC key', 'key', () => RS256, () => createPublicKey(newKey('EC', 'ec_paramgen_curve:P-256'))],
    ['an RSA-PSS key', 'key', () => RS256, () => createPublicKey(newKey('RSA-PSS', 'rsa_keygen_bits:2048'))],
    [
      'an RSA key of 1024 bits',
      'key',
      () => RS256,
      () => createPublicKey(newKey('RSA', 'rsa_keygen_bits:1024')),
    ],
  ];
  for (const [what, verdict, text, key] of rows) {
    it(`${verdict === 'valid' ? 'verifies' : 'does not verify'} ${what}: ${verdict}`, () => {
      expect(verifySignature(decodeJwt(text(), 'a.jwt'), key?.() ?? publicKey)).to.equal(verdict);
    });
  }
});
