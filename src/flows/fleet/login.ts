import { Messages } from '@salesforce/core/messages';
import type { OrgProof } from '../../io/org-description.ts';
import { wayOfLogin } from '../../io/auth-store.ts';
import { storeLogin } from '../../io/login-store.ts';
import type { ProjectEntry } from '../../project/entry.ts';
import { proveLogin, type ProvenLogin } from '../app/prove-login.ts';
import { describe, fillFromEntry, findHub } from '../login.ts';
import { checkLogin, completeInput, type CompleteLogin } from '../login-input.ts';
import type { KeptKey } from '../login-key.ts';
import type { LoadedKey, PrivateKeyLocation } from '../private-key.ts';
import { startClock, type FlowOptions } from '../progress.ts';
import { addressOf } from '../../assertion/audience.ts';
import { nameLogins } from './aliases.ts';
import { chooseEntries, type ChosenEntries, type FleetChoice, type FleetEntry } from './choose-entries.ts';
import { describeFailure, exitCodeOf, isRateExceeded, type FleetFailure } from './failure.ts';
import { openKeyRing, type KeyRing } from './key-ring.ts';
import { recordBegun, recordFleet } from './record.ts';
import {
  countOutcomes,
  runFleet,
  type FleetCounts,
  type FleetOptions,
  type FleetOutcome,
  type FleetProgress,
} from './run-fleet.ts';
import { writeOrgIds } from './org-ids.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'fleet');

/** `storeKey`: copy key files into the key store. Passphrases are for all keys that are protected. */
export type FleetLoginInput = FleetChoice &
  Pick<PrivateKeyLocation, 'passphrase' | 'askPassphrase'> & {
    concurrency: number;
    waitMinutes: number;
    storeKey?: boolean;
  };

/** `alias`: by which `sf` knows the org from now on; null where it does not, or only by the username. */
export type FleetLoginOrg = {
  entry: string;
  outcome: 'done' | 'failed' | 'not-done';
  username: string | null;
  orgId: string | null;
  instanceUrl: string | null;
  alias: string | null;
  failure: FleetFailure | null;
};

export type FleetLoginResult = FleetCounts & {
  projectFile: string;
  orgs: FleetLoginOrg[];
};

/** A login in a browser that was replaced: its refresh token does not come back by itself. */
export type ReplacedLogin = {
  username: string;
  instanceUrl: string;
  alias: string | null;
  isDevHub: boolean;
};

export type FleetLoginOutput = {
  result: FleetLoginResult;
  keyInputs: Array<LoadedKey['input']>;
  replaced: ReplacedLogin[];
  exitCode: number;
};

/** Notices: `EntryMoved` (entry, org id before, now), `AliasesNotWritten`, `ProjectFileNotWritten`, `RecordNotWritten` (why). */
export type FleetLoginOptions = Pick<FlowOptions, 'signal' | 'onNotice'> & {
  onResult?: (progress: FleetProgress<FleetEntry, unknown>) => void;
};

/** An entry with all that can be known of its login before anything is sent, or what is wrong with it. */
type Prepared = FleetEntry & ({ complete: CompleteLogin; key: LoadedKey } | { fault: Error });
/** `isReplacing`: `sf` was authorised as the user by a login in a browser before. */
type StoredLogin = {
  complete: CompleteLogin;
  proven: ProvenLogin<OrgProof>;
  kept: KeptKey;
  isReplacing: boolean;
};
type Outcome = FleetOutcome<Prepared, StoredLogin>;

/**
 * Logs in to the orgs of the project file, some at the same time, and makes each login known to `sf` as soon as it is proven. What
 * fails for one org is its result, and stops no other. Each key is read once; aliases and the project file are written once, at
 * the end, also after an interrupt.
 */
export async function fleetLogin(
  input: FleetLoginInput,
  now: Date,
  options: FleetLoginOptions = {},
): Promise<FleetLoginOutput> {
  const { signal } = options;
  const moment = startClock(now);
  const chosen = await chooseEntries(input, 'login');
  const keys = openKeyRing(input.storeKey === true);
  const prepared: Prepared[] = [];
  for (const entry of chosen.entries) prepared.push(await prepare(entry, input, keys));
  await recordBegun(prepared, { projectFile: chosen.path, command: 'login', at: moment() }, chosen.all);
  const outcomes = await runFleet(prepared, engineOf(input, options), async (entry) => {
    if ('fault' in entry) throw entry.fault;
    signal?.throwIfAborted();
    return logIn(entry, { waitMinutes: input.waitMinutes, signal }, moment(), keys);
  });
  const aliases = await finish({ outcomes, chosen, keys, at: moment() }, options);
  return {
    result: resultOf(outcomes, chosen.path, aliases),
    keyInputs: keys.inputs(),
    replaced: listReplaced(outcomes, aliases),
    exitCode: exitCodeOf(outcomes, signal?.aborted === true),
  };
}

async function prepare(named: FleetEntry, input: FleetLoginInput, keys: KeyRing): Promise<Prepared> {
  const { passphrase, askPassphrase } = input;
  try {
    const parts = fillFromEntry({ passphrase, askPassphrase }, named);
    const complete = await completeInput(parts, 'sf jwt login');
    checkLogin(complete);
    const location = { ...complete.privateKey, passphrase, askPassphrase };
    const entry = named.entry.key === undefined ? undefined : named.name;
    return { ...named, complete, key: await keys.load(location, { owner: complete.username, entry }) };
  } catch (error) {
    // Ctrl-C, when a passphrase was asked for
    if ((error as Error).name === 'AbortError') throw error;
    return { ...named, fault: error as Error };
  }
}

