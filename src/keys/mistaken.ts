import { Messages } from '@salesforce/core/messages';
import type { FileKind } from './recognize.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'keys');

type Refuse = (source: string, file: string) => Error;

/** Encrypted by a program that is not ours: its name and the command that decrypts. */
const sealedBy =
  (program: string, command: (file: string) => string): Refuse =>
  (source, file) =>
    messages.createError('error.KeyFileIsSealed', [source, program], [command(file)]);

/** What people hand over instead of a private key that can be used, by what it was recognised as. */
const mistaken: Partial<Record<FileKind, Refuse>> = {
  empty: (source) => messages.createError('error.KeyFileEmpty', [source]),
  placeholder: (source) => messages.createError('error.KeyIsPlaceholder', [source]),
  path: (source) => messages.createError('error.KeyIsPath', [source]),
  html: (source) => messages.createError('error.KeyIsHtml', [source]),
  jwt: (source) => messages.createError('error.KeyIsJwt', [source]),
  'access-token': (source) => messages.createError('error.KeyIsAccessToken', [source]),
  'auth-url': (source) => messages.createError('error.KeyIsAuthUrl', [source]),
  'consumer-key': (source) => messages.createError('error.KeyIsConsumerKey', [source]),
  certificate: (source) => messages.createError('error.KeyIsCertificate', [source]),
  pkcs7: (source) => messages.createError('error.KeyIsCertificate', [source]),
  'certificate-request': (source) => messages.createError('error.KeyIsCertificateRequest', [source]),
  'public-key': (source) => messages.createError('error.KeyIsPublic', [source]),
  'public-jwk': (source) => messages.createError('error.KeyIsPublic', [source]),
  'ssh-public': (source) => messages.createError('error.KeyIsPublic', [source]),
  'symmetric-jwk': (source) => messages.createError('error.KeyIsSymmetric', [source]),
  ec: (source) => messages.createError('error.KeyIsEc', [source, 'EC']),
  dsa: (source) => messages.createError('error.KeyIsDsa', [source]),
  openssh: (source, file) => messages.createError('error.KeyIsOpenSsh', [source], [file]),
  'ssh-private': (source, file) => messages.createError('error.KeyIsPutty', [source, 'SSH.com'], [file]),
  putty: (source, file) => messages.createError('error.KeyIsPutty', [source, 'PuTTY'], [file]),
  pgp: (source) => messages.createError('error.KeyIsPgp', [source]),
  jks: (source, file) => messages.createError('error.KeyIsJavaKeystore', [source], [file]),
  'lfs-pointer': (source) => messages.createError('error.KeyIsLfsPointer', [source]),
  'sealed-by-openssl': sealedBy(
    'openssl enc',
    (file) => `openssl enc -d -aes-256-cbc -pbkdf2 -in "${file}" -out server.key`,
  ),
  'sealed-by-gpg': sealedBy('GnuPG', (file) => `gpg --output server.key --decrypt "${file}"`),
  'sealed-by-age': sealedBy('age', (file) => `age --decrypt --output server.key "${file}"`),
  'sealed-by-ansible': sealedBy(
    'Ansible Vault',
    (file) => `ansible-vault decrypt --output server.key "${file}"`,
  ),
  'sealed-by-git-crypt': sealedBy('git-crypt', () => 'git-crypt unlock'),
  'sealed-by-sops': sealedBy('SOPS', (file) => `sops decrypt --output server.key "${file}"`),
  unknown: (source) => messages.createError('error.KeyNotRecognized', [source]),
};

/** The error for a file that is no private key we can read; undefined for one that is. */
export function mistakenForKey(kind: FileKind, source: string): Error | undefined {
  return mistaken[kind]?.(source, fileFor(source));
}

/** Commands that convert need a file: the one that was read, or one that a person has to write first. */
function fileFor(source: string): string {
  return source === 'standard input' || source.startsWith('$') ? 'server.key' : source;
}
