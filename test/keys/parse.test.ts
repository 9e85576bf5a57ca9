import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, randomBytes, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { needsPassphrase, parsePrivateKey } from '../../src/keys/parse.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { identifier, integer, octets, sequence } from './der-writer.ts';
import { expectNoneOf } from './none-of.ts';
import { newCertificate, newKey, newRequest, openssl, opensslBytes } from './openssl.ts';

describe('keys/parse', () => {
  const folder = temporaryFolder();
  let pem: string;
  let certificate: string;
  let request: string;
  let otherPem: string;

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    certificate = newCertificate(pem);
    request = newRequest(pem);
    otherPem = newKey('RSA', 'rsa_keygen_bits:2048');
  });

  const pkcs1 = (): string => openssl(['rsa', '-traditional'], pem);
  const encrypted = (): string => openssl(['pkcs8', '-topk8', '-passout', 'pass:secret'], pem);
  const der = (): Buffer => opensslBytes(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], pem);
  const jwk = (): JsonWebKey => createPrivateKey(pem).export({ format: 'jwk' });
  const otherJwk = (): JsonWebKey => createPrivateKey(otherPem).export({ format: 'jwk' });
  const bareJwk = (): JsonWebKey => ({ kty: 'RSA', n: jwk().n, e: jwk().e, d: jwk().d });
  const publicPem = (): string => openssl(['pkey', '-pubout'], pem);

  const accepted: Array<[string, () => string | Buffer]> = [
    ['PKCS#8', () => pem],
    ['PKCS#1', pkcs1],
    ['CRLF line ends', () => pem.replaceAll('\n', '\r\n')],
    ['a UTF-8 byte order mark', () => `\uFEFF${pem}`],
    ['no line end after the last line', () => pem.trimEnd()],
    ['empty lines around it', () => `\n\n${pem}\n\n`],
    ['explanatory text before it', () => `Bag Attributes\n    friendlyName: ci\n${pem}`],
    ['the certificate before it in the same file', () => certificate + pem],
    ['the certificate after it in the same file', () => pem + certificate],
    ['the public key before it in the same file', () => publicPem() + pem],
    ['the signing request before it in the same file', () => request + pem],
    ['the signing request after it in the same file', () => pkcs1() + request],
    ['itself after it in the same file', () => `${pem}\n${pem}`],
    ['a key of DER in PKCS#8', der],
    ['a key of DER in PKCS#1', () => opensslBytes(['rsa', '-traditional', '-outform', 'DER'], pem)],
    ['DER and a line end after it', () => Buffer.concat([der(), Buffer.from('\r\n')])],
    ['the base64 of DER', () => der().toString('base64')],
    ['a PKCS#1 body under the label of PKCS#8', () => pkcs1().replaceAll('RSA PRIVATE', 'PRIVATE')],
    ['a PKCS#8 body under the label of PKCS#1', () => pem.replaceAll('PRIVATE', 'RSA PRIVATE')],
    ['everything but its first line', () => pem.slice(pem.indexOf('\n') + 1)],
    ['everything but its last line', () => pem.slice(0, pem.indexOf('-----END'))],
    ['the form of a JWK', () => JSON.stringify(jwk())],
    [
      'the form of a JWK with spaces and other members',
      () => JSON.stringify({ kid: '1', use: 'sig', ...jwk() }, null, 2),
    ],
    ['the form of a JWK without its primes', () => JSON.stringify(bareJwk())],
    ['the form of a JWK set', () => jwkSet(jwk())],
    [
      'the form of a JWK set beside public keys',
      () => jwkSet(createPublicKey(otherPem).export({ format: 'jwk' }), jwk()),
    ],
    ['a JWK in a JSON string', () => JSON.stringify(JSON.stringify(jwk()))],
    ['a JWK whose quotes are escaped', () => JSON.stringify(jwk()).replaceAll('"', '\\"')],
    ['a JWK in base64', () => Buffer.from(JSON.stringify(jwk())).toString('base64')],
  ];
  for (const [what, text] of accepted) {
    it(`reads a private key with ${what}`, async () => {
      const input = text();
      expect(await needsPassphrase(Buffer.from(input))).to.equal(false);
      const key = await parsePrivateKey(Buffer.from(input), 'server.key');
      expect(key.type).to.equal('private');
      expect(key.equals(createPrivateKey(pem))).to.equal(true);
      expect(key.export({ type: 'pkcs8', format: 'pem' })).to.equal(pem);
    });
  }

  const refused: Array<[string, string, () => string | Buffer]> = [
    ['an empty file', 'KeyFileEmptyError', () => ''],
    ['white space', 'KeyFileEmptyError', () => ' \r\n\t\n'],
    ['a key in the OpenSSH format', 'KeyIsOpenSshError', openSshKey],
    ['a certificate', 'KeyIsCertificateError', () => certificate],
    [
      'a trusted certificate of openssl',
      'KeyIsCertificateError',
      () => openssl(['x509', '-trustout'], certificate),
    ],
    ['a certificate with its text', 'KeyIsCertificateError', () => openssl(['x509', '-text'], certificate)],
    ['a signing request', 'KeyIsCertificateRequestError', () => request],
    [
      'a signing request of old software',
      'KeyIsCertificateRequestError',
      () => request.replaceAll('CERTIFICATE', 'NEW CERTIFICATE'),
    ],
    ['a public key', 'KeyIsPublicError', publicPem],
    ['a PKCS#1 public key', 'KeyIsPublicError', () => openssl(['rsa', '-RSAPublicKey_out'], pem)],
    [
      'an OpenSSH public key',
      'KeyIsPublicError',
      () => `ssh-rsa ${randomBytes(279).toString('base64')} me@host\n`,
    ],
    ['a sign-in page', 'KeyIsHtmlError', () => '<!DOCTYPE html>\n<html><body>Please sign in</body></html>'],
    ['random bytes', 'KeyNotRecognizedError', () => randomBytes(1700)],
    ['a PEM key that ends in the middle', 'KeyTruncatedError', () => pem.slice(0, 900)],
    ['a PEM key that ends in its first line', 'KeyTruncatedError', () => pem.slice(0, 40)],
    ['a PEM key without its middle', 'KeyTruncatedError', () => pem.slice(0, 400) + pem.slice(700)],
    ['a DER key that ends in the middle', 'KeyTruncatedError', () => der().subarray(0, 500)],
    [
      'base64 of a key, cut off',
      'KeyTruncatedError',
      () => Buffer.from(pem).toString('base64').slice(0, 1000),
    ],
    ['a PEM key with a foreign character', 'KeyDamagedError', () => pem.replace(/.\n(?=.{64}\n)/, '?\n')],
    [
      'a PEM frame around nothing',
      'KeyDamagedError',
      () => '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n',
    ],
    ...otherKeys(),
    ['a DSA key of numbers that would take minutes', 'KeyDamagedError', hugeDsaKey],
    ['two private keys', 'SeveralPrivateKeysError', () => pem + newKey('RSA', 'rsa_keygen_bits:2048')],
    ['a protected key beside an open one', 'SeveralPrivateKeysError', () => pem + encrypted()],
    ['a JWK set of two keys', 'SeveralPrivateKeysError', () => jwkSet(jwk(), otherJwk())],
    [
      'a public JWK',
      'KeyIsPublicError',
      () => JSON.stringify(createPublicKey(pem).export({ format: 'jwk' })),
    ],
    ['a public JWK set', 'KeyIsPublicError', () => jwkSet(createPublicKey(pem).export({ format: 'jwk' }))],
    [
      'a symmetric JWK',
      'KeyIsSymmetricError',
      () => JSON.stringify({ kty: 'oct', k: randomBytes(32).toString('base64url') }),
    ],
    [
      'a JWK with another prime',
      'KeyPartsDoNotFitError',
      () => JSON.stringify({ ...jwk(), p: otherJwk().p }),
    ],
    [
      'a JWK with another exponent',
      'KeyPartsDoNotFitError',
      () => JSON.stringify({ ...jwk(), dq: otherJwk().dq }),
    ],
    [
      'a JWK with another modulus',
      'KeyPartsDoNotFitError',
      () => JSON.stringify({ ...jwk(), n: otherJwk().n }),
    ],
    [
      'a JWK without primes that do not fit',
      'KeyDamagedError',
      () => JSON.stringify({ ...bareJwk(), d: otherJwk().d }),
    ],
    ['a JWK without its modulus', 'KeyDamagedError', () => JSON.stringify({ ...jwk(), n: undefined })],
    [
      'a JWK with the exponent 1',
      'KeyExponentUnusableError',
      () => JSON.stringify({ ...jwk(), e: 'AQ', d: 'AQ' }),
    ],
    [
      'a JWK with an even exponent',
      'KeyExponentUnusableError',
      () => JSON.stringify({ ...jwk(), e: 'AQAA' }),
    ],
    [
      'a JWK with a huge exponent',
      'KeyExponentUnusableError',
      () => JSON.stringify({ ...jwk(), e: jwk().d }),
    ],
    [
      'a JWK with numbers beyond its size',
      'KeyPartsDoNotFitError',
      () => JSON.stringify({ ...jwk(), d: `A${'B'.repeat(700_000)}` }),
    ],
    [
      'a JWK of 100 000 bits',
      'KeyTooLongError',
      () => JSON.stringify({ ...jwk(), n: `_${'B'.repeat(16_666)}` }),
    ],
  ];
  for (const [what, name, text] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const contents = Buffer.from(text());
      const error = await thrownBy(async () => parsePrivateKey(contents, '/home/me/my server.key'));
      expect(error.name).to.equal(name);
      expect(error.message).to.include('/home/me/my server.key');
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
      expectNoneOf(contents, everythingIn(error));
    });
  }

  it('names the curve of an EC key, and the size of one that is too short', async () => {
    const messageFor = async (text: string): Promise<string> =>
      (await thrownBy(async () => parsePrivateKey(Buffer.from(text), 'k'))).message;
    expect(await messageFor(newKey('EC', 'ec_paramgen_curve:P-256'))).to.include('(prime256v1)');
    expect(await messageFor(newKey('ED448'))).to.include('type ED448');
    expect(await messageFor(newKey('RSA', 'rsa_keygen_bits:1024'))).to.include('1024 bits; at least 2048');
  });

  it('names a command that converts an OpenSSH key', async function () {
    const file = join(folder(), 'id rsa');
    try {
      execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', file], { stdio: 'pipe' });
    } catch {
      return this.skip(); // no ssh-keygen on this machine
    }
    const publicKey = execFileSync('ssh-keygen', ['-e', '-m', 'PKCS8', '-f', `${file}.pub`]).toString();
    const error = await thrownBy(async () => parsePrivateKey(readFileSync(file), file));
    expect(error.name).to.equal('KeyIsOpenSshError');
    runAction(error.actions?.at(-1), 'ssh-keygen', '-P "" -N ""', folder());
    const converted = await parsePrivateKey(readFileSync(file), file);
    expect(createPublicKey(converted).export({ type: 'spki', format: 'pem' })).to.equal(publicKey);
    return undefined;
  });
});

