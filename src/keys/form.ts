import { findPemBlocks } from './pem.ts';
import { recognize, recognizeBlock, type FileKind } from './recognize.ts';
import { textOf } from './repair.ts';

/** Forms of a file with a private key in which another key can be written in its place. */
export type KeyForm = 'pkcs8' | 'pkcs1' | 'encrypted-pkcs8' | 'jwe';

/** The ways of old openssl to encrypt protect little: what is written anew is PKCS#8. */
const formsOfBlocks: Partial<Record<FileKind, KeyForm>> = {
  pkcs8: 'pkcs8',
  pkcs1: 'pkcs1',
  'encrypted-pkcs8': 'encrypted-pkcs8',
  'legacy-encrypted': 'encrypted-pkcs8',
};

/**
 * The form of a private key, as it lies in its file: one block of PEM, or a compact JWE. Undefined for all else, such as DER,
 * PKCS#12, or a certificate in the same file: whoever reads that would not find what they look for in a file of another form.
 */
export function formOfKey(contents: Buffer): KeyForm | undefined {
  const text = textOf(contents)?.trim() ?? '';
  const [block, ...others] = findPemBlocks(text);
  if (block !== undefined) return others.length > 0 ? undefined : formsOfBlocks[recognizeBlock(block)];
  return recognize(Buffer.from(text)) === 'jwe' && !text.startsWith('{') ? 'jwe' : undefined;
}
