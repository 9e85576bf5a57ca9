import type { Cause } from './cause.ts';
import type { Facts } from './facts.ts';

/** The one that the facts prove, or else all that they leave open, the most likely first. */
export type Judgement = { cause: Cause | undefined; candidates: readonly Cause[] };

export function judge(causes: readonly Cause[], facts: Facts): Judgement {
  const open = causes.filter(({ verdict }) => verdict(facts) === 'open');
  const [alone, ...others] = open;
  const left = others.length === 0 && alone?.isProvenAlone?.(facts) === true ? alone : undefined;
  const cause = causes.find(({ verdict }) => verdict(facts) === 'yes') ?? left;
  return { cause, candidates: cause ? [] : open };
}
