/** How the work for one org ended. `not-done`: it was broken off, or not begun before that. */
export type FleetOutcome<Entry, Value> = { entry: Entry } & (
  { outcome: 'done'; value: Value } | { outcome: 'failed'; error: Error } | { outcome: 'not-done' }
);

/** How many orgs there were, and how the work for them ended. */
export type FleetCounts = { total: number; done: number; failed: number; notDone: number };

export function countOutcomes(outcomes: ReadonlyArray<FleetOutcome<unknown, unknown>>): FleetCounts {
  const count = (kind: FleetOutcome<unknown, unknown>['outcome']): number =>
    outcomes.filter(({ outcome }) => outcome === kind).length;
  return {
    total: outcomes.length,
    done: count('done'),
    failed: count('failed'),
    notDone: count('not-done'),
  };
}

/** How far a run is, told whenever the work for an org has ended. */
export type FleetProgress<Entry, Value> = {
  last: FleetOutcome<Entry, Value>;
  ended: number;
  failed: number;
  total: number;
};

export type FleetOptions<Entry, Value> = {
  /** How many orgs are worked on at the same time, at most. */
  concurrency: number;
  signal?: AbortSignal;
  onResult?: (progress: FleetProgress<Entry, Value>) => void;
  /** Entries of the same lane come one after the other. */
  laneOf?: (entry: Entry) => string;
  /** The host that is asked. */
  hostOf?: (entry: Entry) => string;
  /** What becomes of the entries of a lane after this failure of one: an error for each, or nothing, to go on. */
  closesLane?: (error: Error, failed: Entry, later: Entry) => Error | undefined;
  /** True when the failure says that the host has more to do than it can: it is asked less at the same time from then on. */
  isOverload?: (error: Error) => boolean;
};

/** Orgs behind the same login host share it with everybody else. Orgs with a host of their own never come to this. */
const MOST_PER_HOST = 10;

type Job<Entry> = { index: number; entry: Entry; lane: string; host: string };

/**
 * Works on all entries, some of them at the same time, and gives how each ended, in the order of the entries. A failure does not
 * stop the others. After an interrupt nothing new is begun; the work that is going on ends by its signal, and counts as not done.
 */
export async function runFleet<Entry, Value>(
  entries: readonly Entry[],
  options: FleetOptions<Entry, Value>,
  work: (entry: Entry) => Promise<Value>,
): Promise<Array<FleetOutcome<Entry, Value>>> {
  const { concurrency, signal, laneOf, hostOf } = options;
  const outcomes: Array<FleetOutcome<Entry, Value>> = entries.map((entry) => ({
    entry,
    outcome: 'not-done',
  }));
  const queue = openQueue(
    entries.map((entry, index) => ({
      index,
      entry,
      lane: laneOf?.(entry) ?? String(index),
      host: hostOf?.(entry) ?? String(index),
    })),
  );
  const tell = progressTeller(options, entries.length);
  const settle = (job: Job<Entry>, outcome: FleetOutcome<Entry, Value>): void => {
    outcomes[job.index] = outcome;
    tell(outcome);
  };
  const running = new Map<Job<Entry>, Promise<void>>();
  const begin = (job: Job<Entry>): void => {
    const ended = tryWork(job.entry, work, signal).then((outcome) => {
      running.delete(job);
      queue.giveBack(job);
      settle(job, outcome);
      if (outcome.outcome === 'failed') heed(outcome.error, job, { queue, options, settle });
    });
    running.set(job, ended);
  };
  for (;;) {
    while (running.size < concurrency && signal?.aborted !== true) {
      const job = queue.take();
      if (!job) break;
      begin(job);
    }
    if (running.size === 0) return outcomes;
    await Promise.race(running.values());
  }
}

async function tryWork<Entry, Value>(
  entry: Entry,
  work: (entry: Entry) => Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<FleetOutcome<Entry, Value>> {
  try {
    return { entry, outcome: 'done', value: await work(entry) };
  } catch (error) {
    if (signal?.aborted === true && isAbort(error)) return { entry, outcome: 'not-done' };
    return { entry, outcome: 'failed', error: error as Error };
  }
}

/** A failure of its own, which an interrupt only came after, is told. */
function isAbort(error: unknown): boolean {
  const { name, code, exitCode } = error as NodeJS.ErrnoException & { exitCode?: number };
  return name === 'AbortError' || code === 'ABORT_ERR' || exitCode === 130;
}

function progressTeller<Entry, Value>(
  { onResult }: FleetOptions<Entry, Value>,
  total: number,
): (last: FleetOutcome<Entry, Value>) => void {
  const counts = { ended: 0, failed: 0 };
  return (last) => {
    if (last.outcome === 'not-done') return;
    counts.ended += 1;
    if (last.outcome === 'failed') counts.failed += 1;
    onResult?.({ last, ...counts, total });
  };
}

type Heeding<Entry, Value> = {
  queue: Queue<Entry>;
  options: FleetOptions<Entry, Value>;
  settle: (job: Job<Entry>, outcome: FleetOutcome<Entry, Value>) => void;
};

/** What a failure means for those that have not begun. */
function heed<Entry, Value>(
  error: Error,
  job: Job<Entry>,
  { queue, options: { closesLane, isOverload }, settle }: Heeding<Entry, Value>,
): void {
  if (isOverload?.(error) === true) queue.slowDown(job.host);
  for (const later of queue.waitingIn(job.lane)) {
    const reason = closesLane?.(error, job.entry, later.entry);
    if (!reason) continue;
    queue.drop(later);
    settle(later, { entry: later.entry, outcome: 'failed', error: reason });
  }
}

type Queue<Entry> = ReturnType<typeof openQueue<Entry>>;

/** Hands out what may be begun now: not two of a lane at the same time, and no more of a host than it takes. */
function openQueue<Entry>(jobs: ReadonlyArray<Job<Entry>>) {
  const waiting = [...jobs];
  const lanes = new Set<string>();
  const hosts = new Map<string, number>();
  const limits = new Map<string, number>();
  const drop = (job: Job<Entry>): void => void waiting.splice(waiting.indexOf(job), 1);
  const limitOf = (host: string): number => limits.get(host) ?? MOST_PER_HOST;
  const mayBegin = ({ lane, host }: Job<Entry>): boolean =>
    !lanes.has(lane) && (hosts.get(host) ?? 0) < limitOf(host);
  return {
    take: (): Job<Entry> | undefined => {
      const job = waiting.find(mayBegin);
      if (!job) return undefined;
      drop(job);
      lanes.add(job.lane);
      hosts.set(job.host, (hosts.get(job.host) ?? 0) + 1);
      return job;
    },
    giveBack: ({ lane, host }: Job<Entry>): void => {
      lanes.delete(lane);
      hosts.set(host, (hosts.get(host) ?? 1) - 1);
    },
    waitingIn: (lane: string): Array<Job<Entry>> => waiting.filter((job) => job.lane === lane),
    drop,
    slowDown: (host: string): void => void limits.set(host, Math.max(1, Math.floor(limitOf(host) / 2))),
  };
}
