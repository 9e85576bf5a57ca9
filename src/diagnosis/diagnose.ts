import { say, tell } from './cause.ts';
import { listChecks } from './checks.ts';
import { ADMIN_ORG, withFlag } from './command-line.ts';
import type { Diagnosis, Fix } from './diagnosis.ts';
import type { Facts, OrgFacts } from './facts.ts';
import { judge } from './judge.ts';
import { hostReached, isOrgOfLogin } from './readings.ts';
import { findSymptom } from './symptoms.ts';

/**
 * What is behind a login that fails: the cause that the facts prove, or else the candidates that they leave open. A login is
 * healthy when the org gave a token and its API took it.
 */
export function diagnose(facts: Facts): Diagnosis {
  const symptom = findSymptom(facts);
  const { cause, candidates } = judge(symptom?.causes ?? [], facts);
  return {
    isHealthy: symptom === undefined && facts.api?.kind === 'proven',
    symptom: symptom?.name ?? null,
    cause: cause ? tell(cause, facts) : null,
    candidates: candidates.map((candidate) => tell(candidate, facts)),
    decide: candidates.length > 0 ? decide(facts) : null,
    checks: listChecks(facts),
  };
}

/** How to learn which of the candidates it is; where an administrator could see everything, nobody knows. */
function decide(facts: Facts): Fix | null {
  const {
    login,
    org,
    orgTrouble,
    command: { again },
  } = facts;
  const withAdmin = (text: string): Fix => ({
    text,
    command: withFlag(again, '--target-org', ADMIN_ORG),
  });
  if (orgTrouble) return withAdmin(say('decide.trouble', [orgTrouble.message]));
  if (org === null) return withAdmin(say('decide'));
  const isAbsent = org.user === false || org.app === false;
  if (hostReached(facts) === 'other' || (isAbsent && !isOrgOfLogin(facts)))
    return withAdmin(say('decide.otherOrg', [login.host, org.targetOrg]));
  return isPartlyHidden(org) ? withAdmin(say('decide.permission')) : null;
}

function isPartlyHidden({ app, user }: OrgFacts): boolean {
  if (app === null || user === null) return true;
  const isAppHidden = app !== false && (app.admitsUser === null || app.certificate === null);
  return isAppHidden || (user !== false && user.isFrozen === null);
}
