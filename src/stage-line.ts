import { Messages } from '@salesforce/core/messages';
import type { Wait } from './flows/exchange.ts';
import type { Stage } from './flows/progress.ts';
import type { Talking } from './talking.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'stages');

/** Shows what a flow waits for: one moving line on a screen, elsewhere a line for each stage, on standard error. */
export function stageLine(command: Talking): (stage: Stage) => void {
  let isMoving = false;
  return ({ name, detail, elapsedSeconds }) => {
    const text = messages.getMessage(`stage.${name}`, [detail, elapsedSeconds]);
    if (!process.stderr.isTTY) {
      command.logToStderr(text);
      return;
    }
    if (!isMoving) command.spinner.start(messages.getMessage('working'));
    isMoving = true;
    command.spinner.status = text;
  };
}

/** Shows that a young app is waited for: a countdown on a screen; elsewhere one line for each try. */
export function waitLine(command: Talking): (wait: Wait) => void {
  return ({ refusal, nextTrySeconds, secondsLeft, isNew }) => {
    const waiting = messages.getMessage('wait', [refusal.description]);
    const nextTry = messages.getMessage('wait.next', [nextTrySeconds, secondsLeft]);
    if (process.stderr.isTTY) {
      if (isNew) command.spinner.start(waiting);
      command.spinner.status = nextTry;
    } else if (isNew) {
      command.logToStderr(`${waiting}; ${nextTry}`);
    }
  };
}
