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
