import type { CheckResult } from '../../check/check-result.ts';
import { exitCodeOf, worstOf, type EntryCheck } from '../../check/entry-check.ts';
import { listJwtLogins } from '../../io/auth-store.ts';
import { checkEntry } from '../check.ts';
import type { PrivateKeyLocation } from '../private-key.ts';
import type { Notice } from '../progress.ts';
import { chooseEntries, type FleetChoice, type FleetEntry } from './choose-entries.ts';
import { describeFailure, type FleetFailure } from './failure.ts';
import { recordBegun, recordFleet } from './record.ts';
import { runFleet, type FleetOutcome, type FleetProgress } from './run-fleet.ts';

/** `isOnline`: ask each org, by the administrator whom its entry names, if `sf` knows it here, or else by a login. */
export type FleetCheckInput = FleetChoice &
  Pick<PrivateKeyLocation, 'passphrase'> & { concurrency: number; expiresInDays: number; isOnline?: boolean };

/** `failures`: orgs that could not be judged at all. `notDone`: those that an interrupt came before. */
export type FleetCheckResult = CheckResult & {
  total: number;
  failures: Array<FleetFailure & { entry: string }>;
  notDone: string[];
};

export type FleetCheckOutput = { result: FleetCheckResult; exitCode: number };

export type FleetCheckOptions = {
  signal?: AbortSignal;
  onResult?: (progress: FleetProgress<FleetEntry, EntryCheck>) => void;
  /** `RecordNotWritten` (why). */
  onNotice?: (notice: Notice) => void;
};

type Outcome = FleetOutcome<FleetEntry, EntryCheck>;

/** Checks the orgs of the project file, some at the same time. Nothing goes over the network unless that is asked for. */
export async function fleetCheck(
  input: FleetCheckInput,
  now: Date,
  { signal, onResult, onNotice }: FleetCheckOptions = {},
): Promise<FleetCheckOutput> {
  const { concurrency, expiresInDays, passphrase, isOnline = false } = input;
  const { path, all, entries } = await chooseEntries(input, 'check');
  const options = {
    ...{ expiresInDays, passphrase, signal },
    online: isOnline ? ('yes' as const) : ('no' as const),
    // read once, for all
    logins: listJwtLogins(),
  };
  const run = { projectFile: path, command: 'check', at: now } as const;
  await recordBegun(entries, run, all);
  const outcomes = await runFleet<FleetEntry, EntryCheck>(
    entries,
    {
      concurrency,
      signal,
      onResult,
      laneOf: ({ name, entry }) => (isOnline ? entry.username?.toLowerCase() : undefined) ?? ` ${name}`,
      hostOf: ({ name, entry }) => (isOnline ? entry.instanceUrl : undefined) ?? ` ${name}`,
    },
    async (entry) => {
      signal?.throwIfAborted();
      return checkEntry(entry, now, options);
    },
  );
  await recordFleet(outcomes.map(asGoodOrNot), run, all).catch((error: unknown) =>
    onNotice?.({ name: 'RecordNotWritten', values: [(error as Error).message] }),
  );
  const result = resultOf(outcomes, { projectFile: path, checkedAt: now.toISOString(), expiresInDays });
  return { result, exitCode: signal?.aborted === true ? 130 : exitCodeOf(result.verdict) };
}

/** For `--failed-only`, an org with anything to do is one that failed. */
function asGoodOrNot(outcome: Outcome): FleetOutcome<FleetEntry, EntryCheck> {
  if (outcome.outcome !== 'done' || outcome.value.verdict === 'good') return outcome;
  const { entry, value } = outcome;
  return {
    entry,
    outcome: 'failed',
    error: Object.assign(new Error(value.verdict), { name: value.verdict }),
  };
}

function resultOf(
  outcomes: readonly Outcome[],
  about: Pick<CheckResult, 'projectFile' | 'checkedAt' | 'expiresInDays'>,
): FleetCheckResult {
  const entries = outcomes.flatMap((outcome) => (outcome.outcome === 'done' ? [outcome.value] : []));
  const failures = outcomes.flatMap((outcome) =>
    outcome.outcome === 'failed'
      ? [{ entry: outcome.entry.name, ...describeFailure(outcome.error, outcome.entry, 'check') }]
      : [],
  );
  const unknown = failures.map(() => 'unknown' as const);
  return {
    ...about,
    verdict: worstOf([...entries.map(({ verdict }) => verdict), ...unknown]),
    entries,
    total: outcomes.length,
    failures,
    notDone: outcomes.flatMap(({ outcome, entry }) => (outcome === 'not-done' ? [entry.name] : [])),
  };
}
