import { createHash, sign, type KeyObject } from 'node:crypto';
import { ALGORITHMS, type Asn1, type DerWriter } from '../keys/der-writer.ts';
import type { Subject } from './subject.ts';

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';
const AUTHORITY_KEY_IDENTIFIER = '2.5.29.35';

/** Name (RFC 5280, 4.1.2.4): one attribute in each relative name. */
export function distinguishedName(write: DerWriter, subject: Subject): Asn1 {
  const { sequence, set, oid } = write;
  return sequence(
    ...subject.map((attribute) =>
      set(sequence(oid(attribute.oid), write[attribute.string](attribute.value))),
    ),
  );
}

/** SubjectPublicKeyInfo of an RSA key (RFC 3279, 2.3.1). */
export function subjectPublicKeyInfo(write: DerWriter, publicKey: KeyObject): Asn1 {
  return write.sequence(write.algorithm(ALGORITHMS.rsaEncryption), write.bits(rsaPublicKey(publicKey)));
}

/**
 * The extensions of a certificate that signs and is no authority, also as a request asks for them; the critical flags are
 * those that strict linters want (RFC 5280, 4.2.1.2, 4.2.1.3, 4.2.1.9).
 */
export function endEntityExtensions(write: DerWriter, publicKey: KeyObject): Asn1[] {
  const { sequence, bits, octets } = write;
  return [
    // CA:FALSE is the default, which DER leaves out
    extension(write, BASIC_CONSTRAINTS, sequence(), { isCritical: true }),
    // digitalSignature is the first bit; seven are unused
    extension(write, KEY_USAGE, bits(Buffer.from([0x80]), 7), { isCritical: true }),
    extension(write, SUBJECT_KEY_IDENTIFIER, octets(keyIdentifier(publicKey))),
  ];
}

/** The key that signed; in a certificate that signs itself, the subject's own (RFC 5280, 4.2.1.1). */
export function authorityKeyIdentifier(write: DerWriter, publicKey: KeyObject): Asn1 {
  const identifier = write.sequence(write.taggedOctets(0, keyIdentifier(publicKey)));
  return extension(write, AUTHORITY_KEY_IDENTIFIER, identifier);
}

/** What was signed, how, and the signature, as DER: the frame of certificates and requests (RFC 5280, 4.1.1; RFC 2986, 4.2). */
export function signed(write: DerWriter, contents: Asn1, privateKey: KeyObject): Buffer {
  const signature = sign('sha256', write.encode(contents), privateKey);
  return write.encode(
    write.sequence(contents, write.algorithm(ALGORITHMS.sha256WithRsaEncryption), write.bits(signature)),
  );
}

function extension(
  write: DerWriter,
  type: string,
  value: Asn1,
  { isCritical } = { isCritical: false },
): Asn1 {
  const critical = isCritical ? [write.boolean(true)] : [];
  return write.sequence(write.oid(type), ...critical, write.octets(write.encode(value)));
}

/** SHA-1 over the bits of the public key: RFC 5280, 4.2.1.2, method 1. It names a key and protects nothing. */
function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash('sha1').update(rsaPublicKey(publicKey)).digest();
}

function rsaPublicKey(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'pkcs1', format: 'der' });
}
