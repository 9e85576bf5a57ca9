import { membersOf, oidOf, readElement } from '../keys/der.ts';

/** `hash` is what node:crypto verifies with; null where the algorithm has its own, undefined where we do not verify. */
export type SignatureAlgorithm = { name: string; hash: string | null | undefined };

/** By object identifier: RFC 8017, A.2.4; RFC 5758, 3.2; RFC 8410, 3. */
const algorithms: Record<string, SignatureAlgorithm> = {
  '1.2.840.113549.1.1.4': { name: 'RSA with MD5', hash: undefined },
  '1.2.840.113549.1.1.5': { name: 'RSA with SHA-1', hash: 'sha1' },
  '1.2.840.113549.1.1.10': { name: 'RSASSA-PSS', hash: undefined },
  '1.2.840.113549.1.1.11': { name: 'RSA with SHA-256', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { name: 'RSA with SHA-384', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { name: 'RSA with SHA-512', hash: 'sha512' },
  '1.2.840.10045.4.1': { name: 'ECDSA with SHA-1', hash: 'sha1' },
  '1.2.840.10045.4.3.2': { name: 'ECDSA with SHA-256', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { name: 'ECDSA with SHA-384', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { name: 'ECDSA with SHA-512', hash: 'sha512' },
  '1.3.101.112': { name: 'Ed25519', hash: null },
  '1.3.101.113': { name: 'Ed448', hash: null },
};

/** The algorithm of the DER of an AlgorithmIdentifier; by its number where the table does not know it. */
export function readAlgorithm(identifier: Buffer): SignatureAlgorithm {
  const number = oidOf(membersOf(readElement(identifier))[0]);
  return algorithms[number] ?? { name: number, hash: undefined };
}
