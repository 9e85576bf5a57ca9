import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { isHardisFile, openHardisFile } from './hardis.ts';
import type { Passphrase } from './passphrase.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'sealed');

/** An encrypted JWK (RFC 7517, section 7) in the compact form of RFC 7516: what every JOSE library can open. */
const CONTENT_TYPE = 'jwk+json';
const ALGORITHM = 'PBES2-HS512+A256KW';
const ENCRYPTION = 'A256GCM';

/** Of PBKDF2-HMAC-SHA512: about three times what OWASP's "Password Storage Cheat Sheet" asks for with this hash. */
export const ITERATIONS = 600_000;

/** What other software may have sealed with. Each is authenticated (RFC 7518, sections 4.8 and 5). */
const readAlgorithms = ['PBES2-HS256+A128KW', 'PBES2-HS384+A192KW', ALGORITHM];
const readEncryptions = ['A128GCM', 'A192GCM', ENCRYPTION, 'A128CBC-HS256', 'A192CBC-HS384', 'A256CBC-HS512'];

/** A file says itself how much work it makes: some seconds at most. */
export const MOST_ITERATIONS = 5_000_000;
/** RFC 7518, sections 4.8.1.1 and 4.8.1.2. */
const FEWEST_ITERATIONS = 1000;
const SHORTEST_SALT_BYTES = 8;
/** A key of 16384 bits takes a third of it. */
const MOST_CHARACTERS = 64 * 1024;

type Header = Readonly<Record<string, unknown>>;
type HeaderRule = { isBroken: (header: Header) => boolean; error: (source: string, header: Header) => Error };

/** What the protected header must be before any work is done for it; the first that is broken counts. */
const headerRules: readonly HeaderRule[] = [
  {
    isBroken: ({ alg }) => !readAlgorithms.includes(alg as string),
    error: (source, { alg }) =>
      messages.createError('error.SealedKeyNotSupported', [source, `alg ${show(alg)}`]),
  },
  {
    isBroken: ({ enc }) => !readEncryptions.includes(enc as string),
    error: (source, { enc }) =>
      messages.createError('error.SealedKeyNotSupported', [source, `enc ${show(enc)}`]),
  },
  {
    // compression tells of what is compressed (RFC 8725, 3.6), and a small file could unpack to a large one
    isBroken: (header) => 'zip' in header,
    error: (source, { zip }) =>
      messages.createError('error.SealedKeyNotSupported', [source, `zip ${show(zip)}`]),
  },
  {
    // no extension is understood here, and RFC 7516, 4.1.13 wants such a file refused
    isBroken: (header) => 'crit' in header,
    error: (source, { crit }) =>
      messages.createError('error.SealedKeyNotSupported', [source, `crit ${show(crit)}`]),
  },
  {
    isBroken: ({ p2c }) => !Number.isSafeInteger(p2c) || (p2c as number) < FEWEST_ITERATIONS,
    error: (source, { p2c }) =>
      messages.createError('error.SealedKeyWeak', [source, `p2c ${show(p2c)}`, FEWEST_ITERATIONS]),
  },
  {
    isBroken: ({ p2c }) => (p2c as number) > MOST_ITERATIONS,
    error: (source, { p2c }) =>
      messages.createError('error.SealedKeyTooCostly', [source, show(p2c), MOST_ITERATIONS]),
  },
  {
    isBroken: ({ p2s }) => saltBytes(p2s) < SHORTEST_SALT_BYTES,
    error: (source) =>
      messages.createError('error.SealedKeyWeak', [source, 'p2s', `${SHORTEST_SALT_BYTES} bytes`]),
  },
];

/** True for what `openSealedKey` opens: a compact JWE or a file of sfdx-hardis. */
export function isSealedKey(text: string): boolean {
  const compact = withoutSpace(text);
  return isHardisFile(compact) || /^eyJ[\w-]*(?:\.[\w-]*){4}$/.test(compact);
}

