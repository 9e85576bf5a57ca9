import type { X509Certificate } from 'node:crypto';
import { summarizeCertificate } from '../certificates/parse.ts';

/** `ends-soon`: within 30 days. */
export type CertificatePhase = 'valid' | 'ends-soon' | 'ended' | 'not-begun';

/** The certificate of an app and where it stands in its life. Whole days are left; the dates are ISO 8601 in UTC. */
export type CertificateState = {
  sha256: string;
  subject: string;
  notBefore: string;
  notAfter: string;
  daysLeft: number;
  state: CertificatePhase;
};

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const SOON_DAYS = 30;

export function stateOfCertificate(certificate: X509Certificate, now: Date): CertificateState {
  const { sha256, subject, notBefore, notAfter } = summarizeCertificate(certificate);
  const left = certificate.validToDate.getTime() - now.getTime();
  return {
    sha256,
    subject,
    notBefore,
    notAfter,
    daysLeft: Math.floor(left / DAY_MILLISECONDS),
    state: phaseOf(left, certificate.validFromDate > now),
  };
}

function phaseOf(left: number, isEarly: boolean): CertificatePhase {
  if (isEarly) return 'not-begun';
  if (left < 0) return 'ended';
  return left < SOON_DAYS * DAY_MILLISECONDS ? 'ends-soon' : 'valid';
}
