import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePrivateKey } from '../../src/keys/parse.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { newCertificate, newKey, newRequest, openssl, opensslBytes } from './openssl.ts';

describe('keys/parse', () => {
  const folder = temporaryFolder();
  let pem: string;
  let certificate: string;
  let request: string;

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    certificate = newCertificate(pem);
    request = newRequest(pem);
  });

  const pkcs1 = (): string => openssl(['rsa', '-traditional'], pem);
  const encrypted = (): string => openssl(['pkcs8', '-topk8', '-passout', 'pass:secret'], pem);
  const legacy = (cipher: string): string =>
    openssl(['rsa', '-traditional', cipher, '-passout', 'pass:secret'], pem);
  const publicPem = (): string => openssl(['pkey', '-pubout'], pem);

  const accepted: Array<[string, () => string]> = [
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
  ];
  for (const [what, text] of accepted) {
    it(`reads a private key with ${what}`, async () => {
      const input = text();
      const key = await parsePrivateKey(Buffer.from(input), 'server.key');
      expect(key.type).to.equal('private');
      expect(key.equals(createPrivateKey(input))).to.equal(true);
      expect(key.export({ type: 'pkcs8', format: 'pem' })).to.equal(pem);
    });
  }

  const refused: Array<[string, string, () => string | Buffer]> = [
    ['an empty file', 'KeyFileEmptyError', () => ''],
    ['white space', 'KeyFileEmptyError', () => ' \r\n\t\n'],
    ['a key in the OpenSSH format', 'KeyIsOpenSshError', openSshKey],
    ['a PKCS#8 key with a passphrase', 'KeyIsEncryptedError', encrypted],
    ['a -des3 key of old openssl', 'KeyIsEncryptedError', () => legacy('-des3')],
    [
      'an -aes256 key of old openssl, with CRLF',
      'KeyIsEncryptedError',
      () => legacy('-aes256').replaceAll('\n', '\r\n'),
    ],
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
    [
      'a sign-in page',
      'KeyNotRecognizedError',
      () => '<!DOCTYPE html>\n<html><body>Please sign in</body></html>',
    ],
    [
      'a DER key',
      'KeyNotRecognizedError',
      () => opensslBytes(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], pem),
    ],
    ['the base64 of a PEM key', 'KeyNotRecognizedError', () => Buffer.from(pem).toString('base64')],
    ['random bytes', 'KeyNotRecognizedError', () => randomBytes(1700)],
    ['a PEM key that ends in the middle', 'KeyDamagedError', () => pem.slice(0, 900)],
    ['a PEM key without its middle', 'KeyDamagedError', () => pem.slice(0, 400) + pem.slice(700)],
    ['a PEM key with its line breaks turned into spaces', 'KeyDamagedError', () => pem.replaceAll('\n', ' ')],
    ['a PEM key with escaped line breaks', 'KeyDamagedError', () => pem.replaceAll('\n', '\\n')],
    [
      'a PEM frame around nothing',
      'KeyDamagedError',
      () => '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n',
    ],
    ['an EC key', 'KeyIsNotRsaError', () => newKey('EC', 'ec_paramgen_curve:P-256')],
    ['a SEC1 EC key', 'KeyIsNotRsaError', () => openssl(['ecparam', '-name', 'prime256v1', '-genkey'])],
    ['an Ed25519 key', 'KeyIsNotRsaError', () => newKey('ED25519')],
    ['an RSA-PSS key', 'KeyIsNotRsaError', () => newKey('RSA-PSS', 'rsa_keygen_bits:2048')],
    ['an RSA key of 1024 bits', 'KeyTooShortError', () => newKey('RSA', 'rsa_keygen_bits:1024')],
    ['an RSA key of 2047 bits', 'KeyTooShortError', () => newKey('RSA', 'rsa_keygen_bits:2047')],
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

  it('names type and curve of a key that is not RSA, and the size of one that is too short', async () => {
    const messageFor = async (text: string): Promise<string> =>
      (await thrownBy(async () => parsePrivateKey(Buffer.from(text), 'k'))).message;
    expect(await messageFor(newKey('EC', 'ec_paramgen_curve:P-256'))).to.include('EC (prime256v1)');
    expect(await messageFor(newKey('ED25519'))).to.include('ED25519');
    expect(await messageFor(newKey('RSA-PSS', 'rsa_keygen_bits:2048'))).to.include('RSA-PSS');
    expect(await messageFor(newKey('RSA', 'rsa_keygen_bits:1024'))).to.include('1024 bits; at least 2048');
  });

  for (const [what, text] of [
    ['PKCS#8', encrypted],
    ['old', () => legacy('-des3')],
  ] as const) {
    it(`names a command that takes the passphrase off an encrypted ${what} key`, async () => {
      const file = join(folder(), 'with passphrase.key');
      writeFileSync(file, text());
      const error = await thrownBy(async () => parsePrivateKey(readFileSync(file), file));
      runAction(error.actions?.at(-1), 'openssl', '-passin pass:secret', folder());
      const copy = join(folder(), 'server.key');
      const key = await parsePrivateKey(readFileSync(copy), copy);
      expect(key.export({ type: 'pkcs8', format: 'pem' })).to.equal(pem);
      expect(statSync(copy).mode & 0o077).to.equal(0);
    });
  }

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

/** No 16 characters in a row of the file's text or of its base64. */
function expectNoneOf(contents: Buffer, shown: string): void {
  for (const text of [
    contents.toString('latin1').replace(/-----.*?-----/g, ''),
    contents.toString('base64'),
  ]) {
    for (let start = 0; start + 16 <= text.length; start += 8) {
      const piece = text.slice(start, start + 16);
      if (piece.trim().length === 16) expect(shown).not.to.include(piece);
    }
  }
}
