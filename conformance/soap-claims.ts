import { type Claim, type Expected, judge } from './claim.ts';
import { callSoap } from './soap.ts';
import type { Trial } from './trial.ts';

/** One call, as a claim describes it. */
export type Call = {
  operation: string;
  content: (trial: Trial) => string;
  session?: (trial: Trial) => string;
  version?: string;
};

/** A claim that one call is answered so. */
export function called(
  facts: Claim['facts'],
  says: string,
  { operation, content, session, version }: Call,
  expected: (trial: Trial) => Expected,
): Claim {
  return {
    facts,
    says,
    run: async (trial) =>
      judge(
        await callSoap(trial, operation, content(trial), { sessionId: session?.(trial), version }),
        expected(trial),
      ),
  };
}

/** A fault, by HTTP 500. */
export function fault(code: string): () => Expected {
  return () => ({ status: 500, values: { 'Fault.faultcode': new RegExp(`${code}$`) } });
}
