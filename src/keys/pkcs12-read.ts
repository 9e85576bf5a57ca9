import { createHmac, timingSafeEqual, X509Certificate, type KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { decodePrivateKey } from './decode.ts';
import {
  isCutOff,
  membersOf,
  numberOf,
  octetsOf,
  oidOf,
  readElement,
  SEQUENCE,
  type Element,
} from './der.ts';
import { decryptPbe, deriveKey, openingOf, spendIterations, type Opening } from './pbe.ts';
import { derivePkcs12Key } from './pkcs12-kdf.ts';
import {
  DATA,
  ENCRYPTED_DATA,
  SAFE_CONTENTS_BAG,
  SHROUDED_KEY_BAG,
  X509_CERTIFICATE,
} from './pkcs12-types.ts';
import type { Passphrase, PassphraseText } from './passphrase.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'keys');

const PBMAC1 = '1.2.840.113549.1.5.14';
const MAXIMUM_NESTING = 4;

/** Hashes of a MAC. */
const digests: Record<string, string> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Hashes of a PBMAC1 (RFC 9579), with the length of their result. */
const hmacs: Record<string, { digest: string; length: number }> = {
  '1.2.840.113549.2.9': { digest: 'sha256', length: 32 },
  '1.2.840.113549.2.10': { digest: 'sha384', length: 48 },
  '1.2.840.113549.2.11': { digest: 'sha512', length: 64 },
};

export type Pkcs12Contents = { privateKeys: KeyObject[]; certificates: X509Certificate[] };

type Parts = { contents: Element[]; authenticated: Buffer; mac?: Element };

/**
 * Reads a PKCS#12 file (RFC 7292) protected by a passphrase, or by none: of openssl, keytool, Windows, macOS, old and new.
 * Keys and certificates are node's own, made from the DER bytes in it; only RC2 of old files is node-forge's, which reads
 * neither EC keys, nor AES with a passphrase beyond Latin-1, and is slow to derive keys.
 * Throws KeyIsEncrypted, PassphraseWrong, KeyTruncated, KeyDamaged, KeyProtectionUnsupported, KeyProtectionTooCostly.
 */
export async function openPkcs12(
  contents: Buffer,
  passphrase: Passphrase | undefined,
  source: string,
): Promise<Pkcs12Contents> {
  const parts = partsOf(contents);
  if (!parts) throw damaged(contents, source);
  const opening = openingOf(source);
  for (const candidate of candidatesFor(passphrase)) {
    const hasRightMac = parts.mac ? await verifyMac(parts, parts.mac, candidate, opening) : undefined;
    if (hasRightMac === false) continue;
    const found = await collect(parts.contents, candidate, opening);
    if (found) return found;
    // the MAC has proven the passphrase, so it is not what failed
    if (hasRightMac === true) throw damaged(contents, source);
  }
  throw passphrase === undefined
    ? messages.createError('error.KeyIsEncrypted', [source])
    : messages.createError('error.PassphraseWrong', [source]);
}

/** True for a PKCS#12 file whose MAC needs no passphrase, or that protects nothing. Never fails. */
export async function opensWithoutPassphrase(contents: Buffer): Promise<boolean> {
  const parts = partsOf(contents);
  if (!parts) return true;
  try {
    const { mac } = parts;
    if (!mac)
      return parts.contents.every((content) => oidOf(membersOf(content)[0]) === DATA && isBare(content));
    const opening = openingOf('');
    for (const candidate of candidatesFor(undefined))
      if (await verifyMac(parts, mac, candidate, opening)) return true;
    return false;
  } catch {
    // what is wrong with it is told, by name, when it is opened
    return true;
  }
}

/** An empty passphrase and none at all are two things in PKCS#12; programs differ in which they write. */
function candidatesFor(passphrase: Passphrase | undefined): PassphraseText[] {
  return passphrase === undefined || passphrase.length === 0 ? ['', undefined] : [passphrase];
}

function damaged(contents: Buffer, source: string): Error {
  return messages.createError(isCutOff(contents) ? 'error.KeyTruncated' : 'error.KeyDamaged', [source]);
}

function partsOf(contents: Buffer): Parts | undefined {
  const outer = readElement(contents);
  if (!outer || outer.missing > 0) return undefined;
  const [, safe, mac] = membersOf(outer);
  const [type, content] = membersOf(safe);
  if (oidOf(type) !== DATA) return undefined;
  const authenticated = octetsOf(membersOf(content)[0]);
  const sequence = readElement(authenticated);
  return sequence && sequence.missing === 0
    ? { contents: membersOf(sequence), authenticated, mac }
    : undefined;
}

async function verifyMac(
  { authenticated }: Parts,
  mac: Element,
  passphrase: PassphraseText,
  opening: Opening,
): Promise<boolean> {
  const [info, salt, iterations] = membersOf(mac);
  const [algorithm, digestElement] = membersOf(info);
  const [type, parameters] = membersOf(algorithm);
  const expected = octetsOf(digestElement);
  const key =
    oidOf(type) === PBMAC1
      ? pbmac1Key(parameters, passphrase, opening)
      : await macKey(oidOf(type), octetsOf(salt), iterations ? numberOf(iterations) : 1, passphrase, opening);
  if (!key) throw messages.createError('error.KeyProtectionUnsupported', [opening.source]);
  const actual = createHmac(key.digest, key.bytes).update(authenticated).digest();
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

type MacKey = { digest: string; bytes: Buffer };

async function macKey(
  type: string,
  salt: Buffer,
  count: number,
  passphrase: PassphraseText,
  opening: Opening,
): Promise<MacKey | undefined> {
  const digest = digests[type];
  if (digest === undefined) return undefined;
  const { length } = createHmac(digest, '').digest();
  spendIterations(count, opening);
  const bytes = await derivePkcs12Key({ digest, passphrase, salt, count, purpose: 3, length });
  return { digest, bytes };
}

function pbmac1Key(
  parameters: Element | undefined,
  passphrase: PassphraseText,
  opening: Opening,
): MacKey | undefined {
  const [derivation, scheme] = membersOf(parameters);
  const hmac = hmacs[oidOf(membersOf(scheme)[0])];
  const bytes = hmac && deriveKey(derivation, passphrase ?? '', hmac.length, opening);
  return bytes && { digest: hmac.digest, bytes };
}

/** Everything in the file; undefined when the passphrase does not decrypt it. */
async function collect(
  contents: Element[],
  passphrase: PassphraseText,
  opening: Opening,
): Promise<Pkcs12Contents | undefined> {
  const found: Pkcs12Contents = { privateKeys: [], certificates: [] };
  for (const content of contents) {
    const safe = await openContent(content, passphrase, opening);
    if (!safe || !(await collectBags(safe, found, passphrase, opening))) return undefined;
  }
  return found;
}

/** A ContentInfo: SafeContents in the open, or encrypted as a whole. */
async function openContent(
  content: Element,
  passphrase: PassphraseText,
  opening: Opening,
): Promise<Buffer | undefined> {
  const [type, wrapper] = membersOf(content);
  const [inner] = membersOf(wrapper);
  if (oidOf(type) === DATA) return octetsOf(inner);
  if (oidOf(type) !== ENCRYPTED_DATA)
    throw messages.createError('error.KeyProtectionUnsupported', [opening.source]);
  const [, info] = membersOf(inner);
  const [, algorithm, encrypted] = membersOf(info);
  return decryptPbe(algorithm, octetsOf(encrypted), passphrase, opening);
}

type CollectBag = (
  value: Element,
  found: Pkcs12Contents,
  passphrase: PassphraseText,
  opening: Opening,
) => Promise<boolean> | boolean;

/** SafeBags that hold what we look for (RFC 7292, 4.2); CRLs and secrets beside them are passed over. */
const bags: Record<string, CollectBag> = {
  '1.2.840.113549.1.12.10.1.1': (value, found) => addPrivateKey(wholeOf(value), found),
  [SHROUDED_KEY_BAG]: async (value, found, passphrase, opening) => {
    const [algorithm, encrypted] = membersOf(value);
    const der = await decryptPbe(algorithm, octetsOf(encrypted), passphrase, opening);
    return der !== undefined && addPrivateKey(der, found);
  },
  '1.2.840.113549.1.12.10.1.3': (value, { certificates }) => {
    const [type, wrapper] = membersOf(value);
    const [certificate] = membersOf(wrapper);
    // one that node does not read takes nothing from the key
    if (oidOf(type) === X509_CERTIFICATE && certificate) addCertificate(octetsOf(certificate), certificates);
    return true;
  },
};

async function collectBags(
  safe: Buffer,
  found: Pkcs12Contents,
  passphrase: PassphraseText,
  opening: Opening,
  nesting = 0,
): Promise<boolean> {
  const sequence = readElement(safe);
  if (sequence?.tag !== SEQUENCE || sequence.missing > 0) return false;
  for (const bag of membersOf(sequence)) {
    const [type, wrapper] = membersOf(bag);
    const [value] = membersOf(wrapper);
    if (!value) return false;
    const collectBag: CollectBag | undefined =
      oidOf(type) === SAFE_CONTENTS_BAG && nesting < MAXIMUM_NESTING
        ? async () => collectBags(wholeOf(value), found, passphrase, opening, nesting + 1)
        : bags[oidOf(type)];
    if (collectBag && !(await collectBag(value, found, passphrase, opening))) return false;
  }
  return true;
}

function addPrivateKey(der: Buffer, { privateKeys }: Pkcs12Contents): boolean {
  const key = decodePrivateKey(der, 'pkcs8');
  if (key) privateKeys.push(key);
  return key !== undefined;
}

function addCertificate(der: Buffer, certificates: X509Certificate[]): void {
  try {
    certificates.push(new X509Certificate(der));
  } catch {
    return;
  }
}

/** The element with its tag and length, in DER. */
function wholeOf({ tag, contents }: Element): Buffer {
  const length = contents.length;
  const header =
    length < 0x80 ? [tag, length] : [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return Buffer.concat([Buffer.from(header), contents]);
}

function isBare(content: Element): boolean {
  const [, wrapper] = membersOf(content);
  const safe = readElement(octetsOf(membersOf(wrapper)[0]));
  return membersOf(safe).every((bag) => oidOf(membersOf(bag)[0]) !== SHROUDED_KEY_BAG);
}
