import { Messages } from '@salesforce/core/messages';
import type { AppType } from '../app/app-type.ts';
import { addressOf } from '../assertion/audience.ts';
import { saysAll, type ProjectEntry } from '../project/entry.ts';
import type { AppInOrg } from './app/read-app.ts';
import { noteInEntry, type NamedEntry } from './login-entry.ts';
import { stageTeller, startClock } from './progress.ts';
import { chooseEntry, DEFAULT_APP_NAME, placeOf, type OrgPlace } from './setup/choose-entry.ts';
import { membersOf } from './setup/entry-members.ts';
import {
  completePair,
  findPair,
  ignoreKeyFolder,
  isInKeyFolder,
  isWhole,
  keyFileOf,
  type LocalPair,
  type WholePair,
} from './setup/local-pair.ts';
import { lookBeforeKey, makeOwnApp, type OwnApp, type WantedApp } from './setup/own-app.ts';
import {
  chooseAlias,
  planStoring,
  provePair,
  storeProven,
  type Proven,
  type Storing,
} from './setup/proven-login.ts';
import type { SetupInput, SetupOptions, SetupResult, SetupStep } from './setup/steps.ts';

export type { SetupInput, SetupOptions, SetupResult, SetupStep };

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'setup');

const DEFAULT_TYPE: AppType = 'external-client-app';

/** What is settled before anything is asked of the org, and what has been done so far. */
type Run = {
  input: SetupInput;
  options: SetupOptions;
  now: Date;
  named: NamedEntry;
  place: OrgPlace;
  wanted: WantedApp;
  alias: string | undefined;
  steps: SetupStep[];
  clock: () => Date;
};

/**
 * Makes an org ready for logins by JWT: key and certificate, app, access, a login that is proven, the login of `sf`, the entry of
 * the project file. What is so already is left as it is, so that a run that was broken off anywhere is finished by the next one:
 * the key is on the disk before the org is told of it, and the entry is written last. The app of others, known by its
 * certificate, is refused before anything is written.
 */
export async function setUp(input: SetupInput, now: Date, options: SetupOptions = {}): Promise<SetupResult> {
  const run = await begin(input, now, options);
  const found = await findPair(run.named, input);
  const pair = isWhole(found) ? found : await makePair(run, found);
  if (pair && input.isDryRun !== true && isInKeyFolder(pair, run.named))
    await ignoreKeyFolder(run.named, now, options.signal);
  tellStep(run, 'key', keyState(found, pair), keyFileOf(found));
  if (!pair) return endOfPlan(run, found);
  const app = await makeOwnApp(input, run.wanted, pair, now, options);
  tellApp(run, app);
  const members = await membersOf(run, pair, app.result);
  const proven = await prove(run, pair, members);
  await authorise(run, pair, { members, type: app.result.type, proven });
  // `sf` may know the id of before a refresh
  const orgId = proven?.proven.token.orgId ?? members.orgId;
  await writeEntryOf(run, { ...members, orgId });
  return resultOf(run, pair, { ...members, orgId });
}

function keyState(found: LocalPair, pair: WholePair | undefined): SetupStep['state'] {
  if (!pair) return 'planned';
  return pair === found ? 'already' : 'done';
}

async function begin(input: SetupInput, now: Date, options: SetupOptions): Promise<Run> {
  const named = await chooseEntry(input);
  const wanted = wantedApp(input, named);
  const alias = await chooseAlias(input, named.name, wanted.username);
  const place = placeOf(input.connection);
  return { input, options, now, named, place, wanted, alias, steps: [], clock: startClock(now) };
}

/** What was typed wins over the entry, which knows nothing of another app than its own. */
function wantedApp(input: SetupInput, { entry = {} }: NamedEntry): WantedApp {
  const { name = DEFAULT_APP_NAME, type = DEFAULT_TYPE } = isOtherApp(input, entry) ? {} : (entry.app ?? {});
  return {
    name: input.name ?? name,
    type: input.type ?? type,
    username: input.username ?? entry.username ?? input.connection.getUsername() ?? '',
    entry: isOtherApp(input, entry) ? {} : entry,
  };
}

const isOtherApp = ({ name }: SetupInput, { app }: ProjectEntry): boolean =>
  name !== undefined && app !== undefined && app.name !== name;

async function makePair(run: Run, found: LocalPair): Promise<WholePair | undefined> {
  const { input, wanted, options, named, now } = run;
  stageTeller(options)('read', input.connection.instanceUrl);
  const app = await lookBeforeKey(input, wanted, found, now);
  if (input.isDryRun) return undefined;
  const { signal } = options;
  const known = knownCertificate(app, found);
  const { pair, warnings } = await completePair(named, found, { known, input, signal }, now);
  for (const warning of warnings) options.onWarning?.(warning);
  return pair;
}

/** Of an app that is ours, and so of the key that is here. */
const knownCertificate = (
  app: AppInOrg | undefined,
  { key }: LocalPair,
): AppInOrg['settings']['certificate'] => key && app?.settings.certificate;

function tellApp(run: Run, { result, isGiven, lostConsumerKey }: OwnApp): void {
  const { isDryRun } = run.input;
  const { isNew, changes, consumerKey, assignedTo, permissionSets } = result;
  const changed = isDryRun ? 'planned' : 'done';
  tellStep(run, 'app', isNew || changes.length > 0 ? changed : 'already', result.name);
  tellStep(run, 'access', isGiven ? changed : 'already', [...assignedTo, ...permissionSets].join(', '));
  if (lostConsumerKey !== undefined && !isDryRun)
    run.options.onNotice?.({
      name: 'ConsumerKeyChanged',
      values: [lostConsumerKey, consumerKey ?? '', run.named.path],
    });
}

