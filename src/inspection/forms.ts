import type { FilePart } from '../keys/split.ts';
import type { FileKind } from '../keys/recognize.ts';

/** The standard that lays out a file of this kind. */
const standards: Partial<Record<FileKind, string>> = {
  certificate: 'X.509',
  'certificate-request': 'PKCS#10',
  dsa: 'DSA',
  ec: 'SEC 1',
  'encrypted-pkcs8': 'PKCS#8',
  hardis: 'sfdx-hardis',
  jwe: 'JWE',
  'legacy-encrypted': 'old OpenSSL',
  pkcs1: 'PKCS#1',
  pkcs12: 'PKCS#12',
  pkcs8: 'PKCS#8',
  'private-jwk': 'JWK',
  'public-jwk': 'JWK',
  'public-key': 'public key',
};

/** `PKCS#8, PEM`. Where the standard says the encoding, it is not said again. */
export function formOf({ kind, encoding }: FilePart): string {
  const standard = standards[kind] ?? kind;
  return encoding === 'PEM' || (encoding === 'DER' && kind !== 'pkcs12')
    ? `${standard}, ${encoding}`
    : standard;
}
