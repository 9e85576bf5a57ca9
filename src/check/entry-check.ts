import type { CheckFacts } from './check-facts.ts';
import { findAll } from './finding-rows.ts';
import { certificateInUse, listLooks } from './looks.ts';

/** `unknown`: could not be checked. */
export type CheckVerdict = 'good' | 'ends-soon' | 'drift' | 'unknown';

/** What is looked at, and what a finding is about. */
export const ASPECTS = ['certificate', 'key', 'project-file', 'sf', 'app'] as const;

export type CheckAspect = (typeof ASPECTS)[number];

/** `command` can be pasted; words in capitals stand for what nobody but a person knows. */
export type CheckFinding = {
  name: string;
  about: CheckAspect;
  verdict: Exclude<CheckVerdict, 'good'>;
  text: string;
  command?: string;
};

/**
 * The certificate that counts: that of the app, where an administrator's org told it, else the file, else what the project file
 * says. `notBefore` is `null` where that source does not tell. Whole days are left, below zero after the end.
 */
export type CheckedCertificate = {
  from: 'app' | 'file' | 'project-file';
  sha256: string;
  notBefore: string | null;
  notAfter: string;
  daysLeft: number;
};

/** `looks`: what was compared, and how that came out. */
export type EntryCheck = {
  entry: string;
  username: string | null;
  instanceUrl: string | null;
  app: string | null;
  verdict: CheckVerdict;
  certificate: CheckedCertificate | null;
  looks: Record<CheckAspect, LookState>;
  findings: CheckFinding[];
};

/** `not-there`: nothing of it is here, which may be as it should be; `not-asked`: of an org that nobody named. */
export type LookState = 'good' | 'bad' | 'not-there' | 'not-asked';

/** The worst first: what does not agree, what will end, what nobody could see. */
const order: readonly CheckVerdict[] = ['drift', 'ends-soon', 'unknown', 'good'];

/** The verdict of several. */
export function worstOf(verdicts: readonly CheckVerdict[]): CheckVerdict {
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'good';
}

/** For cron and pipelines: 0 nothing to do, 10 a certificate ends soon or has ended, 11 drift, 1 could not check. */
export const exitCodeOf = (verdict: CheckVerdict): number => exitCodes[verdict];

const exitCodes: Record<CheckVerdict, number> = { good: 0, unknown: 1, 'ends-soon': 10, drift: 11 };

/** The worst first, and of those, what ends first. */
export function sortByUrgency(checks: readonly EntryCheck[]): EntryCheck[] {
  const endOf = ({ certificate }: EntryCheck): string => certificate?.notAfter ?? '9999';
  return [...checks].sort(
    (one, other) =>
      order.indexOf(one.verdict) - order.indexOf(other.verdict) || endOf(one).localeCompare(endOf(other)),
  );
}

/** Judges what is known of an entry, without a request. */
export function judgeEntry(facts: CheckFacts): EntryCheck {
  const { name, recorded, org } = facts;
  const findings = findAll(facts);
  const app = org?.app ? org.app.name : recorded?.app?.name;
  return {
    entry: name,
    username: recorded?.username ?? null,
    instanceUrl: recorded?.instanceUrl ?? null,
    app: app ?? null,
    verdict: worstOf(findings.map(({ verdict }) => verdict)),
    certificate: certificateInUse(facts),
    looks: listLooks(facts, findings),
    findings,
  };
}
