// What can be wrong on this machine: the parts of a login, files of keys and certificates.
import { createPrivateKey, createPublicKey, type JsonWebKey, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newCertificate, newKey, newRequest, openssl } from '../keys/openssl.ts';
import type { KeyFiles } from '../simulated-app.ts';
import type { WalkPlace, WalkRow } from './diagnose-walk.ts';

type Contents = string | Buffer;

let files = 0;

function write({ otherKeys }: WalkPlace, contents: Contents): string {
  const file = join(otherKeys.folder, `walk-${(files += 1)}`);
  writeFileSync(file, contents, { mode: 0o600 });
  return file;
}

const keyOf = ({ keys }: WalkPlace): string => readFileSync(keys.keyFile, 'utf8');
const certificateOf = ({ keys }: WalkPlace): string => readFileSync(keys.certificateFile, 'utf8');

/** A key file with these contents, and the passphrase that was given for it. */
const keyFile = (cause: string, make: (place: WalkPlace) => Contents, passphrase?: string): WalkRow => ({
  cause,
  when: passphrase === undefined ? 'the key file is such a one' : 'a passphrase was given for it',
  isLocal: true,
  provoke: (place) => ({
    privateKey: {
      key: { file: write(place, make(place)) },
      ...(passphrase === undefined ? {} : { passphrase: { file: write(place, passphrase) } }),
    },
  }),
  mend: ({ keys }) => ({ privateKey: keys.location }),
});

const protectedKey = (place: WalkPlace, ...options: string[]): string =>
  openssl(['pkcs8', '-topk8', '-passout', 'pass:secret', ...options], keyOf(place));
const jwkOf = (place: WalkPlace): object => createPublicKey(keyOf(place)).export({ format: 'jwk' });
const privateJwkOf = ({ keyFile: file }: KeyFiles): JsonWebKey =>
  createPrivateKey(readFileSync(file)).export({ format: 'jwk' });
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const sealed = (header: object): string => `${encode(header)}.a.b.c.d`;
const openSshKey = (): string => {
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none'), randomBytes(400)]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
};

