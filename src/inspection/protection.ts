import { Messages } from '@salesforce/core/messages';
import { membersOf, numberOf, oidOf, readElement } from '../keys/der.ts';
import type { FilePart } from '../keys/split.ts';
import { warning, type Finding } from './finding.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'inspection');

/** How a passphrase protects a key. `rounds`: of the derivation that makes each guess costly. */
export type Protection = { cipher: string; rounds?: number };

/** OWASP, "Password Storage Cheat Sheet", for PBKDF2 with HMAC-SHA-256. */
const ROUNDS_RECOMMENDED = 600_000;

const PBES2 = '1.2.840.113549.1.5.13';

/** By object identifier: what openssl, keytool and we write. */
const ciphers: Record<string, string> = {
  '2.16.840.1.101.3.4.1.2': 'AES-128-CBC',
  '2.16.840.1.101.3.4.1.22': 'AES-192-CBC',
  '2.16.840.1.101.3.4.1.42': 'AES-256-CBC',
  '1.2.840.113549.3.7': 'DES-EDE3-CBC',
  '1.2.840.113549.1.12.1.3': 'DES-EDE3-CBC',
};

/** What the file tells without the passphrase. */
export function protectionOf({ kind, contents, der }: FilePart): Protection | undefined {
  if (kind === 'encrypted-pkcs8' && der) return readProtection(der);
  if (kind !== 'legacy-encrypted') return undefined;
  const [, cipher] = /^DEK-Info: ([\w-]+)/m.exec(contents.toString('latin1')) ?? [];
  // EVP_BytesToKey of old openssl: one round of MD5
  return cipher === undefined ? undefined : { cipher, rounds: 1 };
}

/** Of an encrypted PKCS#8 key (RFC 5958, section 3; RFC 8018). Undefined where its parameters are others than PBKDF2's. */
function readProtection(der: Buffer): Protection | undefined {
  const [scheme, parameters] = membersOf(membersOf(readElement(der))[0]);
  if (oidOf(scheme) !== PBES2) {
    const cipher = ciphers[oidOf(scheme)];
    return cipher === undefined ? undefined : { cipher, ...roundsOf(numberOf(membersOf(parameters)[1])) };
  }
  const [derivation, encryption] = membersOf(parameters).map(membersOf);
  const cipher = ciphers[oidOf(encryption?.[0])];
  return cipher === undefined ? undefined : { cipher, ...roundsOf(numberOf(membersOf(derivation?.[1])[1])) };
}

const roundsOf = (rounds: number): { rounds?: number } => (Number.isFinite(rounds) ? { rounds } : {});

/** `AES-256-CBC, 600000 rounds`. */
export function protectionText({ cipher, rounds }: Protection): string {
  return rounds === undefined ? cipher : messages.getMessage('protection', [cipher, rounds]);
}

/** What makes a stolen file easy to open. */
export function findProtectionFaults({ rounds }: Protection, source: string): Finding[] {
  if (rounds === undefined || rounds >= ROUNDS_RECOMMENDED) return [];
  return [warning(messages.createWarning('warning.ProtectionWeak', [rounds, ROUNDS_RECOMMENDED], [source]))];
}
