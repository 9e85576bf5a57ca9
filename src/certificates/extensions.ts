import type { X509Certificate } from 'node:crypto';
import { membersOf, oidOf, readElement } from '../keys/der.ts';
import { readAlgorithm } from './signature-algorithm.ts';
import { bitsOf, readSigned } from './signed-der.ts';

/** What node:crypto does not tell of a certificate. `keyUsage` is undefined when the certificate has no such extension. */
export type CertificateDetails = { signatureAlgorithm: string; keyUsage: string[] | undefined };

/** RFC 5280, 4.2.1.3, in the order of the bits. */
const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

const KEY_USAGE = '2.5.29.15';
const EXTENSIONS = 0xa3;

export function readDetails(certificate: X509Certificate): CertificateDetails {
  const parts = readSigned(certificate.raw);
  if (!parts) return { signatureAlgorithm: '', keyUsage: undefined };
  return { signatureAlgorithm: readAlgorithm(parts.algorithm).name, keyUsage: readKeyUsage(parts.signed) };
}

function readKeyUsage(signed: Buffer): string[] | undefined {
  const [extensions] = membersOf(membersOf(readElement(signed)).find(({ tag }) => tag === EXTENSIONS));
  const extension = membersOf(extensions)
    .map(membersOf)
    .find(([oid]) => oidOf(oid) === KEY_USAGE);
  const value = extension?.at(-1);
  return value && namesOf(bitsOf(value.contents));
}

function namesOf(bits: Buffer): string[] {
  return KEY_USAGES.filter((_, index) => ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0);
}
