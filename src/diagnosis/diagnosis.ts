/**
 * `yes`: it is proven to be so. `no`: the facts exclude it. `open`: nobody can tell from the facts. Never `yes` for a guess.
 */
export type Verdict = 'yes' | 'no' | 'open';

/** What mends a cause: words for a person and, where one command does it, its words after `sf`. */
export type Fix = { text: string; command: string[] | null };

/** A cause as it is told; `name` is stable. */
export type ToldCause = { name: string; message: string; fix: Fix | null };

/** One look at something, in the order of a login; `evidence` is what was seen, in a sentence. */
export type Check = {
  name: string;
  state: 'passed' | 'warning' | 'failed' | 'unknown' | 'skipped';
  evidence: string;
};

/**
 * `cause`: the one that is proven. Without one, `candidates` has those that the facts leave open, the most likely first, and
 * `decide` the command that tells which it is. `symptom`: the name of what was seen; `null` of a login that works.
 */
export type Diagnosis = {
  isHealthy: boolean;
  symptom: string | null;
  cause: ToldCause | null;
  candidates: ToldCause[];
  decide: Fix | null;
  checks: Check[];
};
