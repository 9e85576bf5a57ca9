import { membersOf, readElement, type Element } from '../keys/der.ts';

/** The DER of what is signed, of the algorithm and of the signature, which certificates and requests have alike. */
export type SignedDer = { signed: Buffer; algorithm: Buffer; signature: Buffer };

export function readSigned(der: Buffer): SignedDer | undefined {
  const [signed, algorithm, signature] = partsOf(readElement(der));
  return signed && algorithm && signature && { signed, algorithm, signature };
}

/** The DER of each member, with its tag and length. */
export function partsOf(element: Element | undefined): Buffer[] {
  const ends = membersOf(element).map(({ end }) => end);
  return ends.map((end, index) => element?.contents.subarray(ends[index - 1] ?? 0, end) ?? Buffer.alloc(0));
}

/** The octets of a BIT STRING, whose first byte counts the bits at its end that are not used. */
export function bitsOf(bitString: Buffer): Buffer {
  return readElement(bitString)?.contents.subarray(1) ?? Buffer.alloc(0);
}
