import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'passphrase');

declare const passphraseBrand: unique symbol;

/** What protects a private key. A secret: never an argument, a message or a log. */
export type Passphrase = string & { readonly [passphraseBrand]: true };

/**
 * Of a passphrase that protects something new, in characters. A stolen file can be tried without end, which is why it is
 * more than the 8 of NIST SP 800-63B, where somebody counts the tries.
 */
export const MINIMUM_PASSPHRASE_LENGTH = 12;

export function toPassphrase(text: string): Passphrase {
  return text as Passphrase;
}

/** OpenSSL reads no longer one (PEM_BUFSIZE), and so neither does node:crypto. */
const MAXIMUM_PASSPHRASE_BYTES = 1024;

/** Throws a named error for a passphrase that is too weak to protect something new, or that other programs could not give. */
export function checkNewPassphrase(passphrase: Passphrase): void {
  const length = Array.from(passphrase).length;
  if (length < MINIMUM_PASSPHRASE_LENGTH)
    throw messages.createError('error.PassphraseTooShort', [length, MINIMUM_PASSPHRASE_LENGTH]);
  const bytes = Buffer.byteLength(passphrase);
  if (bytes > MAXIMUM_PASSPHRASE_BYTES)
    throw messages.createError('error.PassphraseTooLong', [bytes, MAXIMUM_PASSPHRASE_BYTES]);
  // openssl ends a passphrase at NUL and at the first line end; U+FFFD stands for bytes that are no UTF-8
  if (/[\p{Cc}\p{Cs}\uFFFD]/u.test(passphrase)) throw messages.createError('error.PassphraseUnusable');
}

/** A passphrase as the formats take it; undefined is none at all, which PKCS#12 tells from an empty one. */
export type PassphraseText = string | undefined;