const jwkSet = (...keys: JsonWebKey[]): string => JSON.stringify({ keys });

/** Keys of other types and sizes, each in the forms in which openssl writes it. */
function otherKeys(): Array<[string, string, () => string | Buffer]> {
  const kinds: Array<[string, string, () => string]> = [
    ['an EC key', 'KeyIsEcError', () => newKey('EC', 'ec_paramgen_curve:P-256')],
    ['an Ed25519 key', 'KeyIsEd25519Error', () => newKey('ED25519')],
    ['an Ed448 key', 'KeyIsNotRsaError', () => newKey('ED448')],
    ['an RSA-PSS key', 'KeyIsRsaPssError', () => newKey('RSA-PSS', 'rsa_keygen_bits:2048')],
    ['an RSA key of 1024 bits', 'KeyTooShortError', () => newKey('RSA', 'rsa_keygen_bits:1024')],
    ['an RSA key of 2047 bits', 'KeyTooShortError', () => newKey('RSA', 'rsa_keygen_bits:2047')],
    ['a DSA key', 'KeyIsDsaError', newDsaKey],
  ];
  return kinds
    .flatMap(([what, name, make]): Array<[string, string, () => string | Buffer]> => [
      [what, name, make],
      [
        `${what} as DER`,
        name,
        () => opensslBytes(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], make()),
      ],
    ])
    .concat([
      ['a SEC1 EC key', 'KeyIsEcError', () => openssl(['ecparam', '-name', 'prime256v1', '-genkey'])],
      [
        'an EC JWK',
        'KeyIsEcError',
        () =>
          JSON.stringify(createPrivateKey(newKey('EC', 'ec_paramgen_curve:P-256')).export({ format: 'jwk' })),
      ],
      [
        'an Ed25519 JWK',
        'KeyIsEd25519Error',
        () => JSON.stringify(createPrivateKey(newKey('ED25519')).export({ format: 'jwk' })),
      ],
      ['a DSA key of old openssl', 'KeyIsDsaError', () => openssl(['dsaparam', '-genkey', '1024'])],
    ]);
}

function newDsaKey(): string {
  return openssl(['pkcs8', '-topk8', '-nocrypt'], openssl(['dsaparam', '-genkey', '-noout', '1024']));
}

/** PKCS#8 of a DSA key with numbers of 64 000 bits. */
function hugeDsaKey(): Buffer {
  const huge = '7f'.repeat(8000);
  const algorithm = sequence(
    identifier('2a8648ce380401'),
    sequence(integer(huge), integer(huge), integer(huge)),
  );
  return sequence(integer('00'), algorithm, octets(integer(huge)));
}

/** The header of the format, which names a cipher and a key of random bytes (PROTOCOL.key of OpenSSH). */
function openSshKey(): string {
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none'), randomBytes(400)]);
  const lines = body.toString('base64').match(/.{1,70}/g)!;
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** Types the command that an action ends in, as a person would, with an answer for its prompts. */
function runAction(action: string | undefined, program: string, answers: string, cwd: string): void {
  const command = action?.slice(action.indexOf(`${program} `));
  execFileSync('sh', ['-c', `${command} ${answers}`], { cwd, stdio: 'pipe' });
}
