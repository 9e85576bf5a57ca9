import type { KeyObject, X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { MAXIMUM_CERTIFICATE_BYTES } from '../certificates/build.ts';
import { readDetails } from '../certificates/extensions.ts';
import { nameText } from '../certificates/name-text.ts';
import type { CertificateRequest } from '../certificates/parse-request.ts';
import { sortFindings, unusable, warning, type Finding } from './finding.ts';
import { describeKey, findKeyFaults, type KeyFacts } from './key.ts';
import { formatDistance } from './moments.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'inspection');

/** When to think of the next certificate. In milliseconds. */
const ENDS_SOON_MILLISECONDS = 30 * 24 * 60 * 60 * 1000;

/** Names as RFC 4514 text, fingerprint as hexadecimal, dates as ISO 8601 in UTC. `bytes` is the size of its PEM text. */
export type CertificateItem = {
  kind: 'certificate';
  form: string;
  subject: string;
  issuer: string;
  isSelfSigned: boolean;
  serialNumber: string;
  /** Absent when it is no date, which a damaged certificate can have. */
  notBefore?: string;
  notAfter?: string;
  sha256: string;
  key?: KeyFacts;
  signatureAlgorithm: string;
  isAuthority: boolean;
  keyUsage?: string[];
  bytes: number;
  findings: Finding[];
};

export type RequestItem = {
  kind: 'certificate-request';
  form: string;
  subject: string;
  key: KeyFacts;
  signatureAlgorithm: string;
  /** By its own key, as it must be; absent when the algorithm is not one that we check. */
  isSigned?: boolean;
  bytes: number;
  findings: Finding[];
};

export function describeCertificate(certificate: X509Certificate, form: string, now: Date): CertificateItem {
  const publicKey = publicKeyOf(certificate);
  const { signatureAlgorithm, keyUsage } = readDetails(certificate);
  const facts = {
    kind: 'certificate' as const,
    form,
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    isSelfSigned: isSelfSigned(certificate, publicKey),
    serialNumber: certificate.serialNumber,
    notBefore: isoText(certificate.validFromDate),
    notAfter: isoText(certificate.validToDate),
    sha256: certificate.fingerprint256,
    ...(publicKey && { key: describeKey(publicKey) }),
    signatureAlgorithm,
    isAuthority: certificate.ca,
    ...(keyUsage && { keyUsage }),
    bytes: Buffer.byteLength(certificate.toString()),
  };
  const der = certificate.raw.length;
  const findings = [
    ...findKeyFaultsOf(facts.key),
    ...findSizeFaults(facts.bytes, der),
    ...findDateFaults(facts, now),
    ...findFormFaults(facts),
  ];
  return { ...facts, findings: sortFindings(findings) };
}

const isoText = (date: Date): string | undefined =>
  Number.isNaN(date.getTime()) ? undefined : date.toISOString();

/** node throws for a key of a type that its OpenSSL does not know. */
export function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey;
  } catch {
    return undefined;
  }
}

function isSelfSigned(certificate: X509Certificate, publicKey: KeyObject | undefined): boolean {
  try {
    return (
      publicKey !== undefined && certificate.subject === certificate.issuer && certificate.verify(publicKey)
    );
  } catch {
    return false;
  }
}

function findKeyFaultsOf(key: KeyFacts | undefined): Finding[] {
  if (key) return findKeyFaults(key);
  const text = messages.createWarning('warning.KeyIsNotRsa', [messages.getMessage('keyUnknown')]);
  return [unusable(text, messages.getMessage('because.KeyIsNotRsa'))];
}

function findSizeFaults(bytes: number, der: number): Finding[] {
  if (bytes <= MAXIMUM_CERTIFICATE_BYTES) return [];
  if (der <= MAXIMUM_CERTIFICATE_BYTES)
    return [
      warning(
        messages.createWarning('warning.CertificateLargeAsPem', [bytes, MAXIMUM_CERTIFICATE_BYTES, der]),
      ),
    ];
  return [
    unusable(
      messages.createWarning('warning.CertificateTooLarge', [bytes, MAXIMUM_CERTIFICATE_BYTES]),
      messages.getMessage('because.CertificateTooLarge'),
    ),
  ];
}

/** Salesforce said in 2020 that it lets certificates work beyond their end, on purpose; nobody showed the opposite. */
function findDateFaults(
  { notBefore, notAfter }: Pick<CertificateItem, 'notBefore' | 'notAfter'>,
  now: Date,
): Finding[] {
  if (notBefore === undefined || notAfter === undefined) {
    const text = messages.createWarning('warning.CertificateDateUnreadable');
    return [unusable(text, messages.getMessage('because.CertificateDateUnreadable'))];
  }
  const [begin, end] = [new Date(notBefore), new Date(notAfter)];
  const distance = formatDistance(end, now);
  if (end <= now) return [warning(messages.createWarning('warning.CertificateEnded', [distance]))];
  if (begin > now)
    return [warning(messages.createWarning('warning.CertificateNotYetValid', [formatDistance(begin, now)]))];
  if (end.getTime() - now.getTime() < ENDS_SOON_MILLISECONDS)
    return [warning(messages.createWarning('warning.CertificateEndsSoon', [distance]))];
  return [];
}

function findFormFaults(item: Omit<CertificateItem, 'findings'>): Finding[] {
  const { isSelfSigned, subject, issuer, signatureAlgorithm, keyUsage, serialNumber } = item;
  const findings: Finding[] = [];
  if (!isSelfSigned && subject === issuer)
    findings.push(warning(messages.createWarning('warning.CertificateSignatureWrong')));
  if (/SHA-1|MD5/.test(signatureAlgorithm))
    findings.push(warning(messages.createWarning('warning.CertificateWeaklySigned', [signatureAlgorithm])));
  if (keyUsage && !keyUsage.includes('digitalSignature'))
    findings.push(
      warning(messages.createWarning('warning.CertificateNotForSignatures', [keyUsage.join(', ')])),
    );
  if (/^(?:0*|-.*)$/.test(serialNumber))
    findings.push(warning(messages.createWarning('warning.SerialNumberNotPositive', [serialNumber])));
  return findings;
}

/** A request is never what an app takes, whatever its key. */
export function describeRequest(request: CertificateRequest, form: string, bytes: number): RequestItem {
  const { subject, publicKey, signatureAlgorithm, isSigned } = request;
  const key = describeKey(publicKey);
  const findings = [
    unusable(
      messages.createWarning('warning.RequestIsNoCertificate'),
      messages.getMessage('because.RequestIsNoCertificate'),
    ),
    ...findKeyFaults(key),
    ...(isSigned === false
      ? [
          unusable(
            messages.createWarning('warning.RequestNotSigned'),
            messages.getMessage('because.RequestNotSigned'),
          ),
        ]
      : []),
  ];
  return {
    kind: 'certificate-request',
    form,
    subject,
    key,
    signatureAlgorithm,
    ...(isSigned !== undefined && { isSigned }),
    bytes,
    findings,
  };
}
