import { X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { MINIMUM_KEY_SIZE } from '../keys/parse.ts';
import { isPrivateKind, recognize, type FileKind } from '../keys/recognize.ts';
import { repair } from '../keys/repair.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'certificates');

/**
 * Reads an X.509 certificate, PEM or DER, that an app can verify RS256 assertions with; of a bundle, the first. What secret
 * stores and editors do to a PEM text is undone. Throws a named error for anything else. `source` is the file's name for
 * messages.
 */
export function parseCertificate(contents: Buffer, source: string): X509Certificate {
  const repaired = repair(contents);
  const certificate = decode(repaired) ?? refuse(recognize(repaired), source);
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== 'rsa') {
    throw messages.createError('error.CertificateIsNotRsa', [
      source,
      asymmetricKeyType?.toUpperCase() ?? 'unknown',
    ]);
  }
  const size = asymmetricKeyDetails?.modulusLength ?? 0;
  if (size < MINIMUM_KEY_SIZE)
    throw messages.createError('error.CertificateKeyTooShort', [source, size, MINIMUM_KEY_SIZE]);
  return certificate;
}

function decode(contents: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(contents);
  } catch {
    return undefined;
  }
}

function refuse(kind: FileKind, source: string): never {
  if (kind === 'empty') throw messages.createError('error.CertificateFileEmpty', [source]);
  if (isPrivateKind(kind)) throw messages.createError('error.CertificateIsPrivateKey', [source]);
  if (kind === 'certificate-request') throw messages.createError('error.CertificateIsRequest', [source]);
  throw messages.createError('error.CertificateNotRecognized', [source]);
}

/** Subject as RFC 4514 text, serial number and SHA-256 fingerprint as hexadecimal, dates as ISO 8601 in UTC. */
export type CertificateSummary = {
  subject: string;
  serialNumber: string;
  sha256: string;
  notBefore: string;
  notAfter: string;
};

export function summarizeCertificate(certificate: X509Certificate): CertificateSummary {
  return {
    // node prints one attribute a line, in the order of the DER, which RFC 4514 reverses
    subject: certificate.subject.split('\n').reverse().join(','),
    serialNumber: certificate.serialNumber,
    sha256: certificate.fingerprint256,
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
  };
}

/** The DER bytes as one line of base64, the form in which the Metadata API returns certificates. */
export function certificateBody(certificate: X509Certificate): string {
  return certificate.raw.toString('base64');
}
