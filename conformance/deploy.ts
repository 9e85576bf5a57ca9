import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotTry } from './claim.ts';
import { type Files, type Member, packageOf, type Piece, zipOf } from './components.ts';
import { type Answer, jsonOf, listAt, textAt, valueAt } from './http.ts';
import { ask, callRest, type Trial } from './trial.ts';

export type DeployOptions = {
  checkOnly?: boolean;
  ignoreWarnings?: boolean;
  rollbackOnError?: boolean;
  allowMissingFiles?: boolean;
  performRetrieve?: boolean;
};

/** How a deploy ended; `answer` is the org's last word on it. */
export type DeployEnd = { started: Answer; answer: Answer; success: boolean; problems: string[] };

const LONGEST_DEPLOY_MILLISECONDS = 300_000;
const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 5000;

/** Posts a package, and nothing else. */
export function postDeploy(trial: Trial, files: Files, options: DeployOptions = {}): Promise<Answer> {
  const json = JSON.stringify({
    deployOptions: { rollbackOnError: true, singlePackage: true, ...options },
  });
  const part = (name: string, file: string, type: string) =>
    `Content-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: ${type}\r\n\r\n`;
  return postParts(trial, [
    Buffer.from(part('json', 'deploy.json', 'application/json') + json),
    Buffer.concat([Buffer.from(part('file', 'deploy.zip', 'application/zip')), zipOf(files)]),
  ]);
}

/** Posts the parts of a multipart form, each with its own headers. */
export function postParts(trial: Trial, parts: Buffer[]): Promise<Answer> {
  const boundary = `conformance${randomBytes(12).toString('hex')}`;
  const body = Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part, Buffer.from('\r\n')]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return ask(trial, `/services/data/v${trial.org.apiVersion}/metadata/deployRequest`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${trial.accessToken}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body,
  });
}

async function giveUp(trial: Trial, id: string): Promise<never> {
  await callRest(trial, `/metadata/deployRequest/${id}`, 'PATCH', { deployResult: { status: 'Canceling' } });
  throw new CannotTry(`the deploy ${id} does not end, and was cancelled`);
}

/** Not ended by Ctrl-C: an app that arrives after the clean-up would stay. */
async function awaitEnd(trial: Trial, id: string): Promise<Answer> {
  const deadline = performance.now() + LONGEST_DEPLOY_MILLISECONDS;
  for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
    const answer = await callRest(trial, `/metadata/deployRequest/${id}?includeDetails=true`);
    if (answer.status >= 400 || valueAt(jsonOf(answer), 'deployResult.done') !== false) return answer;
    if (performance.now() > deadline) return giveUp(trial, id);
    await sleep(pause);
  }
}

/** The texts of all components that failed; a single one may come without a list around it. */
function problemsIn(answer: Answer): string[] {
  const failures = listAt(jsonOf(answer), 'deployResult.details.componentFailures');
  return failures.map((failure) => String(valueAt(failure, 'problem')));
}

/** Deploys files and waits for the end. What may be in the org afterwards is noted before anything is sent. */
export async function deployFiles(
  trial: Trial,
  files: Files,
  options: DeployOptions,
  members: Member[] = [],
): Promise<DeployEnd> {
  if (options.checkOnly !== true) trial.written.components.push(...members);
  const started = await postDeploy(trial, files, options);
  const id = textAt(started, 'id');
  if (id === '') return { started, answer: started, success: false, problems: [] };
  const answer = await awaitEnd(trial, id);
  const success = valueAt(jsonOf(answer), 'deployResult.success') === true;
  return { started, answer, success, problems: problemsIn(answer) };
}

export function deploy(
  trial: Trial,
  pieces: Piece[],
  options: DeployOptions = {},
  version = trial.org.apiVersion,
): Promise<DeployEnd> {
  return deployFiles(trial, packageOf(pieces, version), options, pieces);
}
