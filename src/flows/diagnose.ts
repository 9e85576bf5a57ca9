import { diagnose } from '../diagnosis/diagnose.ts';
import type { Diagnosis, Fix } from '../diagnosis/diagnosis.ts';
import type { Facts } from '../diagnosis/facts.ts';
import { collectFacts, type CollectOptions, type DiagnoseInput } from './diagnose/collect.ts';

/** A diagnosis with what it rests on. `fix`: of the one cause, if there is one. None of it is secret. */
export type DiagnoseResult = Diagnosis & { fix: Fix | null; facts: Facts };

/**
 * Looks into a login that is to work: with one assertion, and none where a mistake can be seen before. Whatever is found is a
 * result. Nothing is changed.
 */
export async function diagnoseLogin(
  input: DiagnoseInput,
  now: Date,
  options: CollectOptions = {},
): Promise<DiagnoseResult> {
  return resultOf(await collectFacts(input, now, options));
}

/** The diagnosis of facts. */
export function resultOf(facts: Facts): DiagnoseResult {
  const diagnosis = diagnose(facts);
  return { ...diagnosis, fix: diagnosis.cause?.fix ?? null, facts };
}
