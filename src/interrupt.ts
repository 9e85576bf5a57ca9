import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'interrupt');

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs `work` with a signal that the first Ctrl-C aborts; the second ends the process at once. The listeners of the command's
 * base are put aside: they end the process, which leaves no time to say what is still going on.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const name of SIGNALS) {
    const before = process.listeners(name);
    // ours first: with no listener at all for a moment, a signal that is under way would be lost
    process.on(name, onSignal);
    for (const listener of before) process.off(name, listener);
  }
  try {
    return await work(controller.signal);
  } catch (error) {
    const { name, code } = error as NodeJS.ErrnoException;
    // a prompt takes Ctrl-C for a key, and gives up
    if (name === 'AbortError' || code === 'ABORT_ERR' || name === 'ExitPromptError')
      throw messages.createError('error.Interrupted', [], [], 130);
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
