import { join, parse } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { findAlias, findStoredUser } from '../../io/auth-store.ts';
import { exists } from '../../io/pair-files.ts';
import { loadPrivateKey, type PrivateKeyLocation } from '../private-key.ts';
import { startClock, type Notice } from '../progress.ts';
import { setUp, type SetupOptions, type SetupResult } from '../setup.ts';
import { ignoreKeyFolder } from '../setup/local-pair.ts';
import { openAdmin } from '../app/open-admin.ts';
import { chooseEntries, type FleetChoice, type FleetEntry } from './choose-entries.ts';
import { describeFailure, exitCodeOf, isRateExceeded, type FleetFailure } from './failure.ts';
import { recordBegun, recordFleet } from './record.ts';
import {
  countOutcomes,
  runFleet,
  type FleetCounts,
  type FleetOutcome,
  type FleetProgress,
} from './run-fleet.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'fleet');

/** `keyFile` and `certificateFile`: one pair for the apps of all orgs; without, each org has a pair of its own. */
export type FleetSetupInput = FleetChoice &
  Pick<PrivateKeyLocation, 'passphrase' | 'askPassphrase'> & {
    concurrency: number;
    waitMinutes: number;
    keyFile?: string;
    certificateFile?: string;
    isDryRun?: boolean;
  };

/** `setup`: what was done for an org that is done. */
export type FleetSetupOrg = {
  entry: string;
  outcome: 'done' | 'failed' | 'not-done';
  username: string | null;
  setup: SetupResult | null;
  failure: FleetFailure | null;
};

export type FleetSetupResult = FleetCounts & {
  projectFile: string;
  orgs: FleetSetupOrg[];
};

export type FleetSetupOutput = { result: FleetSetupResult; exitCode: number };

/** Notices of one org are told with its entry; `RecordNotWritten` is of the run. */
export type FleetSetupOptions = Pick<SetupOptions, 'signal' | 'onWarning'> & {
  onResult?: (progress: FleetProgress<FleetEntry, unknown>) => void;
  onOrgNotice?: (entry: string, notice: Notice) => void;
  onNotice?: (notice: Notice) => void;
};

/** `place`: the org of the administrator, as far as this machine knows it. */
type Placed = FleetEntry & { place: string };
type Outcome = FleetOutcome<Placed, SetupResult>;

/**
 * Sets up each org whose entry names its administrator, some at the same time, never two apps of an org. What is so already is
 * left as it is, so that the run can be repeated until all are done.
 */
export async function fleetSetup(
  input: FleetSetupInput,
  now: Date,
  options: FleetSetupOptions = {},
): Promise<FleetSetupOutput> {
  const { signal, onResult, onNotice } = options;
  const moment = startClock(now);
  const { path, all, entries } = await chooseEntries(input, 'setup');
  await prepareKeys(input, { path, entries }, now, signal);
  const placed = await Promise.all(entries.map(async (entry) => ({ ...entry, place: await placeOf(entry) })));
  const run = { projectFile: path, command: 'setup', at: moment() } as const;
  if (input.isDryRun !== true) await recordBegun(entries, run, all);
  const outcomes = await runFleet<Placed, SetupResult>(
    placed,
    {
      concurrency: isPairWhole(input) ? input.concurrency : 1,
      signal,
      onResult,
      laneOf: ({ place }) => place,
      hostOf: ({ place }) => place,
      closesLane: (error, failed, later) =>
        isRateExceeded(error) && failed.entry.username === later.entry.username ? error : undefined,
      isOverload: ({ name }) => name === 'OrgBusyError',
    },
    async (entry) => setUpEntry(entry, input, moment(), options),
  );
  if (input.isDryRun !== true)
    await recordFleet(outcomes, { ...run, at: moment() }, all).catch((error: unknown) =>
      onNotice?.({ name: 'RecordNotWritten', values: [(error as Error).message] }),
    );
  return { result: resultOf(outcomes, path), exitCode: exitCodeOf(outcomes, signal?.aborted === true) };
}

/** What would fail for all is found once, and the folder for keys is ready for those who write there at the same time. */
async function prepareKeys(
  { keyFile, passphrase, askPassphrase, isDryRun }: FleetSetupInput,
  { path, entries }: { path: string; entries: readonly FleetEntry[] },
  now: Date,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (keyFile === '-') throw messages.createError('error.KeyFromInput', [], [], 2);
  if (keyFile !== undefined) await loadPrivateKey({ key: { file: keyFile }, passphrase, askPassphrase });
  const hasNewKeys = entries.some(({ entry }) => entry.admin !== undefined && entry.key === undefined);
  if (keyFile === undefined && hasNewKeys && isDryRun !== true) await ignoreKeyFolder({ path }, now, signal);
}

/** The first org that needs the certificate of the one key makes it; at the same time, others would make theirs in its place. */
function isPairWhole({ keyFile, certificateFile }: FleetSetupInput): boolean {
  if (keyFile === undefined || certificateFile !== undefined) return true;
  const { dir, name } = parse(keyFile);
  return exists(join(dir, `${name}.crt`));
}

/** Two entries of an org are two apps there, and deploys of an org come one after the other. */
async function placeOf({ name, entry: { admin, instanceUrl } }: FleetEntry): Promise<string> {
  if (admin === undefined) return ` ${name}`;
  const username = (await findAlias(admin)) ?? admin;
  return (await findStoredUser(username))?.instanceUrl ?? instanceUrl ?? username;
}

async function setUpEntry(
  { name, path, entry }: FleetEntry,
  { keyFile, certificateFile, passphrase, askPassphrase, isDryRun, waitMinutes }: FleetSetupInput,
  now: Date,
  { signal, onWarning, onOrgNotice }: FleetSetupOptions,
): Promise<SetupResult> {
  signal?.throwIfAborted();
  if (entry.admin === undefined) throw messages.createError('error.EntryWithoutAdmin', [name, path], [name]);
  const admin = await openAdmin(undefined, name);
  const files = { keyFile, certificateFile, passphrase, askPassphrase };
  return setUp(
    { ...admin, entryName: name, ...files, isDryRun, waitMinutes, again: `sf jwt setup --org ${name}` },
    now,
    { signal, onWarning, onNotice: (notice) => onOrgNotice?.(name, notice) },
  );
}

function resultOf(outcomes: readonly Outcome[], projectFile: string): FleetSetupResult {
  return {
    projectFile,
    ...countOutcomes(outcomes),
    orgs: outcomes.map(orgOf),
  };
}

function orgOf(outcome: Outcome): FleetSetupOrg {
  const { name, entry } = outcome.entry;
  const setup = outcome.outcome === 'done' ? outcome.value : null;
  return {
    entry: name,
    outcome: outcome.outcome,
    username: setup?.username ?? entry.username ?? null,
    setup,
    failure: outcome.outcome === 'failed' ? describeFailure(outcome.error, outcome.entry, 'setup') : null,
  };
}