/** One login of a user at a time, and none after the org has counted too many; less of a host that is busy. */
function engineOf(
  { concurrency }: FleetLoginInput,
  { signal, onResult }: FleetLoginOptions,
): FleetOptions<Prepared, StoredLogin> {
  return {
    concurrency,
    signal,
    onResult,
    // a username is that of one org, and `sf` has one login of it
    laneOf: ({ name, entry }) => entry.username?.toLowerCase() ?? ` ${name}`,
    hostOf: ({ name, entry }) => entry.instanceUrl ?? ` ${name}`,
    closesLane: (error, failed, later) =>
      isRateExceeded(error) && hostOf(failed) === hostOf(later) ? heldBack(failed, later) : undefined,
    isOverload: ({ name }) => name === 'OrgBusyError',
  };
}

const hostOf = ({ entry }: Prepared): string | undefined => entry.instanceUrl;

function heldBack(failed: Prepared, later: Prepared): Error {
  const user = later.entry.username ?? '';
  return messages.createError('error.LoginRateHeld', [user, failed.name], [later.name]);
}

async function logIn(
  { complete, key, name }: Prepared & { complete: CompleteLogin; key: LoadedKey },
  { waitMinutes, signal }: { waitMinutes: number; signal: AbortSignal | undefined },
  now: Date,
  keys: KeyRing,
): Promise<StoredLogin> {
  const login = { ...complete, privateKey: key.privateKey, retry: `sf jwt login --org ${name} --wait 10` };
  const proven = await proveLogin<OrgProof>(login, now, { waitMinutes, signal }, describe);
  signal?.throwIfAborted();
  const { token, proof } = proven;
  const kept = await keys.keep(key);
  const { username, clientId, host } = complete;
  const { orgId, instanceUrl, accessToken } = token;
  const { isDevHub, org } = proof;
  const entry = { username, clientId, orgId, instanceUrl, accessToken, isDevHub, org };
  const isReplacing = (await wayOfLogin(username)) === 'web';
  await storeLogin({ ...entry, privateKeyFile: kept.path, loginUrl: addressOf(host) });
  await findHub(username, org);
  return { complete, proven, kept, isReplacing };
}

type Finished = { outcomes: readonly Outcome[]; chosen: ChosenEntries; keys: KeyRing; at: Date };

/** What is written once for all; what of it fails is told, and takes no login away. Gives the alias of each entry. */
async function finish(
  { outcomes, chosen: { path, all }, keys, at }: Finished,
  { onNotice }: FleetLoginOptions,
): Promise<Map<string, string>> {
  const done = outcomes.flatMap((outcome) =>
    outcome.outcome === 'done' ? [{ ...outcome.value, named: outcome.entry }] : [],
  );
  const orTell = async <T>(notice: string, work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      onNotice?.({ name: notice, values: [(error as Error).message] });
      return undefined;
    });
  const used = new Set(done.map(({ kept }) => kept.path));
  await orTell(
    'KeyNotKept',
    keys.settle(({ path: file }) => used.has(file)),
  );
  const logins = done.map(({ named: { name }, complete: { username } }) => ({ name, username }));
  const aliases = await orTell('AliasesNotWritten', nameLogins(logins, new Set(all)));
  const ids = done.map(({ named: { name, entry }, proven: { token } }) => ({
    name,
    before: entry.orgId,
    orgId: token.orgId,
  }));
  for (const { name, before, orgId } of ids)
    if (before !== undefined && before !== orgId)
      onNotice?.({ name: 'EntryMoved', values: [name, before, orgId] });
  await orTell('ProjectFileNotWritten', writeOrgIds(path, ids));
  await orTell('RecordNotWritten', recordFleet(outcomes, { projectFile: path, command: 'login', at }, all));
  return aliases ?? new Map<string, string>();
}

function listReplaced(
  outcomes: readonly Outcome[],
  aliases: ReadonlyMap<string, string>,
): FleetLoginOutput['replaced'] {
  return outcomes.flatMap((outcome) => {
    if (outcome.outcome !== 'done' || !outcome.value.isReplacing) return [];
    const { complete, proven } = outcome.value;
    const { isDevHub } = proven.proof;
    const alias = aliases.get(outcome.entry.name) ?? null;
    return [{ username: complete.username, instanceUrl: proven.token.instanceUrl, alias, isDevHub }];
  });
}

function resultOf(
  outcomes: readonly Outcome[],
  projectFile: string,
  aliases: ReadonlyMap<string, string>,
): FleetLoginResult {
  return {
    projectFile,
    ...countOutcomes(outcomes),
    orgs: outcomes.map((outcome) => orgOf(outcome, aliases)),
  };
}

function orgOf(outcome: Outcome, aliases: ReadonlyMap<string, string>): FleetLoginOrg {
  const { name, entry }: { name: string; entry: ProjectEntry } = outcome.entry;
  const token = outcome.outcome === 'done' ? outcome.value.proven.token : undefined;
  return {
    entry: name,
    outcome: outcome.outcome,
    username: entry.username ?? null,
    orgId: token?.orgId ?? entry.orgId ?? null,
    instanceUrl: token?.instanceUrl ?? entry.instanceUrl ?? null,
    alias: (token && aliases.get(name)) ?? null,
    failure: outcome.outcome === 'failed' ? describeFailure(outcome.error, outcome.entry, 'login') : null,
  };
}
