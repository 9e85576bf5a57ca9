import type { ToldCause } from '../../diagnosis/diagnosis.ts';
import { isTransientRefusal } from '../../diagnosis/refusals.ts';
import { pause } from '../../io/http.ts';
import { runSf, type SfRun } from '../../io/run-sf.ts';
import { diagnoseLogin, resultOf, type DiagnoseResult } from '../diagnose.ts';
import { stageTeller, startClock } from '../progress.ts';
import { askHost, readLocal, type CollectOptions, type DiagnoseInput } from './collect.ts';
import { correctedLogin } from './corrected-login.ts';

/** What is about to be run. `replacesKeyOf`: the app whose certificate goes, and with it logins by its key. */
export type FixPlan = { cause: ToldCause; command: string[]; replacesKeyOf: string | null };

/**
 * `confirm` is shown the command before it is run; without it, the command is run. `waitMinutes`: how long the org is given
 * to take the change over. `isCaptured`, `entry`: as of `runSf`.
 */
export type FixOptions = CollectOptions & {
  waitMinutes: number;
  isCaptured: boolean;
  confirm?: (plan: FixPlan) => Promise<boolean>;
  onPlan?: (plan: FixPlan) => void;
  entry?: readonly string[];
};

/**
 * `unproven`: several causes are possible, and none was acted on. `by-hand`: no command mends the cause. `failed`: the command
 * did. `unmended`: it was carried out, and the login does not work yet.
 */
export type FixKind = 'mended' | 'unmended' | 'failed' | 'declined' | 'by-hand' | 'unproven';

/** `output`: of the command, where it was captured. */
export type FixOutcome = {
  kind: FixKind;
  cause: ToldCause | null;
  command: string[] | null;
  exitCode: number | null;
  output: string;
};

export type FixedDiagnosis = { result: DiagnoseResult; fixed: FixOutcome };

/**
 * Carries out the one command that mends the proven cause, and looks again. Nothing is done for a cause that is only likely,
 * or that a person alone can mend.
 */
export async function fixLogin(
  input: DiagnoseInput,
  before: DiagnoseResult,
  now: Date,
  options: FixOptions,
): Promise<FixedDiagnosis> {
  const clock = startClock(now);
  const { cause } = before;
  const command = cause?.fix?.command ?? null;
  const end = (
    kind: FixKind,
    { result = before, code = null, output = '' }: Ending = {},
  ): FixedDiagnosis => ({
    result,
    fixed: { kind, cause, command, exitCode: code, output },
  });
  if (cause === null) return end('unproven');
  if (command === null) return end('by-hand');
  if (!(await isConsented({ cause, command, replacesKeyOf: findReplacedKey(command, before) }, options)))
    return end('declined');
  const { login, isRun } = correctedLogin(command, input);
  const run = isRun ? await runSf(command, options) : undefined;
  if (run && run.code !== 0) return end('failed', run);
  const result = await lookAgain(login, cause, clock, options);
  return end(result.isHealthy ? 'mended' : 'unmended', { ...run, result });
}

type Ending = Partial<SfRun> & { result?: DiagnoseResult };

async function isConsented(plan: FixPlan, { onPlan, confirm }: FixOptions): Promise<boolean> {
  onPlan?.(plan);
  return confirm ? confirm(plan) : true;
}

/** The app that gets another certificate in the place of the one that it has. */
function findReplacedKey(command: readonly string[], { facts: { org, key } }: DiagnoseResult): string | null {
  const app = org?.app;
  if (!app || !app.certificate || !command.includes('--certificate-file')) return null;
  const isOurs = key !== null && 'sha256' in key && key.sha256 === app.certificate.publicKeySha256;
  return isOurs ? null : app.name;
}

/** The cause of an org in which all is right, and which does not know so yet. */
const TIME = 'ChangeNotTakenOver';

const FIRST_PAUSE_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 15;

/**
 * Looks until the login works, while waiting can help: an org takes minutes to take a change over, and says until then what it
 * said before. Another cause that is proven ends it.
 */
async function lookAgain(
  input: DiagnoseInput,
  cause: ToldCause,
  clock: () => Date,
  options: FixOptions,
): Promise<DiagnoseResult> {
  const started = performance.now();
  let result = await diagnoseLogin(input, clock(), options);
  const local = await readLocal(input);
  for (let pauses = 0; canPass(result, cause); pauses += 1) {
    const seconds = Math.min(FIRST_PAUSE_SECONDS * 2 ** pauses, LONGEST_PAUSE_SECONDS);
    const left = options.waitMinutes * 60 - (performance.now() - started) / 1000;
    if (left < seconds) return result;
    stageTeller(options)('fix-wait', `${Math.round(left)}`);
    await pause(seconds * 1000, options.signal);
    const now = clock();
    const answers = await askHost(local, now, options);
    result = resultOf({ ...result.facts, ...answers, now: now.toISOString() });
  }
  return result;
}

/** Another cause than time ends it, once it is proven. */
function canPass({ isHealthy, cause, facts: { exchange, api } }: DiagnoseResult, mended: ToldCause): boolean {
  if (isHealthy || (cause !== null && ![mended.name, TIME].includes(cause.name))) return false;
  return api?.kind === 'refused' || (exchange?.kind === 'refused' && isTransientRefusal(exchange));
}
