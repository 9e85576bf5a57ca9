import { writeFleetRecord, type FleetRecord } from '../../io/fleet-record.ts';
import type { FleetCommand } from './choose-entries.ts';
import type { FleetOutcome } from './run-fleet.ts';

type Run = { projectFile: string; command: FleetCommand; at: Date };

/** Notes how each org ended, for `--failed-only`; `all` are the names of the project file: what it does not have any more goes. */
export async function recordFleet<Value>(
  outcomes: ReadonlyArray<FleetOutcome<{ name: string }, Value>>,
  run: Run,
  all: readonly string[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const results: FleetRecord = Object.fromEntries(
    outcomes.map((outcome) => [
      outcome.entry.name,
      { outcome: outcome.outcome, error: outcome.outcome === 'failed' ? outcome.error.name : null },
    ]),
  );
  await writeFleetRecord(run, results, new Set(all));
}

/** Notes the orgs that a run means as not done, before it begins: a run that is killed ends with no word. */
export async function recordBegun(
  entries: ReadonlyArray<{ name: string }>,
  run: Run,
  all: readonly string[],
): Promise<void> {
  const outcomes = entries.map((entry) => ({ entry, outcome: 'not-done' as const }));
  // should this fail, so does the note at the end, which is told
  await recordFleet(outcomes, run, all).catch(() => undefined);
}
