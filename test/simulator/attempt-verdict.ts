import type { Attempt } from '../../src/simulator/attempts/attempt-log.ts';
import type { Simulator } from '../../src/simulator/server.ts';

export function newestOf({ world }: Simulator): Attempt {
  const newest = world.attempts.attempts.at(-1);
  if (newest === undefined) throw new Error('Nobody has tried to log in');
  return newest;
}

/** The failed check, the cause and the remedy of the newest attempt. */
export function verdictOf(
  simulator: Simulator,
): [check: string | undefined, cause: string | undefined, remedy: string | undefined] {
  const { checks, explanation } = newestOf(simulator);
  const failed = checks.find(({ result }) => result === 'failed');
  return [failed?.name, explanation?.cause, explanation?.remedy];
}
