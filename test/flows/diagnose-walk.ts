// A walk through the causes of a login that fails: each is provoked in a simulated org, by real files or on a real way, is
// found, and is mended, by the printed command or by the change that only a person can make; then the login works.
import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { findSymptom } from '../../src/diagnosis/symptoms.ts';
import type { Facts } from '../../src/diagnosis/facts.ts';
import type { DiagnoseInput } from '../../src/flows/diagnose/collect.ts';
import { fixLogin } from '../../src/flows/diagnose/fix.ts';
import { keyReader } from '../../src/flows/diagnose/key-facts.ts';
import { diagnoseLogin, type DiagnoseResult } from '../../src/flows/diagnose.ts';
import type { LoginInput } from '../../src/flows/login-input.ts';
import type { FaultName } from '../../src/simulator/faults.ts';
import { strike, type Fault } from '../../src/simulator/fault-strikes.ts';
import type * as orgChanges from '../../src/simulator/org-changes.ts';
import { assignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { OrgState } from '../../src/simulator/org-state.ts';
import type { SimulatorOptions } from '../../src/simulator/server.ts';
import { startFaultyFront, type FaultyFront } from '../faulty-front.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { PLUGIN } from '../terminal.ts';
import { openAppOrg, type AppOrg } from './app/app-org.ts';

export const USER = 'deploy@simulator.example';
export const APP = 'Example_App';
export const PERMISSION_SET = 'Example_Access';

/** Where a login is looked into. `login`: works, until it is provoked not to. */
export type WalkPlace = {
  opened: AppOrg;
  org: OrgState;
  keys: KeyFiles;
  otherKeys: KeyFiles;
  login: LoginInput;
  strike: (fault: Fault) => void;
  /** A server before the org that answers the first requests for the token, or another path, by itself. */
  front: (answer: FrontAnswer) => Promise<Partial<LoginInput>>;
};

export type FrontAnswer = {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
  path?: string;
  times?: number;
};

type Change = Partial<LoginInput & Pick<DiagnoseInput, 'certificateFile'>> | undefined;
/** What it gives, if anything, are the parts of the login that are otherwise. */
type Act = (place: WalkPlace) => unknown;

/** Without `candidates`, the cause is proven. `by`: the faults and changes of a simulated org that the row is provoked by. */
export type WalkRow = {
  cause: string;
  when: string;
  candidates?: string[];
  by?: Array<FaultName | keyof typeof orgChanges>;
  options?: SimulatorOptions;
  app?: Parameters<typeof deploySimulatedApp>[2];
  /** Seen on this machine: nobody is asked anything. */
  isLocal?: true;
  provoke: Act;
  /** What a person does, or time, where no command mends it; without it, what was wrong is over. */
  mend?: Act;
};

const HOUR = 3_600_000;

/** Registers a test for each row. */
export function walk(rows: readonly WalkRow[]): void {
  let keys: KeyFiles;
  let otherKeys: KeyFiles;
  let opened: AppOrg;
  const fronts: FaultyFront[] = [];

  before(async () => ([keys, otherKeys] = await Promise.all([makeKeyFiles(), makeKeyFiles()])));
  after(() => [keys, otherKeys].forEach(({ folder }) => rmSync(folder, { recursive: true })));
  afterEach(async () => {
    for (const front of fronts.splice(0)) front.close();
    await opened.close();
  });

  /** The app is an hour old, so that nothing of it is young. */
  async function begin({ options, app }: WalkRow): Promise<WalkPlace> {
    opened = await openAppOrg({ now: () => new Date(Date.now() - HOUR), ...options });
    const { simulator } = opened;
    const clientId = await deploySimulatedApp(simulator, keys.certificate, app);
    assignPermissionSet(opened.org, USER, PERMISSION_SET);
    simulator.world.now = () => new Date();
    const login = { clientId, username: USER, privateKey: keys.location, instanceUrl: simulator.origin };
    const front = async ({ status = 400, headers, body, path, times = 1 }: FrontAnswer) => {
      const fault = {
        path: path ?? '/services/oauth2/token',
        times,
        status,
        headers: headers ?? { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      };
      const started = await startFaultyFront(fault, () => simulator);
      fronts.push(started);
      return { instanceUrl: started.origin };
    };
    return {
      opened,
      org: opened.org,
      keys,
      otherKeys,
      login,
      strike: (fault) => strike(simulator.world, fault),
      front,
    };
  }

  for (const row of rows) {
    const kind = row.candidates ? 'is told as possible' : 'is the cause';
    it(`${row.cause} ${kind} when ${row.when}`, async () => {
      const place = await begin(row);
      const input = inputOf(place, (await row.provoke(place)) as Change);
      opened.forgetRequests();
      const before = await diagnoseLogin(input, new Date());
      expectFound(row, before);
      if (row.isLocal) expect(place.opened.requestLines()).to.deep.equal([]);
      const after = await mend(row, place, input, before);
      expect(after.isHealthy, JSON.stringify(after.cause ?? after.candidates)).to.equal(true);
    });
  }
}

function inputOf({ login, opened }: WalkPlace, change: Change): DiagnoseInput {
  const { certificateFile, ...changes } = change ?? {};
  return {
    login: { ...login, ...changes },
    certificateFile,
    adminOrg: opened.username,
    readKey: keyReader(),
  };
}

const provenBy = (facts: Facts): string[] =>
  (findSymptom(facts)?.causes ?? [])
    .filter(({ verdict }) => verdict(facts) === 'yes')
    .map(({ name }) => name);

function expectFound({ cause, candidates }: WalkRow, found: DiagnoseResult): void {
  expect(found.isHealthy).to.equal(false);
  const names = found.candidates.map(({ name }) => name);
  expect({ cause: found.cause?.name ?? null, candidates: names }).to.deep.equal(
    candidates ? { cause: null, candidates } : { cause, candidates: [] },
  );
  expect(provenBy(found.facts)).to.deep.equal(candidates || isLeft(found) ? [] : [cause]);
}

/** Proven by what is excluded. */
const isLeft = ({ cause }: DiagnoseResult): boolean => cause?.name === 'ChangeNotTakenOver';

async function mend(
  row: WalkRow,
  place: WalkPlace,
  input: DiagnoseInput,
  before: DiagnoseResult,
): Promise<DiagnoseResult> {
  const words = before.cause?.fix?.command ?? null;
  if (words === null) return diagnoseLogin(inputOf(place, await mendByHand(row, place, input)), new Date());
  if (words[0] === 'data') {
    await updateRecord(place, words);
    return diagnoseLogin(input, new Date());
  }
  const { result, fixed } = await fixLogin(input, before, new Date(), {
    waitMinutes: 1,
    isCaptured: true,
    entry: PLUGIN,
    onStage: ({ name }) => {
      // what the org's minutes do
      if (name === 'fix-wait') void row.mend?.(place);
    },
  });
  expect(fixed.kind, fixed.output).to.equal('mended');
  return result;
}

async function mendByHand(
  { mend: act }: WalkRow,
  place: WalkPlace,
  { login }: DiagnoseInput,
): Promise<Change> {
  return ((await act?.(place)) as Change) ?? login;
}

/** `sf data update record` is not ours: what it sends. */
async function updateRecord({ opened }: WalkPlace, words: readonly string[]): Promise<void> {
  const valueOf = (flag: string): string => words[words.indexOf(flag) + 1] ?? '';
  const [field = '', value] = valueOf('--values').split('=');
  const result = await opened.connection
    .sobject(valueOf('--sobject'))
    .update({ Id: valueOf('--record-id'), [field]: value === 'true' });
  expect([result].flat().every(({ success }) => success)).to.equal(true);
}
