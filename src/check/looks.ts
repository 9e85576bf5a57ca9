import type { CheckFacts } from './check-facts.ts';
import type { CheckAspect, CheckedCertificate, CheckFinding, LookState } from './entry-check.ts';

export const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

type ReadKey = Extract<NonNullable<CheckFacts['key']>, { sha256: string }>;
type ReadCertificate = Extract<NonNullable<CheckFacts['certificate']>, { sha256: string }>;

/** The key, where it is here and could be read. */
export function readKeyOf({ key }: CheckFacts): ReadKey | undefined {
  return key && 'sha256' in key ? key : undefined;
}

/** The certificate file, where it is here and could be read. */
export function readCertificateOf({ certificate }: CheckFacts): ReadCertificate | undefined {
  return certificate && 'sha256' in certificate ? certificate : undefined;
}

/** What the project file says of the certificate, where that is a fingerprint and a date: a person can have written it. */
export function recordedCertificate({
  recorded,
}: CheckFacts): { sha256: string; notAfter: string } | undefined {
  const { sha256, notAfter } = (recorded?.certificate ?? {}) as Record<string, unknown>;
  if (typeof sha256 !== 'string' || typeof notAfter !== 'string') return undefined;
  const end = new Date(notAfter);
  if (!/^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/i.test(sha256) || Number.isNaN(end.getTime())) return undefined;
  return { sha256: sha256.toUpperCase(), notAfter: end.toISOString() };
}

/** The certificate of the app, where an administrator's org told it. */
export function appCertificateOf({
  org,
}: CheckFacts): { sha256: string; publicKeySha256: string; notAfter: string } | undefined {
  return org?.app && org.app.certificate ? org.app.certificate : undefined;
}

/** A rotation that was broken off explains what else does not agree, and mends it. */
export function isRotating({ rotation }: CheckFacts): boolean {
  return rotation !== null && !['current', 'switched'].includes(rotation.state);
}

/** The certificate whose end decides. */
export function certificateInUse(facts: CheckFacts): CheckedCertificate | null {
  const file = readCertificateOf(facts);
  const [app, recorded] = [appCertificateOf(facts), recordedCertificate(facts)];
  const certificate = app ?? file ?? recorded;
  if (!certificate) return null;
  const { sha256, notAfter } = certificate;
  const left = new Date(notAfter).getTime() - new Date(facts.now).getTime();
  return {
    from: app ? 'app' : file ? 'file' : 'project-file',
    sha256,
    notBefore: file?.sha256 === sha256 ? file.notBefore : null,
    notAfter,
    daysLeft: Math.floor(left / DAY_MILLISECONDS),
  };
}

/** For each aspect: whether it was there to be compared, and whether a finding is about it. */
export function listLooks(
  facts: CheckFacts,
  findings: readonly CheckFinding[],
): Record<CheckAspect, LookState> {
  const stateOf = (about: CheckAspect, isThere: boolean, otherwise: LookState = 'not-there'): LookState => {
    if (findings.some((finding) => finding.about === about)) return 'bad';
    return isThere ? 'good' : otherwise;
  };
  const [file, app] = [readCertificateOf(facts), appCertificateOf(facts)];
  return {
    certificate: stateOf('certificate', certificateInUse(facts) !== null),
    key: stateOf('key', readKeyOf(facts) !== undefined && Boolean(file ?? app)),
    'project-file': stateOf('project-file', recordedCertificate(facts) !== undefined && Boolean(file ?? app)),
    sf: stateOf('sf', facts.stored !== null),
    app: stateOf('app', facts.org !== null, 'not-asked'),
  };
}
