import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { Passphrase } from './passphrase.ts';
import { isSealedKey, openSealedKey } from './sealed.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'keys');

/** Shorter RSA keys are disallowed for signing by NIST SP 800-131A and not accepted by Salesforce in practice. */
export const MINIMUM_KEY_SIZE = 2048;

const isPrivateKeyText = (text: string): boolean => /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/.test(text);

/**
 * What people hand over instead of a usable private key, most specific first.
 * `source` names the file (or stream) the text came from; it is all that an error ever shows of it.
 */
const mistakenForKey: Array<{ matches: (text: string) => boolean; error: (source: string) => Error }> = [
  {
    matches: (text) => text.trim() === '',
    error: (source) => messages.createError('error.KeyFileEmpty', [source]),
  },
  {
    matches: (text) => text.includes('-----BEGIN OPENSSH PRIVATE KEY-----'),
    error: (source) => messages.createError('error.KeyIsOpenSsh', [source], [source]),
  },
  {
    matches: (text) => !isPrivateKeyText(text) && /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(text),
    error: (source) => messages.createError('error.KeyIsCertificate', [source]),
  },
  {
    matches: (text) => !isPrivateKeyText(text) && /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----/.test(text),
    error: (source) => messages.createError('error.KeyIsCertificateRequest', [source]),
  },
  {
    matches: (text) => !isPrivateKeyText(text) && /-----BEGIN (?:RSA )?PUBLIC KEY-----|^ssh-rsa /.test(text),
    error: (source) => messages.createError('error.KeyIsPublic', [source]),
  },
  {
    matches: (text) => !isPrivateKeyText(text) && !isSealedKey(text),
    error: (source) => messages.createError('error.KeyNotRecognized', [source]),
  },
];

/** True for a private key that is protected by a passphrase. */
export function needsPassphrase(contents: Buffer): boolean {
  const text = contents.toString('utf8');
  return (
    text.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----') ||
    text.includes('Proc-Type: 4,ENCRYPTED') ||
    isSealedKey(text)
  );
}

/**
 * Reads a PEM private key (PKCS#8 or PKCS#1) that can sign RS256.
 * Throws a named error that says what the text is instead; the text itself never enters an error.
 */
export async function parsePrivateKey(
  contents: Buffer,
  source: string,
  passphrase?: Passphrase,
): Promise<KeyObject> {
  const text = contents.toString('utf8');
  if (isSealedKey(text) && passphrase !== undefined) {
    const opened = await openSealedKey(text, passphrase, source);
    return parsePrivateKey(Buffer.from(opened), source);
  }
  const mistake = mistakenForKey.find(({ matches }) => matches(text));
  if (mistake) throw mistake.error(source);
  if (needsPassphrase(contents) && passphrase === undefined)
    throw messages.createError('error.KeyIsEncrypted', [source], [source]);
  const key = await Promise.resolve(decode(text, source, passphrase));
  if (key.asymmetricKeyType !== 'rsa') {
    throw messages.createError('error.KeyIsNotRsa', [source, describeType(key)]);
  }
  const size = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (size < MINIMUM_KEY_SIZE)
    throw messages.createError('error.KeyTooShort', [source, size, MINIMUM_KEY_SIZE]);
  return key;
}

function decode(text: string, source: string, passphrase?: Passphrase): KeyObject {
  try {
    return createPrivateKey({ key: text, passphrase });
  } catch {
    // OpenSSL's own text ("DECODER routines::unsupported") tells a user nothing that the name does not.
    throw messages.createError('error.KeyDamaged', [source]);
  }
}

function describeType(key: KeyObject): string {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return [key.asymmetricKeyType?.toUpperCase(), curve && `(${curve})`].filter(Boolean).join(' ');
}
