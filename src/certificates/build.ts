import { randomBytes, X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { ALGORITHMS, loadDerWriter, toPem } from '../keys/der-writer.ts';
import type { KeyPair } from '../keys/generate.ts';
import {
  authorityKeyIdentifier,
  distinguishedName,
  endEntityExtensions,
  signed,
  subjectPublicKeyInfo,
} from './structure.ts';
import type { Subject } from './subject.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'certificates');

/**
 * Salesforce takes certificates of at most 4 KB, and advises DER for larger ones (help page "OAuth 2.0 JWT Bearer Flow").
 * In bytes of the file.
 */
export const MAXIMUM_CERTIFICATE_BYTES = 4096;

/** A clock that lags behind must not see a certificate that is not valid yet. In milliseconds. */
const BACKDATE_MILLISECONDS = 5 * 60 * 1000;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** The last moment that an X.509 GeneralizedTime can name (RFC 5280, 4.1.2.5). */
const LAST_MOMENT = new Date('9999-12-31T23:59:59Z');

const VERSION_3 = 2;

export type Validity = { notBefore: Date; notAfter: Date };

/** A validity of `days` whole days from `now`, whose beginning lies five minutes back. */
export function validityFrom(now: Date, days: number): Validity {
  const { notAfter } = exactValidity(now, days);
  return { notBefore: new Date(now.getTime() - BACKDATE_MILLISECONDS), notAfter };
}

/** A validity of `days` whole days that begins exactly at `notBefore`. */
export function exactValidity(notBefore: Date, days: number): Validity {
  const notAfter = new Date(notBefore.getTime() + days * DAY_MILLISECONDS);
  // An invalid Date compares false with everything, so the comparison must be the one that has to be true.
  if (!(notAfter <= LAST_MOMENT)) throw messages.createError('error.ValidityTooLong', [days]);
  return { notBefore, notAfter };
}

/**
 * Builds a self-signed X.509 v3 certificate (RFC 5280) over the pair's public key, signed with SHA-256, as PEM.
 *
 * The profile (UTF-8 names, random positive serial, basicConstraints CA:FALSE, keyUsage digitalSignature, both key
 * identifiers) is the one that strict linters pass. The result is read back and checked before it is returned.
 */
export async function buildCertificate(pair: KeyPair, subject: Subject, validity: Validity): Promise<string> {
  const write = await loadDerWriter();
  const { sequence, integer, tagged, time } = write;
  const name = distinguishedName(write, subject);
  const toBeSigned = sequence(
    tagged(0, integer(VERSION_3)),
    write.bigInteger(randomSerialNumber()),
    write.algorithm(ALGORITHMS.sha256WithRsaEncryption),
    name,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    name,
    subjectPublicKeyInfo(write, pair.publicKey),
    tagged(
      3,
      sequence(...endEntityExtensions(write, pair.publicKey), authorityKeyIdentifier(write, pair.publicKey)),
    ),
  );
  const der = signed(write, toBeSigned, pair.privateKey);
  checkCertificate(new X509Certificate(der), pair, subject);
  return toPem('CERTIFICATE', der);
}

/**
 * Throws a named error for a certificate that Salesforce does not take because of its size. `isDerWritten`: the file that
 * goes into the app can be the DER form, a quarter smaller.
 */
export function checkCertificateSize(pem: string, { isDerWritten }: { isDerWritten: boolean }): void {
  const bytes = Buffer.byteLength(pem);
  if (bytes <= MAXIMUM_CERTIFICATE_BYTES) return;
  const derBytes = new X509Certificate(pem).raw.length;
  if (derBytes > MAXIMUM_CERTIFICATE_BYTES)
    throw messages.createError('error.CertificateTooLargeAsDer', [
      bytes,
      MAXIMUM_CERTIFICATE_BYTES,
      derBytes,
    ]);
  if (!isDerWritten)
    throw messages.createError('error.CertificateTooLarge', [bytes, MAXIMUM_CERTIFICATE_BYTES, derBytes]);
}

/** 16 random bytes, positive and without a leading zero byte (RFC 5280, 4.1.2.2). */
function randomSerialNumber(): Buffer {
  const serial = randomBytes(16);
  serial[0] = (serial.readUInt8(0) & 0x3f) | 0x40;
  return serial;
}

/** Reads the certificate back with node:crypto, an implementation that did not write it. */
function checkCertificate(written: X509Certificate, pair: KeyPair, subject: Subject): void {
  const holds: Array<[string, boolean]> = [
    ['its signature verifies', written.verify(pair.publicKey)],
    ['its public key is the one that was signed with', written.publicKey.equals(pair.publicKey)],
    ['its public key belongs to the private key', written.checkPrivateKey(pair.privateKey)],
    [
      'its subject is the one asked for',
      readSubject(written) === subject.map(({ type, value }) => `${type}=${value}`).join('\n'),
    ],
    ['it is no certificate authority', !written.ca],
    ['its serial number is positive', /^[1-7]/.test(written.serialNumber)],
  ];
  const failed = holds.find(([, isTrue]) => !isTrue);
  if (failed) throw messages.createError('error.CertificateSelfCheckFailed', [failed[0]]);
}

/** node prints a subject with OpenSSL's backslash escapes; this takes them out again. */
function readSubject(certificate: X509Certificate): string {
  return certificate.subject.replace(/\\(.)/gsu, '$1');
}
