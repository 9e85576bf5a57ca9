import type { SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import type { Stage } from './flows/progress.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'stages');

/** Shows what a flow waits for: one moving line on a screen, elsewhere a line for each stage, on standard error. */
export function stageLine(command: SfCommand<unknown>): (stage: Stage) => void {
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
