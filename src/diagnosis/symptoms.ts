import { apiRuleOf } from './api-refusals.ts';
import type { Cause } from './cause.ts';
import { certificateOfOtherKey, isOfOtherKey } from './causes/key-causes.ts';
import type { Facts } from './facts.ts';
import { ruleOf } from './refusals.ts';
import { troubleCause } from './troubles.ts';

/** What was seen, and what can be behind it, the most likely first. */
export type Symptom = { name: string; causes: readonly Cause[] };

/** Where a login can fail, in its order; the first that fails is what was seen. */
const steps: Array<(facts: Facts) => Symptom | undefined> = [
  ({ login }) => (login.trouble ? alone(troubleCause(login.trouble, 'login')) : undefined),
  ({ key }) => (key && 'trouble' in key ? alone(troubleCause(key.trouble, 'key')) : undefined),
  // no login needs the file: it counts where none was tried for it
  ({ certificate, exchange }) =>
    exchange === null && certificate && 'trouble' in certificate
      ? alone(troubleCause(certificate.trouble, 'certificate'))
      : undefined,
  (facts) =>
    facts.exchange === null && isOfOtherKey(facts) === true ? alone(certificateOfOtherKey) : undefined,
  ({ exchange }) => (exchange?.kind === 'failed' ? alone(troubleCause(exchange.trouble, 'way')) : undefined),
  ({ exchange }) => (exchange?.kind === 'refused' ? ruleOf(exchange) : undefined),
  ({ api }) => (api?.kind === 'failed' ? alone(troubleCause(api.trouble, 'api')) : undefined),
  ({ api }) => (api?.kind === 'refused' ? apiRuleOf(api) : undefined),
];

const alone = (cause: Cause): Symptom => ({ name: cause.name, causes: [cause] });

/** What was seen first of a login that does not work. */
export function findSymptom(facts: Facts): Symptom | undefined {
  for (const step of steps) {
    const symptom = step(facts);
    if (symptom) return { name: symptom.name, causes: symptom.causes };
  }
  return undefined;
}
