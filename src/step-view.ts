import { Messages } from '@salesforce/core/messages';
import type { Wait } from './flows/exchange.ts';
import type { Stage } from './flows/progress.ts';
import type { SetupStep } from './flows/setup.ts';
import type { Talking } from './talking.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'stages');

/** Of a moving line: Braille dots, as spinners have them. */
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MILLISECONDS = 100;
/** Of a terminal that does not tell. */
const DEFAULT_COLUMNS = 80;

/** `stop` takes the moving line away; it is to be called before anything else is printed, and comes back with the next stage. */
export type StepView = {
  onStage: (stage: Stage) => void;
  onStep: (step: SetupStep) => void;
  onWait: (wait: Wait) => void;
  stop: () => void;
};

/**
 * Steps of a flow as they end, a line each, on standard error, so that standard output has the result alone. On a screen, what is
 * going on moves below them with the time since it began; elsewhere there is a line for it, too.
 */
export function viewSteps(command: Talking): StepView {
  const line = process.stderr.isTTY && !command.jsonEnabled() ? movingLine() : undefined;
  return {
    onStage: ({ name, detail, elapsedSeconds }) => {
      if (line) line.show(textOf(messages.getMessage(`stage.${name}`, [detail, elapsedSeconds])));
      else command.logToStderr(messages.getMessage(`stage.${name}`, [detail, elapsedSeconds]));
    },
    onStep: (step) => {
      line?.stop();
      command.logToStderr(describeStep(step));
    },
    onWait: ({ refusal, nextTrySeconds, secondsLeft }) => {
      const next = messages.getMessage('wait.next', [nextTrySeconds, secondsLeft]);
      line?.show(messages.getMessage('wait', [refusal.description]), next);
    },
    stop: () => line?.stop(),
  };
}

/** A step and what became of it, as one line. */
export function describeStep({ name, state, detail }: SetupStep): string {
  return messages.getMessage(`step.${state}`, [messages.getMessage(`step.name.${name}`), detail]);
}

/** Without the time that the stage began at: the line has its own. */
const textOf = (stage: string): string => stage.replace(/ \(\d+ s\)$/, '');

type MovingLine = { show: (text: string, note?: string) => void; stop: () => void };

function movingLine(): MovingLine {
  const { stderr } = process;
  let timer: NodeJS.Timeout | undefined;
  let shown = { text: '', note: '', since: 0 };
  let frame = 0;
  const draw = (): void => {
    frame = (frame + 1) % FRAMES.length;
    const seconds = Math.floor((performance.now() - shown.since) / 1000);
    const note = shown.note === '' ? '' : `${shown.note}: `;
    // what moves comes first: the end of a long line is not shown
    const line = `${FRAMES[frame] ?? ''} ${seconds} s  ${note}${shown.text}`;
    // a line that is broken in two could not be taken back
    stderr.write(`\r\u001B[2K${line.slice(0, (stderr.columns || DEFAULT_COLUMNS) - 1)}`);
  };
  return {
    show: (text, note = '') => {
      shown = { text, note, since: text === shown.text ? shown.since : performance.now() };
      timer ??= setInterval(draw, FRAME_MILLISECONDS).unref();
      draw();
    },
    stop: () => {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      shown = { text: '', note: '', since: 0 };
      stderr.write('\r\u001B[2K');
    },
  };
}
