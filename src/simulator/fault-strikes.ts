import { type Answer, answerText, type OrgRequest } from './answer.ts';
import { type FaultName, faultNames, type FaultRow, faults } from './faults.ts';
import type { World } from './world.ts';

/** A fault to strike requests with. */
export type Fault = {
  name: FaultName;
  /** How many requests it strikes. Default: all, or what the fault's row says. */
  times?: number;
  /** How many requests that it could strike it lets pass first. Default: none. */
  after?: number;
  /** In the unit of the fault's row: milliseconds of latency, minutes of a clock. */
  amount?: number;
  /** Only requests whose path begins so. */
  path?: string;
  /** Only requests to the host of this name in the world. */
  host?: string;
};

/** A fault that waits for requests. */
export type StandingFault = Fault & {
  /** How many more requests it lets pass. */
  passes: number;
  /** How many more requests it strikes then; null for all. */
  left: number | null;
};

/** Names the fault that one request asks for, and the fault that touched an answer. */
export const FAULT_HEADER = 'x-simulated-fault';

const FORM = /^(?<name>[a-z0-9-]+)(?::(?<amount>\d{1,9}))?(?:=(?<times>\d{1,9}))?(?:@(?<path>\/\S*))?$/;

function isFaultName(text: string): text is FaultName {
  return (faultNames as string[]).includes(text);
}

/** Reads `NAME`, `NAME:AMOUNT`, `NAME=TIMES`, `NAME@/path`, or all of it in this order; or says what is wrong with it. */
export function readFault(text: string): Fault | { problem: string } {
  const { name = '', amount, times, path } = FORM.exec(text)?.groups ?? {};
  if (!isFaultName(name)) {
    return { problem: `${text || 'Nothing'} is no fault; there are: ${faultNames.join(', ')}` };
  }
  const row: FaultRow = faults[name];
  if (amount !== undefined && row.amount === undefined) return { problem: `${name} takes no amount` };
  if (times === '0') return { problem: `${name} would never strike` };
  return {
    name,
    ...(amount === undefined ? {} : { amount: Number(amount) }),
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(path === undefined ? {} : { path }),
  };
}

/** Strikes the requests to come with a fault: of several that fit a request, the one that was named first. */
export function strike(world: World, fault: Fault): void {
  const { usualTimes }: FaultRow = faults[fault.name];
  world.faults.push({ ...fault, passes: fault.after ?? 0, left: fault.times ?? usualTimes ?? null });
}

/** Ends a fault, or all of them. */
export function endFaults(world: World, name?: FaultName): void {
  world.faults = world.faults.filter((fault) => name !== undefined && fault.name !== name);
}

function amountOf({ name, amount }: Fault): number {
  const row: FaultRow = faults[name];
  return amount ?? row.amount?.usual ?? 0;
}

function fits(fault: Fault, request: OrgRequest, world: World, now: Date): boolean {
  const { concerns }: FaultRow = faults[fault.name];
  const path = request.path.replace(/^\/+/, '/');
  return (
    path.startsWith(fault.path ?? '') &&
    (fault.host ?? request.host.name) === request.host.name &&
    (concerns?.({ request, world, now, amount: amountOf(fault) }) ?? true)
  );
}

/** Whether a fault strikes a request that it could strike, or lets it pass; then it lets one less pass. */
function isDue(fault: StandingFault): boolean {
  if (fault.passes === 0) return true;
  fault.passes -= 1;
  return false;
}

/** The standing fault that strikes a request; it has one strike less then. */
function takeStanding(request: OrgRequest, world: World, now: Date): Fault | undefined {
  const fault = world.faults.find((candidate) => fits(candidate, request, world, now) && isDue(candidate));
  if (fault !== undefined && fault.left !== null) {
    fault.left -= 1;
    if (fault.left <= 0) world.faults = world.faults.filter((candidate) => candidate !== fault);
  }
  return fault;
}

function refuseName(problem: string): Answer {
  return answerText(400, 'FAULT-15', `${problem}\n`);
}

/** Answers as the org would, unless a fault strikes: the one that the request names itself, else a standing one. */
export async function answerUnderFaults(
  request: OrgRequest,
  world: World,
  now: Date,
  answer: (request: OrgRequest) => Promise<Answer>,
): Promise<Answer> {
  const named = request.headers[FAULT_HEADER];
  if (named === undefined && world.faults.length === 0) return answer(request);
  const fault = named === undefined ? takeStanding(request, world, now) : readFault(named);
  if (fault === undefined) return answer(request);
  if ('problem' in fault) return refuseName(fault.problem);
  const row: FaultRow = faults[fault.name];
  const told = await row.strike({ request, world, now, amount: amountOf(fault) }, answer);
  return { ...told, headers: { ...told.headers, [FAULT_HEADER]: fault.name } };
}
