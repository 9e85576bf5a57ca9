import type { FleetCommand, FleetEntry } from './choose-entries.ts';
import type { FleetOutcome } from './run-fleet.ts';

/** Why the work for an org failed, and the one command to type next; none of it is secret. */
export type FleetFailure = { name: string; message: string; actions: string[]; command: string };

/** What errors of ours say beside their message. */
type Explained = Error & {
  actions?: string[];
  exitCode?: number;
  data?: { error?: string; errorCode?: string };
};

/** The failure of one org, with the command that looks into it. */
export function describeFailure(error: Error, org: FleetEntry, command: FleetCommand): FleetFailure {
  const { name, message, actions = [] } = error as Explained;
  return { name, message, actions, command: nextCommand(error, org, command) };
}

/** What an org refused is looked into; of everything else, the error knows what to do. */
function nextCommand(error: Error, { name, entry }: FleetEntry, command: FleetCommand): string {
  const admin = entry.admin === undefined ? '' : ` --target-org ${entry.admin}`;
  if (isRefusal(error)) return `sf jwt diagnose --org ${name}${admin}`;
  const [, line] = /(?:^|: )(sf \S[^\n]*)$/.exec((error as Explained).actions?.at(-1) ?? '') ?? [];
  return line ?? `sf jwt fleet ${command} --org ${name}`;
}

/** What an org says has `data` of it; what fails on the way there has none. */
function isRefusal(error: Error): boolean {
  const { data } = error as Explained;
  return error.name !== RATE_EXCEEDED && (data?.error !== undefined || data?.errorCode !== undefined);
}

const RATE_EXCEEDED = 'LoginRateExceededError';
const STILL_BUSY = 69;
const INTERRUPTED = 130;

/** The org takes no more logins of the user for up to an hour, and each further try may count. */
export const isRateExceeded = (error: Error): boolean => error.name === RATE_EXCEEDED;

/** The code of the process: that of the worst. All that failed being busy is no failure yet. */
export function exitCodeOf<Entry, Value>(
  outcomes: ReadonlyArray<FleetOutcome<Entry, Value>>,
  isInterrupted: boolean,
): number {
  if (isInterrupted) return INTERRUPTED;
  const errors = outcomes.flatMap((outcome) => (outcome.outcome === 'failed' ? [outcome.error] : []));
  if (errors.length === 0) return 0;
  return errors.every((error) => (error as Explained).exitCode === STILL_BUSY) ? STILL_BUSY : 1;
}