const keyRows: readonly WalkRow[] = [
  keyFile('KeyFileEmpty', () => ''),
  keyFile('KeyIsPlaceholder', () => '${{ secrets.SF_JWT_KEY }}'),
  keyFile('KeyIsPath', () => '/builds/acme/server.key'),
  keyFile('KeyIsHtml', () => '<!DOCTYPE html><html><body>Sign in</body></html>'),
  keyFile('KeyIsJwt', () => `${encode({ alg: 'RS256' })}.${encode({ iss: 'a' })}.c2ln`),
  keyFile('KeyIsAccessToken', () => '00D000000000001!AQEAQ.simulated'),
  keyFile('KeyIsAuthUrl', () => 'force://PlatformCLI::simulated@acme.my.salesforce.com'),
  keyFile('KeyIsConsumerKey', () => '3MVG9EXAMPLEkey0123456789.EXAMPLE'),
  keyFile('KeyIsOpenSsh', openSshKey),
  keyFile('KeyIsPutty', () => 'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n'),
  keyFile(
    'KeyIsPgp',
    () => '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOY\n-----END PGP PRIVATE KEY BLOCK-----\n',
  ),
  keyFile('KeyIsJavaKeystore', () =>
    Buffer.concat([Buffer.from('feedfeed00000002', 'hex'), randomBytes(500)]),
  ),
  keyFile('KeyIsLfsPointer', () => 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1704\n'),
  keyFile('KeyFileIsSealed', () => '$ANSIBLE_VAULT;1.1;AES256\n3162\n'),
  keyFile('KeyIsEncrypted', (place) => protectedKey(place)),
  keyFile('PassphraseWrong', (place) => protectedKey(place), 'another'),
  keyFile('PassphraseEmpty', (place) => protectedKey(place), ''),
  keyFile('KeyProtectionUnsupported', (place) => protectedKey(place, '-v2', 'aria-256-cbc'), 'secret'),
  keyFile('SealedKeyNotSupported', () => sealed({ alg: 'dir', enc: 'A256GCM' }), 'secret'),
  keyFile('KeyIsCertificate', certificateOf),
  keyFile('KeyIsCertificateRequest', (place) => newRequest(keyOf(place))),
  keyFile('KeyIsPublic', (place) => JSON.stringify(jwkOf(place))),
  keyFile('KeyIsSymmetric', () => JSON.stringify({ kty: 'oct', k: 'c2VjcmV0' })),
  keyFile('KeyNotRecognized', () => randomBytes(1700)),
  keyFile('SeveralPrivateKeys', (place) => keyOf(place) + readFileSync(place.otherKeys.keyFile, 'utf8')),
  keyFile('KeyTruncated', (place) => keyOf(place).slice(0, 900)),
  keyFile('KeyDamaged', () => '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n'),
  keyFile('KeyIsEc', () => newKey('EC', 'ec_paramgen_curve:P-256')),
  keyFile('KeyIsEd25519', () => newKey('ED25519')),
  keyFile('KeyIsNotRsa', () => newKey('ED448')),
  keyFile('KeyIsRsaPss', () => newKey('RSA-PSS', 'rsa_keygen_bits:2048')),
  keyFile('KeyPartsDoNotFit', (place) =>
    JSON.stringify({ ...privateJwkOf(place.keys), p: privateJwkOf(place.otherKeys).p }),
  ),
  keyFile('KeyTooLong', ({ keys }) => JSON.stringify({ ...privateJwkOf(keys), n: `_${'B'.repeat(16_666)}` })),
  keyFile('KeyExponentUnusable', ({ keys }) => JSON.stringify({ ...privateJwkOf(keys), e: 'AQ', d: 'AQ' })),
  keyFile('KeyIsDsa', () => openssl(['dsaparam', '-genkey', '1024'])),
  keyFile('KeyTooShort', () => newKey('RSA', 'rsa_keygen_bits:1024')),
  keyFile('FileTooLarge', () => Buffer.alloc(2_000_000, 'a')),
];

/** The key by something that is no such file. */
const keyAt = (cause: string, when: string, key: (place: WalkPlace) => object): WalkRow => ({
  cause,
  when,
  isLocal: true,
  provoke: (place) => ({ privateKey: { key: key(place) as { file: string } } }),
  mend: ({ keys }) => ({ privateKey: keys.location }),
});

const placeRows: readonly WalkRow[] = [
  keyAt('FileNotFound', 'the key file is gone', ({ keys }) => ({ file: join(keys.folder, 'gone.key') })),
  keyAt('FileIsDirectory', 'a folder was named', ({ keys }) => ({ file: keys.folder })),
  keyAt('FileNotRegular', 'a device was named', () => ({ file: '/dev/null' })),
  keyAt('VariableNotSet', 'the variable is not set', () => ({ variable: 'NO_SUCH_KEY' })),
  keyAt('VariableNotNamed', 'the secret itself was given', () => ({ variable: '-----BEGIN' })),
];

const certificateFile = (cause: string, make: (place: WalkPlace) => Contents): WalkRow => ({
  cause,
  when: 'the certificate that was named is such a file',
  isLocal: true,
  provoke: (place) => ({ certificateFile: write(place, make(place)) }),
  mend: ({ keys }) => ({ certificateFile: keys.certificateFile }),
});

const certificateRows: readonly WalkRow[] = [
  certificateFile('CertificateFileEmpty', () => ''),
  certificateFile('CertificateIsPrivateKey', keyOf),
  certificateFile('CertificateIsRequest', (place) => newRequest(keyOf(place))),
  certificateFile('CertificateNotRecognized', () => 'hello'),
  certificateFile('CertificateIsNotRsa', () => newCertificate(newKey('EC', 'ec_paramgen_curve:P-256'))),
  certificateFile('CertificateKeyTooShort', () => newCertificate(newKey('RSA', 'rsa_keygen_bits:1024'))),
  certificateFile('CertificateNotOfKey', ({ otherKeys }) => readFileSync(otherKeys.certificateFile)),
];

const part = (cause: string, provoke: WalkRow['provoke'], mend?: WalkRow['mend']): WalkRow => ({
  cause,
  when: 'a part of the login has not the form of one',
  isLocal: true,
  provoke,
  mend,
});

const rightParts: WalkRow['mend'] = ({ login }) => login;

const partRows: readonly WalkRow[] = [
  part('ClientIdIsPlaceholder', () => ({ clientId: 'YOUR_CLIENT_ID' }), rightParts),
  part('ClientIdMalformed', ({ login }) => ({ clientId: `"${login.clientId ?? ''}"` }), rightParts),
  part('ClientIdLength', () => ({ clientId: '3MVG9' }), rightParts),
  part('UsernameMalformed', () => ({ username: 'deploy' }), rightParts),
  part('LoginSwapped', ({ login }) => ({ clientId: login.username, username: login.clientId })),
  part('AudienceNotAddress', () => ({ audience: 'the org' })),
  part('AudienceIsPages', () => ({ audience: 'https://acme.lightning.force.com' })),
];

export const localRows: readonly WalkRow[] = [...partRows, ...keyRows, ...placeRows, ...certificateRows];