const whoOf = ({ username = '', instanceUrl = '' }: ProjectEntry): string =>
  `${username}, ${URL.canParse(instanceUrl) ? new URL(instanceUrl).host : instanceUrl}`;

async function prove(run: Run, pair: WholePair, members: ProjectEntry): Promise<Proven | undefined> {
  if (run.input.isDryRun) {
    tellStep(run, 'login', 'planned', whoOf(members));
    return undefined;
  }
  const { input, options, named, clock } = run;
  const { clientId = '', username = '', instanceUrl = '' } = members;
  const { key, location } = pair;
  const { passphrase, askPassphrase } = input;
  const parts = {
    ...{ clientId, username, instanceUrl, audience: named.entry?.audience },
    ...{ key, location: { key: location, passphrase, askPassphrase } },
  };
  // the deploy has taken its time, and an assertion lives for minutes
  const proven = await provePair(parts, input, clock(), options);
  tellStep(run, 'login', 'done', whoOf(members));
  return proven;
}

type ToAuthorise = { members: ProjectEntry; type: AppType; proven: Proven | undefined };

/** Makes the login known to `sf`, unless it is, or that would take more away than it gives. */
async function authorise(
  run: Run,
  { key }: WholePair,
  { members, type, proven }: ToAuthorise,
): Promise<void> {
  const { input, alias, place } = run;
  const { username = '', instanceUrl = '', clientId = null } = members;
  const orgId = proven?.proven.token.orgId ?? place.orgId;
  const storing = await planStoring(input, {
    login: { username, instanceUrl: originOf(instanceUrl), clientId, orgId, key },
    alias,
    isDevHubOfEca: type === 'external-client-app' && isDevHub(run, proven),
  });
  if (proven) {
    tellStoring(run, storing, proven);
    if (storing.kind === 'store') await storeProven(proven, key, alias);
  }
  const state = proven ? 'done' : 'planned';
  tellStep(run, 'authorisation', storing.kind === 'store' ? state : stateOf[storing.kind], alias ?? username);
}

const stateOf = { already: 'already', skipped: 'skipped', 'dev-hub': 'skipped' } as const;

const isDevHub = ({ input }: Run, proven: Proven | undefined): boolean =>
  proven?.proven.proof.isDevHub ?? input.connection.getAuthInfoFields().isDevHub === true;

/** What a person has to know of a login that `sf` has, before it is replaced or because it is not. */
function tellStoring({ input, options, alias = '' }: Run, storing: Storing, proven: Proven): void {
  const { username, host } = proven.complete;
  if (storing.kind === 'dev-hub')
    options.onNotice?.({ name: 'DevHubLoginKept', values: [username, input.again] });
  if (storing.kind === 'store' && storing.replaces === 'web')
    options.onNotice?.({
      name: proven.proven.proof.isDevHub ? 'HubLoginReplaced' : 'WebLoginReplaced',
      values: [username, addressOf(host), alias],
    });
}

const originOf = (address: string): string => addressOf(new URL(address));

/** Last, so that an entry never says what is not so yet. */
async function writeEntryOf(run: Run, members: ProjectEntry): Promise<void> {
  const { input, named } = run;
  const isThere = saysAll(named.entry ?? {}, members);
  if (!isThere && input.isDryRun !== true) {
    const state = messages.getMessage('doneButNotNoted', [members.username]);
    await noteInEntry(named, members, { state, again: input.again });
  }
  tellStep(run, 'project-file', isThere ? 'already' : input.isDryRun ? 'planned' : 'done', named.path);
}

/** Without a key, nothing that comes after it can be tried: an org checks the app by its certificate. */
function endOfPlan(run: Run, found: LocalPair): SetupResult {
  const { wanted, alias, named, input } = run;
  const { username } = wanted;
  const members = { username, instanceUrl: run.place.instanceUrl };
  tellStep(run, 'app', 'planned', wanted.name);
  tellStep(run, 'access', 'planned', username);
  tellStep(run, 'login', 'planned', whoOf(members));
  const isStored = input.storesLogin !== false;
  tellStep(run, 'authorisation', isStored ? 'planned' : 'skipped', alias ?? username);
  tellStep(run, 'project-file', 'planned', named.path);
  return resultOf(run, found, { ...members, clientId: wanted.entry.clientId });
}

function resultOf(
  { input, named, place, alias, steps }: Run,
  pair: LocalPair,
  { username = '', instanceUrl = place.instanceUrl, clientId, orgId = place.orgId }: ProjectEntry,
): SetupResult {
  const isChanged = steps.some(({ name, state }) => name !== 'login' && state === 'done');
  return {
    outcome: input.isDryRun === true ? 'planned' : isChanged ? 'set-up' : 'unchanged',
    entry: named.name,
    username,
    orgId,
    instanceUrl,
    consumerKey: clientId ?? null,
    alias: alias ?? null,
    keyFile: keyFileOf(pair),
    certificateFile: pair.certificateFile,
    projectFile: named.path,
    steps,
  };
}

function tellStep(
  { steps, options }: Run,
  name: SetupStep['name'],
  state: SetupStep['state'],
  detail: string,
): void {
  const step = { name, state, detail };
  steps.push(step);
  options.onStep?.(step);
  // the last one is the end
  if (name !== 'project-file') options.signal?.throwIfAborted();
}
