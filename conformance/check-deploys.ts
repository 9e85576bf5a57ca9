import {
  CannotTry,
  type Claim,
  eachHolds,
  judge,
  judgeFact,
  type Outcome,
  seenIn,
  summarise,
} from './claim.ts';
import {
  type ComponentType,
  type Files,
  packageOf,
  type Piece,
  SWITCHES,
  tag,
  writeApp,
} from './components.ts';
import { type DeployEnd, deployFiles, type DeployOptions } from './deploy.ts';
import type { Trial } from './trial.ts';

/** The pieces of an app that is checked and never made, one of them changed. */
export function appToCheck(
  trial: Trial,
  type?: ComponentType,
  change: (content: string) => string = (content) => content,
): Piece[] {
  const pieces = writeApp({ name: `${trial.prefix}_checked`, certificate: trial.keys.certificate });
  return pieces.map((piece) => (piece.type === type ? { ...piece, content: change(piece.content) } : piece));
}

/** A permission set that is checked and never made. */
export function setToCheck(trial: Trial, content = tag('label', 'Checked')): Piece {
  return { type: 'PermissionSet', fullName: `${trial.prefix}_Checked`, content };
}

/** The switches of an app. */
export function switchesOf(app: string, content: string, fullName = app): Piece {
  return { type: SWITCHES, fullName, content: tag('externalClientApplication', app) + content };
}

/** Checks files without deploying them. */
export function check(trial: Trial, files: Files, options: DeployOptions = {}): Promise<DeployEnd> {
  return deployFiles(trial, files, { checkOnly: true, ...options });
}

export function checkPieces(
  trial: Trial,
  pieces: Piece[],
  version = trial.org.apiVersion,
): Promise<DeployEnd> {
  return check(trial, packageOf(pieces, version));
}

export const RESULT_MEMBERS = 'id deployOptions deployResult.status';

/** A deploy that must fail with a problem of these words; undefined where the words do not matter. */
export function judgeFailure({ answer, success, problems }: DeployEnd, words?: RegExp): Outcome {
  const shape = judge(seenIn(answer), { status: 200, members: RESULT_MEMBERS });
  if (shape.kind !== 'holds') return shape;
  const seen = success ? 'the deploy succeeded' : problems.join('; ') || summarise(seenIn(answer));
  const isSaid = !success && (words === undefined || problems.some((problem) => words.test(problem)));
  return judgeFact(isSaid, words === undefined ? 'a failure' : `a failure that says ${String(words)}`, seen);
}

export function judgeSuccess({ answer, success, problems }: DeployEnd): Outcome {
  const shape = judge(seenIn(answer), { status: 200, members: RESULT_MEMBERS });
  return shape.kind === 'holds'
    ? judgeFact(success, 'a deploy that succeeds', problems.join('; ') || 'it succeeded')
    : shape;
}

type Faulty = { pieces: (trial: Trial) => Piece[]; version?: string; says?: RegExp };

/** A refusal proves a rule only where the same package without the fault is taken. */
async function requireFaultless(trial: Trial): Promise<void> {
  trial.faultlessProblem ??= checkPieces(trial, [...appToCheck(trial), setToCheck(trial)]).then(
    ({ success, problems, answer }) =>
      success ? undefined : problems.join('; ') || summarise(seenIn(answer)),
  );
  const problem = await trial.faultlessProblem;
  if (problem !== undefined) throw new CannotTry(`the org refuses even an app without the fault: ${problem}`);
}

/** One or more packages that the org must refuse. */
export function refused(facts: Claim['facts'], says: string, ...packages: Faulty[]): Claim {
  const steps = (trial: Trial) =>
    packages.map(
      (item) => async () =>
        judgeFailure(await checkPieces(trial, item.pieces(trial), item.version), item.says),
    );
  const run = async (trial: Trial) => {
    await requireFaultless(trial);
    return eachHolds(...steps(trial));
  };
  return { facts, says, run };
}

/** The app to check with an element more in one of its parts. */
export function adding(type: ComponentType, extra: string): (trial: Trial) => Piece[] {
  return (trial) => appToCheck(trial, type, (content) => content + extra);
}

/** The app to check with another text in an element of one of its parts; undefined takes the element away. */
export function replacing(
  type: ComponentType,
  element: string,
  text: string | undefined,
): (trial: Trial) => Piece[] {
  const old = new RegExp(`<${element}>[^<]*</${element}>`);
  return (trial) => appToCheck(trial, type, (content) => content.replace(old, tag(element, text)));
}
