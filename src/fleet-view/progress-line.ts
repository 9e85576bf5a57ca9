import { Messages } from '@salesforce/core/messages';
import type { FleetProgress } from '../flows/fleet/run-fleet.ts';
import type { Talking } from '../talking.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'fleet-view');

type Progress = FleetProgress<{ name: string }, unknown>;

const WIDTH = 30;
/** Of a bar that is shorter, nothing can be read. */
const LEAST_WIDTH = 5;
/** What the spinner puts before the bar, and the blank after it. */
const BESIDE = 'Working... ⣾ '.length + 1;

/** Shows how far a fleet is: a bar on a screen; elsewhere a line for each org, on standard error. */
export function progressLine(command: Talking): (progress: Progress) => void {
  let isMoving = false;
  return (progress) => {
    if (!process.stderr.isTTY) {
      command.logToStderr(lineOf(progress));
      return;
    }
    if (!isMoving) command.spinner.start(messages.getMessage('working'));
    isMoving = true;
    command.spinner.status = barOf(progress, process.stderr.columns);
  };
}

/** `█████░░░░░ 12/24, 1 failed`, in one line: the spinner clears no more of a narrow screen than it knows of. */
export function barOf({ ended, failed, total }: Omit<Progress, 'last'>, columns: number): string {
  const counts = messages.getMessage(failed === 0 ? 'bar' : 'bar.failed', [ended, total, failed]);
  const width = Math.min(WIDTH, columns - BESIDE - counts.length);
  if (width < LEAST_WIDTH) return counts;
  const full = Math.round((width * ended) / Math.max(total, 1));
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${counts}`;
}

/** `12/24 production: done`. */
export function lineOf({ ended, total, last }: Progress): string {
  const result = last.outcome === 'failed' ? last.error.name : messages.getMessage(`outcome.${last.outcome}`);
  return `${String(ended).padStart(String(total).length)}/${total} ${last.entry.name}: ${result}`;
}
