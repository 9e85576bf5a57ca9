import type { KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { decodePrivateKey } from './decode.ts';
import { isCutOff, membersOf, octetsOf, readElement } from './der.ts';
import { mistakenForKey } from './mistaken.ts';
import { bytesOf, findPemBlocks, type PemBlock } from './pem.ts';
import type { Passphrase } from './passphrase.ts';
import {
  isPrivateKind,
  jwksOf,
  parseJson,
  recognize,
  recognizeBlock,
  recognizeDer,
  type FileKind,
} from './recognize.ts';
import { repair } from './repair.ts';
import { checkUsable } from './usable.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'keys');

export { MINIMUM_KEY_SIZE } from './usable.ts';

// What reads the rarer forms is loaded where such a form is met: most keys are PKCS#8, and start-up is felt.

/** Kinds that are always protected by a passphrase. */
const protectedKinds: ReadonlySet<FileKind> = new Set<FileKind>([
  'encrypted-pkcs8',
  'legacy-encrypted',
  'jwe',
  'hardis',
]);

/** True for a private key that cannot be read without a passphrase. Never fails. */
export async function needsPassphrase(contents: Buffer): Promise<boolean> {
  const repaired = repair(contents);
  const kind = recognize(repaired);
  if (kind !== 'pkcs12') return protectedKinds.has(kind);
  const { opensWithoutPassphrase } = await import('./pkcs12-read.ts');
  return !(await opensWithoutPassphrase(onlyPart(repaired) ?? repaired));
}

/**
 * Reads a private key that can sign RS256, in any form that people have: PKCS#8 and PKCS#1, as PEM or DER, protected or not,
 * PKCS#12, JWK, and what `sealed.ts` reads; damage of the usual kinds is undone first.
 * Throws a named error that says what the contents are instead; the contents themselves never enter an error.
 */
export async function parsePrivateKey(
  contents: Buffer,
  source: string,
  passphrase?: Passphrase,
): Promise<KeyObject> {
  const repaired = repair(contents);
  const kind = recognize(repaired);
  const mistake = mistakenForKey(kind, source);
  if (mistake) throw mistake;
  const [key, ...others] = await readKeys(repaired, kind, { source, passphrase });
  if (!key) throw messages.createError('error.KeyNotInside', [source]);
  if (others.some((other) => !other.equals(key))) throw severalKeys(source);
  checkUsable(key, source);
  return key;
}

/** The private keys in the contents, also those that cannot sign RS256; throws as `parsePrivateKey` does for the rest. */
export async function readPrivateKeys(
  contents: Buffer,
  source: string,
  passphrase?: Passphrase,
): Promise<KeyObject[]> {
  const repaired = repair(contents);
  return readKeys(repaired, recognize(repaired), { source, passphrase });
}

type Context = { source: string; passphrase: Passphrase | undefined };

async function readKeys(contents: Buffer, kind: FileKind, context: Context): Promise<KeyObject[]> {
  const { source, passphrase } = context;
  if (kind === 'jwe' || kind === 'hardis') {
    const { openSealedKey } = await import('./sealed.ts');
    const pem = await openSealedKey(contents.toString('utf8'), required(passphrase, source), source);
    return [await parsePrivateKey(Buffer.from(pem), source)];
  }
  if (kind === 'private-jwk') {
    const { readPrivateJwk } = await import('./jwk-read.ts');
    const jwks = jwksOf(parseJson(contents.toString('utf8'))).filter((jwk) => 'd' in jwk);
    return jwks.map((jwk) => readPrivateJwk(jwk) ?? fail('error.KeyDamaged', source));
  }
  const blocks = privateBlocks(contents);
  if (blocks.length > 1) throw severalKeys(source);
  const [block] = blocks;
  if (block?.encryption) return [await readLegacy(block, context)];
  const der = block ? (bytesOf(block) ?? failIncomplete(block, source)) : contents;
  return readDer(der, recognizeDer(der), context);
}

/** The blocks with a private key, each once: some files hold the same twice. */
function privateBlocks(contents: Buffer): PemBlock[] {
  const blocks = findPemBlocks(contents.toString('latin1')).filter((block) =>
    isPrivateKind(recognizeBlock(block)),
  );
  return [...new Map(blocks.map((block) => [block.body, block])).values()];
}

type ReadDer = (der: Buffer, context: Context) => Promise<KeyObject[]> | KeyObject[];

/** The forms of DER that hold an RSA private key. */
const derReaders: Partial<Record<FileKind, ReadDer>> = {
  pkcs8: (der, { source }) => [decodePrivateKey(der, 'pkcs8') ?? fail('error.KeyDamaged', source)],
  pkcs1: (der, { source }) => [decodePrivateKey(der, 'pkcs1') ?? fail('error.KeyDamaged', source)],
  'encrypted-pkcs8': async (der, { source, passphrase }) => {
    const { decryptPbe, openingOf } = await import('./pbe.ts');
    const [algorithm, encrypted] = membersOf(readElement(der));
    const text = required(passphrase, source);
    const decrypted = await decryptPbe(algorithm, octetsOf(encrypted), text, openingOf(source));
    return [(decrypted && decodePrivateKey(decrypted, 'pkcs8')) ?? fail('error.PassphraseWrong', source)];
  },
  pkcs12: async (der, { source, passphrase }) => {
    const { openPkcs12 } = await import('./pkcs12-read.ts');
    return (await openPkcs12(der, passphrase, source)).privateKeys;
  },
};

async function readDer(der: Buffer, kind: FileKind | undefined, context: Context): Promise<KeyObject[]> {
  const { source } = context;
  if (isCutOff(der)) throw messages.createError('error.KeyTruncated', [source]);
  const read = kind && derReaders[kind];
  if (read) return read(der, context);
  throw (kind && mistakenForKey(kind, source)) ?? messages.createError('error.KeyDamaged', [source]);
}

async function readLegacy(block: PemBlock, { source, passphrase }: Context): Promise<KeyObject> {
  const text = required(passphrase, source);
  const encrypted = bytesOf(block);
  if (!block.encryption || !encrypted) return failIncomplete(block, source);
  const { decryptPem, openingOf } = await import('./pbe.ts');
  const der = await decryptPem(block.encryption, encrypted, text, openingOf(source));
  const kind = der && recognizeDer(der);
  const mistake = kind === 'ec' || kind === 'dsa' ? mistakenForKey(kind, source) : undefined;
  if (mistake) throw mistake;
  const key = der && decodePrivateKey(der, kind === 'pkcs8' ? 'pkcs8' : 'pkcs1');
  return key ?? fail(block.isClosed ? 'error.PassphraseWrong' : 'error.KeyTruncated', source);
}

function onlyPart(contents: Buffer): Buffer | undefined {
  const [block] = privateBlocks(contents);
  return block && bytesOf(block);
}

function required(passphrase: Passphrase | undefined, source: string): Passphrase {
  return passphrase ?? fail('error.KeyIsEncrypted', source);
}

function failIncomplete({ isClosed }: PemBlock, source: string): never {
  return fail(isClosed ? 'error.KeyDamaged' : 'error.KeyTruncated', source);
}

function fail(message: string, source: string): never {
  throw messages.createError(message, [source]);
}

function severalKeys(source: string): Error {
  return messages.createError('error.SeveralPrivateKeys', [source]);
}