/** Seals a private key under a salt of its own (16 random bytes), and opens it again before it is returned. */
export async function sealKey(privateKey: KeyObject, passphrase: Passphrase): Promise<string> {
  const { CompactEncrypt } = await import('jose');
  const jwk = Buffer.from(JSON.stringify(privateKey.export({ format: 'jwk' })));
  const sealed = await new CompactEncrypt(jwk)
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION, cty: CONTENT_TYPE })
    .setKeyManagementParameters({ p2c: ITERATIONS })
    .encrypt(Buffer.from(passphrase, 'utf8'));
  jwk.fill(0);
  const opened = createPrivateKey(await openSealedKey(sealed, passphrase, 'the sealed key'));
  if (!opened.equals(privateKey)) throw messages.createError('error.SealSelfCheckFailed');
  return sealed;
}

/** Opens a sealed private key and gives it as PEM text, which is a secret. `source` is what errors call the file. */
export async function openSealedKey(text: string, passphrase: Passphrase, source: string): Promise<string> {
  const compact = withoutSpace(text);
  if (compact.length > MOST_CHARACTERS)
    throw messages.createError('error.SealedKeyDamaged', [source, `it has ${compact.length} characters`]);
  if (isHardisFile(compact)) return openHardisFile(compact, passphrase, source);
  checkHeader(compact, source);
  return exportContents(await decrypt(compact, passphrase, source), source);
}

function checkHeader(compact: string, source: string): void {
  const parts = compact.split('.');
  const whole = parts.filter((part) => part !== '').length;
  if (parts.length !== 5 || whole !== 5)
    throw messages.createError('error.SealedKeyDamaged', [source, `${whole} parts instead of 5`]);
  const header = parseHeader(parts[0] ?? '');
  if (header === undefined) throw messages.createError('error.SealedKeyDamaged', [source, 'its header']);
  const broken = headerRules.find(({ isBroken }) => isBroken(header));
  if (broken) throw broken.error(source, header);
}

function parseHeader(encoded: string): Header | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null ? (header as Header) : undefined;
  } catch {
    return undefined;
  }
}

async function decrypt(compact: string, passphrase: Passphrase, source: string): Promise<Buffer> {
  const { compactDecrypt, errors } = await import('jose');
  try {
    const { plaintext } = await compactDecrypt(compact, Buffer.from(passphrase, 'utf8'), {
      keyManagementAlgorithms: readAlgorithms,
      contentEncryptionAlgorithms: readEncryptions,
      maxPBES2Count: MOST_ITERATIONS,
      maxDecompressedLength: 0,
    });
    return Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
  } catch (error) {
    // RFC 7516, 11.5: which of both it was is not told apart
    if (error instanceof errors.JWEDecryptionFailed)
      throw messages.createError('error.PassphraseWrong', [source]);
    if (error instanceof errors.JOSEError)
      throw messages.createError('error.SealedKeyDamaged', [source, 'a part is cut off']);
    throw error;
  }
}

/** Other software may have sealed PEM or DER instead of a JWK. */
function exportContents(contents: Buffer, source: string): string {
  try {
    return decodePrivateKey(contents).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    throw messages.createError('error.SealedContentsNotKey', [source]);
  } finally {
    contents.fill(0);
  }
}

function decodePrivateKey(contents: Buffer): KeyObject {
  const text = contents.toString('utf8').trim();
  if (text.startsWith('{')) {
    const key = JSON.parse(text) as Record<string, string>;
    return createPrivateKey({ key, format: 'jwk' });
  }
  if (text.includes('-----BEGIN')) return createPrivateKey(text);
  return createPrivateKey({ key: contents, format: 'der', type: 'pkcs8' });
}

/** Line ends that editors and mail programs put in; none of the forms has white space of its own. */
function withoutSpace(text: string): string {
  return text.replace(/[\s\uFEFF]+/g, '');
}

function saltBytes(p2s: unknown): number {
  return typeof p2s === 'string' ? Buffer.from(p2s, 'base64url').length : 0;
}

/** Of a file that anybody may have written: short, and without control characters. */
function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 40);
}
