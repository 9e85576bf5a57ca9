// Runs a flow against fresh simulated orgs with one fault each: every fault of the table, at the first request that it can
// strike, at the second, and so on, until a run meets none.
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { SfError } from '@salesforce/core';
import { type Fault, endFaults, strike } from '../../../src/simulator/fault-strikes.ts';
import { type FaultName, faultNames } from '../../../src/simulator/faults.ts';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { type AppOrg, openAppOrg } from './app-org.ts';
import { type Change, compareTraces, countTraces, tracesOf } from './org-traces.ts';

/** What a flow gave, or what it threw. `crashed`: an error that nothing caught, which ends the process of a command. */
export type Outcome<T> = { kind: 'done'; value: T } | { kind: 'failed' | 'crashed'; error: Error };

/** A run that met its fault. The org is open until the next one is asked for. */
export type StruckRun<T> = {
  fault: FaultName;
  /** Which of the requests that the fault can strike was the first that it struck; 1 is the first of the flow. */
  n: number;
  /** Method and path of that request. */
  line: string;
  outcome: Outcome<T>;
  /** What the run did to the org. */
  change: Change;
  org: AppOrg;
  /**
   * Runs the flow again in the same org by a connection of its own, where no fault strikes any more; `change` is that of both
   * runs together.
   */
  again: () => Promise<{ outcome: Outcome<T>; change: Change }>;
};

export type FaultOptions = {
  /** Default: all of them. */
  faults?: readonly FaultName[];
  /** How many requests in a row are struck; `for good`, all from the n-th on. Default: 1. */
  times?: number | 'for good';
  /** Of each simulated org. Deploys take no time unless they are told to. */
  simulator?: SimulatorOptions;
  /** What is in the org before the flow runs. */
  prepare?: (org: AppOrg) => Promise<void>;
  /** Ends the search for a request that is not struck, which a flow that never ends would not find. Default: 100. */
  mostRequests?: number;
};

/** So that nothing waits: the least amount with which a fault still is one. */
const amounts: Partial<Record<FaultName, number>> = { latency: 20, 'rate-limit': 0 };

/**
 * Yields a run for each fault and request. The flow is given the org; it must not wait for what does not come (`--wait 0`),
 * as a deploy can be stuck for ever. With SHOW_FAULTS in the environment, a line of each run is printed.
 */
export async function* eachFault<T>(
  flow: (org: AppOrg) => Promise<T>,
  options: FaultOptions = {},
): AsyncGenerator<StruckRun<T>> {
  const { faults = faultNames, mostRequests = 100 } = options;
  const restore = [shortenWaits(), takeCrashes()];
  try {
    for (const fault of faults) {
      for (let n = 1; n <= mostRequests; n += 1) {
        const run = await strikeRun(flow, fault, n, options);
        if (run === undefined) break;
        let second: Outcome<T> | undefined;
        const again: StruckRun<T>['again'] = async () => {
          const ended = await run.again();
          second = ended.outcome;
          return ended;
        };
        try {
          yield { ...run, again };
        } finally {
          await run.org.close();
          if (process.env.SHOW_FAULTS) process.stdout.write(`${lineOf(run, second)}\n`);
        }
      }
    }
  } finally {
    // errors of connections that ended with the last org come a moment later
    await setImmediate();
    for (const undo of restore) undo();
  }
}

/** A run in an org of its own; undefined when the fault struck nothing. */
async function strikeRun<T>(
  flow: (org: AppOrg) => Promise<T>,
  name: FaultName,
  n: number,
  { times = 1, simulator = {}, prepare }: FaultOptions,
): Promise<StruckRun<T> | undefined> {
  const org = await openAppOrg({ deploySeconds: 0, ...simulator });
  await prepare?.(org);
  const before = tracesOf(org.org);
  const changed = (): Change => compareTraces(before, tracesOf(org.org));
  const { world, requests } = org.simulator;
  org.forgetRequests();
  strike(world, toFault(name, n, times));
  const outcome = await settle(() => flow(org));
  endFaults(world);
  const struck = requests.find(({ fault }) => fault !== undefined);
  if (struck === undefined) {
    await org.close();
    return undefined;
  }
  return {
    fault: name,
    n,
    line: `${struck.method} ${struck.path.split('?')[0] ?? ''}`,
    outcome,
    change: changed(),
    org,
    again: async () => {
      await org.reconnect();
      return { outcome: await settle(() => flow(org)), change: changed() };
    },
  };
}

function toFault(name: FaultName, n: number, times: number | 'for good'): Fault {
  return {
    name,
    amount: amounts[name],
    after: n - 1,
    // without a number, faults strike as often as their row says
    times: times === 'for good' ? Number.MAX_SAFE_INTEGER : times,
  };
}

/** Told of each error that nothing catches. */
type Crash = (error: Error) => void;
let tellCrash: Crash = () => undefined;

/** Node would end the process of a command by such an error; here it is no matter of the test runner's. */
function takeCrashes(): () => void {
  const runners = process.listeners('uncaughtException');
  const take: Crash = (error) => tellCrash(error);
  process.removeAllListeners('uncaughtException').on('uncaughtException', take);
  return () => {
    process.off('uncaughtException', take);
    for (const runner of runners) process.on('uncaughtException', runner);
  };
}

/** Runs to the end, also to that which the process of a command would come to by an error that nothing catches. */
async function settle<T>(run: () => Promise<T>): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    tellCrash = (error) => resolve({ kind: 'crashed', error });
    run().then(
      (value) => resolve({ kind: 'done', value }),
      (error: unknown) => resolve({ kind: 'failed', error: error as Error }),
    );
  });
}

type RequestModule = { setDefaults: (options: object) => void };

/**
 * jsforce, behind the connection, sends GET, PUT and DELETE (never POST) again after 420, 429, 5xx and a broken connection:
 * up to five times, after 0.5, 1, 2, 4 and 8 seconds, whatever Retry-After says. Its own option makes that milliseconds.
 */
function shortenWaits(): () => void {
  const { setDefaults } = createRequire(import.meta.url)(
    '@jsforce/jsforce-node/lib/request',
  ) as RequestModule;
  // the option comes beside what jsforce sets itself without a proxy
  setDefaults({ followRedirect: true, retry: { minTimeout: 1 } });
  return () => setDefaults({ followRedirect: true });
}

/** Whether an error has a name of ours and says what to do; what a library threw has not. */
export function isNamed(error: Error): boolean {
  return error instanceof SfError && error.name.endsWith('Error') && (error.actions ?? []).length > 0;
}

function describe<T>(outcome: Outcome<T>): string {
  if (outcome.kind === 'done') return 'done';
  const { error, kind } = outcome;
  if (kind === 'crashed') return `CRASHED by ${error.name}: ${error.message}`;
  return isNamed(error)
    ? error.name
    : `UNNAMED ${error.name}: ${error.message.replaceAll(/\s+/g, ' ').slice(0, 90)}`;
}

/** Where a run was struck, how it ended, what it left (+) and took (-), and how running it again ended. */
function lineOf<T>(
  { fault, n, line, outcome, change: { left, lost } }: StruckRun<T>,
  second?: Outcome<T>,
): string {
  return [
    `${fault} ${n}`.padEnd(22),
    line
      .replace('/services/', '')
      .replace(/0Af\w+/, '…')
      .padEnd(42),
    describe(outcome) + (second === undefined ? '' : `; again: ${describe(second)}`),
    ...(left.length === 0 ? [] : [`+ ${countTraces(left)}`]),
    ...(lost.length === 0 ? [] : [`- ${countTraces(lost)}`]),
  ].join(' ');
}
