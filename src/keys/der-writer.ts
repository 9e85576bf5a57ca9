import type { asn1 as Forge } from 'node-forge';

/** An ASN.1 value that has not been encoded yet. */
export type Asn1 = Forge.Asn1;

/** The algorithm identifiers with NULL parameters that we write (RFC 8017, appendices A.2 and B.1; RFC 8018, B.1.2). */
export const ALGORITHMS = {
  rsaEncryption: '1.2.840.113549.1.1.1',
  sha256WithRsaEncryption: '1.2.840.113549.1.1.11',
  sha256: '2.16.840.1.101.3.4.2.1',
  hmacWithSha256: '1.2.840.113549.2.9',
} as const;

/**
 * Loads what writes DER (X.690). node-forge only encodes: what it is given is checked before, and what it wrote is read
 * back by another implementation.
 */
export async function loadDerWriter() {
  const { default: forge } = await import('node-forge/lib/asn1.js');
  const { UNIVERSAL, CONTEXT_SPECIFIC } = forge.Class;
  // a context-specific tag is any number, where forge's types know those of the universal types alone
  const create: (
    tagClass: Forge.Class,
    type: number,
    isConstructed: boolean,
    value: string | Asn1[],
  ) => Asn1 = forge.create;
  const primitive = (type: Forge.Type, contents: string): Asn1 => create(UNIVERSAL, type, false, contents);
  const bytes = (contents: Buffer): string => contents.toString('latin1');
  const encode = (value: Asn1): Buffer => Buffer.from(forge.toDer(value).getBytes(), 'latin1');
  const oid = (dotted: string): Asn1 => primitive(forge.Type.OID, forge.oidToDer(dotted).getBytes());
  const sequence = (...parts: Asn1[]): Asn1 => create(UNIVERSAL, forge.Type.SEQUENCE, true, parts);
  const integer = (value: number): Asn1 =>
    primitive(forge.Type.INTEGER, forge.integerToDer(value).getBytes());
  return {
    oid,
    sequence,
    integer,
    /** DER sorts the parts of a SET OF by their bytes (X.690, 11.6). */
    set: (...parts: Asn1[]): Asn1 =>
      create(
        UNIVERSAL,
        forge.Type.SET,
        true,
        parts.sort((one, other) => Buffer.compare(encode(one), encode(other))),
      ),
    /** Two's complement, big-endian. */
    bigInteger: (value: Buffer): Asn1 => primitive(forge.Type.INTEGER, bytes(value)),
    octets: (value: Buffer): Asn1 => primitive(forge.Type.OCTETSTRING, bytes(value)),
    /** Whole bytes: no bit of the last one is unused. */
    bits: (value: Buffer, unused = 0): Asn1 =>
      primitive(forge.Type.BITSTRING, String.fromCharCode(unused) + bytes(value)),
    boolean: (value: boolean): Asn1 => primitive(forge.Type.BOOLEAN, value ? '\xff' : '\0'),
    utf8: (text: string): Asn1 => primitive(forge.Type.UTF8, bytes(Buffer.from(text, 'utf8'))),
    printable: (text: string): Asn1 => primitive(forge.Type.PRINTABLESTRING, text),
    ia5: (text: string): Asn1 => primitive(forge.Type.IA5STRING, text),
    bmp: (text: string): Asn1 => primitive(forge.Type.BMPSTRING, text),
    /** Through 2049 as UTCTime, after that as GeneralizedTime, in whole seconds (RFC 5280, 4.1.2.5). */
    time: (moment: Date): Asn1 => {
      const digits = `${moment.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
      return moment.getUTCFullYear() < 2050
        ? primitive(forge.Type.UTCTIME, digits.slice(2))
        : primitive(forge.Type.GENERALIZEDTIME, digits);
    },
    /** `[number] IMPLICIT` of a constructed type, or, around one part, `[number] EXPLICIT`. */
    tagged: (number: number, ...parts: Asn1[]): Asn1 => create(CONTEXT_SPECIFIC, number, true, parts),
    /** `[number] IMPLICIT OCTET STRING`. */
    taggedOctets: (number: number, value: Buffer): Asn1 =>
      create(CONTEXT_SPECIFIC, number, false, bytes(value)),
    algorithm: (dotted: string, parameters: Asn1 = primitive(forge.Type.NULL, '')): Asn1 =>
      sequence(oid(dotted), parameters),
    encode,
  };
}

export type DerWriter = Awaited<ReturnType<typeof loadDerWriter>>;

/** DER as PEM text (RFC 7468): lines of 64 characters that end in LF. */
export function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** The bytes of a PEM text that we wrote. */
export function derOfPem(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----.*?-----/g, ''), 'base64');
}
