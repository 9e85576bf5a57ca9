import { say, tell } from './cause.ts';
import { listChecks } from './checks.ts';
import { ADMIN_ORG, wordsOf, withFlag } from './command-line.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Facts } from './facts.ts';
import { judge } from './judge.ts';
import { findSymptom } from './symptoms.ts';

/**
 * What is behind a login that fails: the cause that the facts prove, or else the candidates that they leave open. A login is
 * healthy when the org gave a token and its API took it.
 */
export function diagnose(facts: Facts): Diagnosis {
  const symptom = findSymptom(facts);
  const { cause, candidates } = judge(symptom?.causes ?? [], facts);
  const isUndecided = candidates.length > 0 && facts.org === null;
  return {
    isHealthy: symptom === undefined && facts.api?.kind === 'proven',
    symptom: symptom?.name ?? null,
    cause: cause ? tell(cause, facts) : null,
    candidates: candidates.map((candidate) => tell(candidate, facts)),
    decide: isUndecided
      ? { text: say('decide'), command: withFlag(wordsOf(facts.command.again), '--target-org', ADMIN_ORG) }
      : null,
    checks: listChecks(facts),
  };
}
