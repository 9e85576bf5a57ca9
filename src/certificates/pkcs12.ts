import { createHash, createHmac, randomBytes, type KeyObject, type X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { ALGORITHMS, loadDerWriter, type Asn1, type DerWriter } from '../keys/der-writer.ts';
import {
  deriveKey,
  encryptedPrivateKeyInfo,
  encryptPbes2,
  ITERATIONS,
  type DerivedKey,
} from '../keys/encrypt.ts';
import type { Passphrase } from '../keys/passphrase.ts';
import { derivePkcs12Key } from '../keys/pkcs12-kdf.ts';
import {
  CERTIFICATE_BAG,
  DATA,
  ENCRYPTED_DATA,
  SHROUDED_KEY_BAG,
  X509_CERTIFICATE,
} from '../keys/pkcs12-types.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'certificates');

/** Attributes of a bag (PKCS#9; RFC 7292, section 4.2). */
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';

const VERSION_3 = 3;
const SALT_BYTES = 16;

/** Throws a named error for a passphrase that not every program turns into the same bytes: Java takes ASCII alone. */
export function checkPkcs12Passphrase(passphrase: Passphrase): void {
  if (!/^[\x20-\x7E]*$/.test(passphrase)) throw messages.createError('error.Pkcs12PassphraseNotAscii');
}

/** What takes time and needs the passphrase alone: keys for both encryptions and for the MAC. Secrets. */
export type Pkcs12Keys = { forKey: DerivedKey; forCertificate: DerivedKey; forMac: DerivedKey };

/** Derives the keys of one file. */
export async function derivePkcs12Keys(passphrase: Passphrase): Promise<Pkcs12Keys> {
  const derived = Promise.all([deriveKey(passphrase), deriveKey(passphrase)]);
  const salt = randomBytes(SALT_BYTES);
  const mac = { digest: 'sha256', passphrase, salt, count: ITERATIONS, purpose: 3, length: 32 } as const;
  const forMac = { salt, key: await derivePkcs12Key(mac) };
  const [forKey, forCertificate] = await derived;
  return { forKey, forCertificate, forMac };
}

/**
 * A PKCS#12 file (RFC 7292): private key and certificate, each encrypted by PBES2 with AES-256-CBC, under a MAC of
 * HMAC-SHA256. It is read back with node:crypto before it is returned. `name` is what key stores call the entry.
 */
export async function buildPkcs12(
  { privateKey, certificate, name }: { privateKey: KeyObject; certificate: X509Certificate; name: string },
  passphrase: Passphrase,
  keys: Pkcs12Keys,
): Promise<Buffer> {
  const write = await loadDerWriter();
  const { sequence, oid, octets, integer, tagged, encode } = write;
  // what tells a key store which certificate belongs to which key
  const attributes = bagAttributes(write, createHash('sha1').update(certificate.raw).digest(), name);
  const certificateValue = sequence(oid(X509_CERTIFICATE), tagged(0, octets(certificate.raw)));
  const keyValue = encryptedPrivateKeyInfo(write, privateKey, keys.forKey);
  const bag = (type: string, value: Asn1): Buffer =>
    encode(sequence(sequence(oid(type), tagged(0, value), attributes)));
  const authenticatedSafe = encode(
    sequence(
      encryptedData(write, bag(CERTIFICATE_BAG, certificateValue), keys.forCertificate),
      data(write, bag(SHROUDED_KEY_BAG, keyValue)),
    ),
  );
  const mac = createHmac('sha256', keys.forMac.key).update(authenticatedSafe).digest();
  const der = encode(
    sequence(
      integer(VERSION_3),
      data(write, authenticatedSafe),
      sequence(
        sequence(write.algorithm(ALGORITHMS.sha256), octets(mac)),
        octets(keys.forMac.salt),
        integer(ITERATIONS),
      ),
    ),
  );
  await checkPkcs12(der, passphrase);
  return der;
}

function data(write: DerWriter, contents: Buffer): Asn1 {
  return write.sequence(write.oid(DATA), write.tagged(0, write.octets(contents)));
}

/** EncryptedData of PKCS#7 (RFC 2315, section 13). */
function encryptedData(write: DerWriter, contents: Buffer, key: DerivedKey): Asn1 {
  const { sequence, oid, integer, tagged, taggedOctets } = write;
  const { algorithm, ciphertext } = encryptPbes2(write, contents, key);
  const encrypted = sequence(oid(DATA), algorithm, taggedOctets(0, ciphertext));
  return sequence(oid(ENCRYPTED_DATA), tagged(0, sequence(integer(0), encrypted)));
}

function bagAttributes(write: DerWriter, keyId: Buffer, name: string): Asn1 {
  const { sequence, set, oid, octets, bmp } = write;
  return set(sequence(oid(FRIENDLY_NAME), set(bmp(name))), sequence(oid(LOCAL_KEY_ID), set(octets(keyId))));
}

/** OpenSSL, inside of Node, opens the file, decrypts both parts, and finds that key and certificate belong together. */
async function checkPkcs12(pfx: Buffer, passphrase: Passphrase): Promise<void> {
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext({ pfx, passphrase });
  } catch {
    throw messages.createError('error.Pkcs12SelfCheckFailed');
  }
}
