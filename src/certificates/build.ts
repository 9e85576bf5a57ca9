import { createHash, randomBytes, sign, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { KeyPair } from '../keys/generate.ts';
import type { Subject } from './subject.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'certificates');

/** Salesforce takes certificates of at most 4 KB (help page "OAuth 2.0 JWT Bearer Flow"). In bytes of PEM text. */
export const MAXIMUM_CERTIFICATE_BYTES = 4096;

/** A clock that lags behind must not see a certificate that is not valid yet. In milliseconds. */
const BACKDATE_MILLISECONDS = 5 * 60 * 1000;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** The last moment that an X.509 GeneralizedTime can name (RFC 5280, 4.1.2.5). */
const LAST_MOMENT = new Date('9999-12-31T23:59:59Z');

export type Validity = { notBefore: Date; notAfter: Date };

/** A validity of `days` whole days from `now`, whose beginning lies five minutes back. */
export function validityFrom(now: Date, days: number): Validity {
  const notAfter = new Date(now.getTime() + days * DAY_MILLISECONDS);
  // An invalid Date compares false with everything, so the comparison must be the one that has to be true.
  if (!(notAfter <= LAST_MOMENT)) throw messages.createError('error.ValidityTooLong', [days]);
  return { notBefore: new Date(now.getTime() - BACKDATE_MILLISECONDS), notAfter };
}

/**
 * Builds a self-signed X.509 v3 certificate (RFC 5280) over the pair's public key, signed with SHA-256, as PEM.
 *
 * node-forge only writes the ASN.1; the signature comes from node:crypto. The profile (UTF-8 names, random positive serial,
 * basicConstraints CA:FALSE, keyUsage digitalSignature, both key identifiers) is the one that strict linters pass, which
 * node-forge's own defaults do not. The result is read back and checked before it is returned.
 */
export async function buildCertificate(pair: KeyPair, subject: Subject, validity: Validity): Promise<string> {
  const { default: forge } = await import('node-forge');
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  certificate.serialNumber = randomSerialNumber();
  certificate.validity = validity;
  const names = subject.map(({ type, name, value }) => ({
    name,
    value,
    // node-forge would write PrintableString whatever the text is (RFC 5280, 4.1.2.4)
    valueTagClass: (type === 'C' ? forge.asn1.Type.PRINTABLESTRING : forge.asn1.Type.UTF8) as never,
  }));
  certificate.setSubject(names);
  certificate.setIssuer(names);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: true },
  ]);
  certificate.sign(
    nativeSigner(pair.privateKey, () => forge.asn1.toDer(certificate.tbsCertificate).getBytes()) as never,
    forge.md.sha256.create(),
  );
  const pem = forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
  checkCertificate(pem, pair, subject);
  return pem;
}

/** forge signs through any object with `sign(md)`. We ignore its digest and sign the same bytes natively. */
function nativeSigner(privateKey: KeyObject, toBeSigned: () => string): { sign: () => string } {
  return { sign: () => sign('sha256', Buffer.from(toBeSigned(), 'latin1'), privateKey).toString('latin1') };
}

/** 16 random bytes as hexadecimal, positive and without a leading zero byte (RFC 5280, 4.1.2.2). */
function randomSerialNumber(): string {
  const serial = randomBytes(16);
  serial[0] = (serial.readUInt8(0) & 0x3f) | 0x40;
  return serial.toString('hex');
}

/** Reads the certificate back with node:crypto, an implementation that did not write it. */
function checkCertificate(pem: string, pair: KeyPair, subject: Subject): void {
  const written = new X509Certificate(pem);
  const probe = createHash('sha256').update(pem).digest();
  const holds: Array<[string, boolean]> = [
    ['its signature verifies', written.verify(pair.publicKey)],
    ['its public key belongs to the private key', written.checkPrivateKey(pair.privateKey)],
    [
      'a signature of the private key verifies with it',
      verify('sha256', probe, written.publicKey, sign('sha256', probe, pair.privateKey)),
    ],
    [
      'its subject is the one asked for',
      readSubject(written) === subject.map(({ type, value }) => `${type}=${value}`).join('\n'),
    ],
    ['it is no certificate authority', !written.ca],
    ['its serial number is positive', /^[1-7]/.test(written.serialNumber)],
  ];
  const failed = holds.find(([, isTrue]) => !isTrue);
  if (failed) throw messages.createError('error.CertificateSelfCheckFailed', [failed[0]]);
  if (Buffer.byteLength(pem) > MAXIMUM_CERTIFICATE_BYTES) {
    throw messages.createError('error.CertificateTooLarge', [
      Buffer.byteLength(pem),
      MAXIMUM_CERTIFICATE_BYTES,
    ]);
  }
}

/** node prints a subject with OpenSSL's backslash escapes; this takes them out again. */
function readSubject(certificate: X509Certificate): string {
  return certificate.subject.replace(/\\(.)/gsu, '$1');
}
