import { expect } from 'chai';
import { createPrivateKey, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildClaims } from '../../src/assertion/claims.ts';
import { signAssertion } from '../../src/assertion/sign.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { newKey, opensslBytes } from '../keys/openssl.ts';

// comes with @salesforce/core, without types
const jsonwebtoken = createRequire(import.meta.url)('jsonwebtoken') as {
  verify: (token: string, key: string, options: object) => unknown;
};

const now = new Date('2026-11-24T12:34:56.789Z');
const claims = buildClaims(
  { clientId: 'KEY', username: 'müller+ci@example.com', audience: 'https://login.salesforce.com' },
  now,
);

describe('assertion/sign', () => {
  const folder = temporaryFolder();
  let pem: string;
  let privateKey: KeyObject;
  let segments: string[];
  let assertion: string;

  before(async () => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    privateKey = createPrivateKey(pem);
    assertion = await signAssertion(claims, privateKey);
    segments = assertion.split('.');
  });

  it('writes the header that Salesforce documents, and nothing more', () => {
    expect(segments[0]).to.equal('eyJhbGciOiJSUzI1NiJ9');
    expect(decode(segments[0])).to.equal('{"alg":"RS256"}');
  });

  it('writes the claims as they are', () => {
    expect(decode(segments[1])).to.equal(
      '{"iss":"KEY","sub":"müller+ci@example.com","aud":"https://login.salesforce.com","iat":1795523696,"exp":1795523876}',
    );
  });

  it('writes three parts of base64url, without padding, white space or line breaks', () => {
    expect(assertion).to.match(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(segments[2]!, 'base64url')).to.have.length(256);
  });

  it('signs so that node:crypto verifies it, and not what was changed', () => {
    const signature = Buffer.from(segments[2]!, 'base64url');
    const signed = (text: string): boolean =>
      verify('RSA-SHA256', Buffer.from(text), createPublicKey(pem), signature);
    expect(signed(`${segments[0]!}.${segments[1]!}`)).to.equal(true);
    expect(signed(`${segments[0]!}.${segments[1]!}A`)).to.equal(false);
  });

  it('signs so that jsonwebtoken verifies it with the public key', () => {
    const publicPem = createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
    const options = {
      algorithms: ['RS256'],
      issuer: 'KEY',
      audience: 'https://login.salesforce.com',
      clockTimestamp: now.getTime() / 1000,
    };
    expect(jsonwebtoken.verify(assertion, publicPem, options)).to.deep.equal({ ...claims });
    expect(() =>
      jsonwebtoken.verify(assertion, publicPem, { ...options, clockTimestamp: 1795523876 }),
    ).to.throw('jwt expired');
  });

  it('signs byte for byte as openssl does: the algorithm leaves nothing to chance (RFC 8017, 8.2)', () => {
    const file = join(folder(), 'server.key');
    writeFileSync(file, pem);
    const signature = opensslBytes(['dgst', '-sha256', '-sign', file], `${segments[0]!}.${segments[1]!}`);
    expect(segments[2]).to.equal(signature.toString('base64url'));
  });

  const refused: Array<[string, () => string]> = [
    ['an RSA key of 1024 bits', () => newKey('RSA', 'rsa_keygen_bits:1024')],
    ['an RSA-PSS key', () => newKey('RSA-PSS', 'rsa_keygen_bits:2048')],
    ['an EC key', () => newKey('EC', 'ec_paramgen_curve:P-256')],
    ['an Ed25519 key', () => newKey('ED25519')],
  ];
  for (const [what, key] of refused) {
    it(`refuses to sign with ${what}`, async () => {
      const outcome = await signAssertion(claims, createPrivateKey(key())).catch((error: unknown) => error);
      expect(outcome).to.be.instanceOf(Error);
    });
  }

  it('refuses to sign with a public key', async () => {
    const outcome = await signAssertion(claims, createPublicKey(pem)).catch((error: unknown) => error);
    expect(outcome).to.be.instanceOf(Error);
  });
});

function decode(segment: string | undefined): string {
  return Buffer.from(segment ?? '', 'base64url').toString('utf8');
}
