import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'fleet-view');

type Counts = { projectFile: string; total: number; done: number; failed: number; notDone: number };

/** How many of how many, and what to type for the rest. */
export function renderSummary(
  { projectFile, total, done, failed, notDone }: Counts,
  command: string,
): string[] {
  if (total === 0) return [renderNothing(projectFile)];
  const name = notDone > 0 ? 'summary.not-done' : failed > 0 ? 'summary.failed' : 'summary';
  const summary = messages.getMessage(name, [done, total, failed, notDone]);
  return done === total
    ? [summary]
    : [summary, messages.getMessage(notDone > 0 ? 'next.not-done' : 'next.failed', [command])];
}

/** No org is meant: an empty part of a fleet, or nothing that failed. */
export function renderNothing(projectFile: string): string {
  return messages.getMessage('nothing', [projectFile]);
}
