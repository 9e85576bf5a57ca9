import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parsePrivateKey } from '../../src/keys/parse.ts';
import { recognize, type FileKind } from '../../src/keys/recognize.ts';
import { repair } from '../../src/keys/repair.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { expectNoneOf } from './none-of.ts';
import { newCertificate, newKey, newRequest, openssl, opensslBytes } from './openssl.ts';
import { isInstalled, newPkcs12, withFile } from './pkcs12-files.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const part = (): string => randomBytes(24).toString('base64url');
const jwt = (): string => `${encode({ alg: 'RS256' })}.${encode({ iss: '3MVG9' })}.${part()}`;
const accessToken = '00D000000000001!AQEAQexampleexampleexample.example';

describe('keys/recognize', () => {
  let pem: string;
  let certificate: string;
  let request: string;

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    certificate = newCertificate(pem);
    request = newRequest(pem);
  });

  const der = (...args: string[]): Buffer => opensslBytes([...args, '-outform', 'DER'], pem);
  const publicJwk = (): object => createPublicKey(pem).export({ format: 'jwk' });
  const privateJwk = (): object => createPrivateKey(pem).export({ format: 'jwk' });

  const rows: Array<[FileKind, string, () => string | Buffer]> = [
    ['pkcs8', 'PKCS#8', () => pem],
    ['pkcs8', 'PKCS#8 in DER', () => der('pkcs8', '-topk8', '-nocrypt')],
    ['pkcs8', 'a key after its certificate', () => certificate + pem],
    ['pkcs1', 'PKCS#1', () => openssl(['rsa', '-traditional'], pem)],
    ['pkcs1', 'PKCS#1 in DER', () => der('rsa', '-traditional')],
    ['encrypted-pkcs8', 'a protected key', () => openssl(['pkcs8', '-topk8', '-passout', 'pass:x'], pem)],
    ['encrypted-pkcs8', 'one in DER', () => der('pkcs8', '-topk8', '-passout', 'pass:x')],
    [
      'legacy-encrypted',
      'an old protected key',
      () => openssl(['rsa', '-traditional', '-des3', '-passout', 'pass:x'], pem),
    ],
    ['pkcs12', 'PKCS#12', () => newPkcs12(pem + certificate, 'x')],
    ['pkcs12', 'PKCS#12 in base64', () => newPkcs12(pem + certificate, 'x').toString('base64')],
    ['private-jwk', 'a private JWK', () => JSON.stringify(privateJwk())],
    ['public-jwk', 'a public JWK', () => JSON.stringify(publicJwk(), null, 2)],
    ['public-jwk', 'an empty looking JWK set', () => JSON.stringify({ keys: [publicJwk()] })],
    [
      'jwe',
      'a compact JWE',
      () => `${encode({ alg: 'dir', enc: 'A256GCM' })}..${part()}.${part()}.${part()}`,
    ],
    [
      'jwe',
      'a JWE in JSON',
      () => JSON.stringify({ protected: part(), iv: part(), ciphertext: part(), tag: part() }),
    ],
    [
      'hardis',
      'a file of sfdx-hardis',
      () => `${randomBytes(16).toString('hex')}:${randomBytes(1712).toString('hex')}\n`,
    ],
    ['certificate', 'a certificate', () => certificate],
    ['certificate', 'a certificate in DER', () => opensslBytes(['x509', '-outform', 'DER'], certificate)],
    [
      'certificate',
      'one that openssl 3.0 makes of a request, of version 1',
      () => withFile(Buffer.from(pem), (file) => openssl(['x509', '-req', '-signkey', file], request)),
    ],
    ['certificate-request', 'a signing request', () => request],
    ['certificate-request', 'one in DER', () => opensslBytes(['req', '-outform', 'DER'], request)],
    ['public-key', 'a public key', () => openssl(['pkey', '-pubout'], pem)],
    ['public-key', 'a public key in DER', () => der('pkey', '-pubout')],
    ['public-key', 'a PKCS#1 public key in DER', () => der('rsa', '-RSAPublicKey_out')],
    ['pkcs7', 'PKCS#7', () => pkcs7('PEM')],
    ['pkcs7', 'PKCS#7 in DER', () => pkcs7('DER')],
    ['ec', 'SEC1', () => openssl(['ecparam', '-name', 'prime256v1', '-genkey'])],
    [
      'ec',
      'SEC1 in DER',
      () =>
        opensslBytes(
          ['ec', '-outform', 'DER'],
          openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout']),
        ),
    ],
    [
      'putty',
      'a key of PuTTY',
      () =>
        `PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\nComment: x\r\nPublic-Lines: 6\r\n${part()}\r\n`,
    ],
    [
      'ssh-private',
      'a key of SSH.com',
      () =>
        `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "x"\n${part()}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n`,
    ],
    [
      'ssh-public',
      'a public key of SSH.com',
      () => `---- BEGIN SSH2 PUBLIC KEY ----\nComment: "x"\n${part()}\n---- END SSH2 PUBLIC KEY ----\n`,
    ],
    [
      'ssh-public',
      'an Ed25519 public key of OpenSSH',
      () => `ssh-ed25519 ${randomBytes(51).toString('base64')} me@host\n`,
    ],
    [
      'jks',
      'a keystore of Java',
      () => Buffer.concat([Buffer.from('feedfeed00000002', 'hex'), randomBytes(200)]),
    ],
    ['jks', 'JCEKS', () => Buffer.concat([Buffer.from('cececece00000002', 'hex'), randomBytes(200)])],
    [
      'pgp',
      'a PGP key',
      () =>
        `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${part()}\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----\n`,
    ],
    [
      'sealed-by-gpg',
      'a PGP message',
      () => `-----BEGIN PGP MESSAGE-----\n\n${part()}\n=abcd\n-----END PGP MESSAGE-----\n`,
    ],
    [
      'sealed-by-age',
      'a file of age',
      () => Buffer.concat([Buffer.from('age-encryption.org/v1\n-> X25519 '), randomBytes(99)]),
    ],
    [
      'sealed-by-age',
      'an armoured file of age',
      () => `-----BEGIN AGE ENCRYPTED FILE-----\n${part()}\n-----END AGE ENCRYPTED FILE-----\n`,
    ],
    [
      'sealed-by-ansible',
      'a file of Ansible Vault',
      () => `$ANSIBLE_VAULT;1.1;AES256\n${randomBytes(40).toString('hex')}\n`,
    ],
    [
      'sealed-by-git-crypt',
      'a file of git-crypt',
      () => Buffer.concat([Buffer.from('\0GITCRYPT\0'), randomBytes(99)]),
    ],
    [
      'sealed-by-openssl',
      'a file of openssl enc',
      () => opensslBytes(['enc', '-aes-256-cbc', '-pbkdf2', '-k', 'x'], pem),
    ],
    [
      'sealed-by-openssl',
      'one in base64',
      () => openssl(['enc', '-aes-256-cbc', '-a', '-pbkdf2', '-k', 'x'], pem),
    ],
    [
      'sealed-by-sops',
      'a file of SOPS',
      () => JSON.stringify({ data: `ENC[AES256_GCM,data:${part()}]`, sops: { version: '3' } }),
    ],
    [
      'lfs-pointer',
      'a pointer of Git LFS',
      () => 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1704\n',
    ],
    ['html', 'a page', () => '\n<!doctype HTML>\n<html lang="en"><body>Please sign in</body></html>'],
    ['jwt', 'a signed assertion', jwt],
    ['jwt', 'one in a header', () => `Bearer ${jwt()}\n`],
    ['access-token', 'an access token', () => `${accessToken}\n`],
    [
      'access-token',
      'the answer of a token endpoint',
      () => JSON.stringify({ access_token: accessToken, scope: 'api' }),
    ],
    ['auth-url', 'an auth URL of sf', () => 'force://PlatformCLI::5Aep861example@acme.my.salesforce.com'],
    [
      'consumer-key',
      'a consumer key',
      () => '3MVG9EXAMPLEkey0123456789.abcdefghijklmnopqrstuvwxyz_0123456789',
    ],
    ['symmetric-jwk', 'a symmetric JWK', () => JSON.stringify({ kty: 'oct', k: part() })],
    ['path', 'the path of a file', () => '/builds/acme/project.tmp/SF_JWT_KEY'],
    ['path', 'the path of a file of Windows', () => 'C:\\keys\\my server.key'],
    ['path', 'the name of a file', () => 'certs/server.key\n'],
    ['empty', 'nothing', () => ''],
    ['empty', 'a byte order mark', () => '\uFEFF\r\n'],
    ['empty', 'empty quotes', () => '""'],
    ['unknown', 'random bytes', () => Buffer.concat([Buffer.from([0x80]), randomBytes(999)])],
    ['unknown', 'a sentence', () => 'the quick brown fox'],
    ['unknown', 'other JSON', () => '{"type":"service_account"}'],
    ['unknown', 'a number', () => '12345'],
    ...[
      '$SF_KEY',
      '${SF_KEY}',
      '$(SF_KEY)',
      '%SF_KEY%',
      '$env:SF_KEY',
      '${{ secrets.SF_KEY }}',
      '{{ SF_KEY }}',
      '***',
      '"***"',
    ]
      .concat('<your private key>', 'null', 'undefined', '[REDACTED]', "'${SF_KEY:-}'")
      .map((text): [FileKind, string, () => string] => ['placeholder', text, () => text]),
  ];

  const readable: FileKind[] = [
    'pkcs8',
    'pkcs1',
    'encrypted-pkcs8',
    'legacy-encrypted',
    'pkcs12',
    'private-jwk',
    'jwe',
    'hardis',
  ];
  for (const [kind, what, contents] of rows) {
    it(`knows ${what}: ${kind}`, () => {
      expect(recognize(repair(Buffer.from(contents())))).to.equal(kind);
    });

    if (readable.includes(kind)) continue;
    it(`refuses ${what} for a key, says what it is and what to do, and shows nothing of it`, async () => {
      const file = Buffer.from(contents());
      const error = await thrownBy(async () => parsePrivateKey(file, '/home/me/my file'));
      expect(error.name).to.match(/^Key\w+Error$/);
      expect(error.name === 'KeyNotRecognizedError').to.equal(kind === 'unknown');
      expect(error.message).to.include('/home/me/my file');
      expect(error.exitCode).to.equal(1);
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
      expectNoneOf(file, everythingIn(error));
    });
  }

  it('gives every kind that is no key an error of its own', async () => {
    const names = new Map<string, FileKind>();
    for (const [kind, , contents] of rows.filter((row) => !readable.includes(row[0]))) {
      const error = await thrownBy(async () => parsePrivateKey(Buffer.from(contents()), 'k'));
      const family = kind
        .replace(/^sealed-by-.*/, 'sealed')
        .replace(/^(?:ssh-public|public-jwk)$/, 'public-key');
      expect(names.get(error.name) ?? family, error.name).to.equal(sameErrorAs[family] ?? family);
      names.set(error.name, (sameErrorAs[family] ?? family) as FileKind);
    }
  });

  const sameErrorAs: Record<string, string> = { pkcs7: 'certificate', 'ssh-private': 'putty' };

  it('names the program that a file is encrypted with, and the command that decrypts it', async () => {
    const sealed = openssl(['enc', '-aes-256-cbc', '-pbkdf2', '-k', 'x'], 'x');
    const file = Buffer.concat([Buffer.from('Salted__'), randomBytes(32)]);
    const error = await thrownBy(async () => parsePrivateKey(file, 'server.key.enc'));
    expect(sealed).to.match(/^Salted__/);
    expect(error.message).to.include('openssl enc');
    expect(error.actions?.at(-1)).to.include(
      'openssl enc -d -aes-256-cbc -pbkdf2 -in "server.key.enc" -out server.key',
    );
  });

  it('names a file for commands where the key came by a variable', async () => {
    const error = await thrownBy(async () =>
      parsePrivateKey(Buffer.from('PuTTY-User-Key-File-2: ssh-rsa'), '$SF_JWT_KEY'),
    );
    expect(error.actions?.at(-1)).to.include('puttygen "server.key"');
  });

  it('names a command that converts a key of PuTTY', async function () {
    if (!isInstalled('puttygen', '--version')) return this.skip(); // no PuTTY on this machine
    withFile(Buffer.from(openssl(['rsa', '-traditional'], pem)), (file, folder) => {
      execFileSync('puttygen', [file, '-O', 'private', '-o', `${folder}/a key.ppk`]);
      execFileSync('puttygen', [
        `${folder}/a key.ppk`,
        '-O',
        'private-openssh',
        '-o',
        `${folder}/server.key`,
      ]);
      expect(recognize(readFileSync(`${folder}/server.key`))).to.equal('pkcs1');
    });
    return undefined;
  });

  const pkcs7 = (form: string): Buffer =>
    withFile(Buffer.from(certificate), (file) =>
      opensslBytes(['crl2pkcs7', '-nocrl', '-certfile', file, '-outform', form]),
    );
});
