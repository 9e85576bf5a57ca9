import { Messages } from '@salesforce/core/messages';
import type { FleetProgress } from '../flows/fleet/run-fleet.ts';
import type { Talking } from '../talking.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'fleet-view');

type Progress = FleetProgress<{ name: string }, unknown>;

const WIDTH = 30;

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
    command.spinner.status = barOf(progress);
  };
}

/** `█████░░░░░ 12/24, 1 failed`. */
export function barOf({ ended, failed, total }: Omit<Progress, 'last'>): string {
  const full = Math.round((WIDTH * ended) / Math.max(total, 1));
  const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
  return `${bar} ${messages.getMessage(failed === 0 ? 'bar' : 'bar.failed', [ended, total, failed])}`;
}

/** `12/24 production: done`. */
export function lineOf({ ended, total, last }: Progress): string {
  const result = last.outcome === 'failed' ? last.error.name : messages.getMessage(`outcome.${last.outcome}`);
  return `${String(ended).padStart(String(total).length)}/${total} ${last.entry.name}: ${result}`;
}
