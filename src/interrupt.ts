import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'interrupt');

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs `work` with a signal that the first Ctrl-C aborts; the second ends the process at once. SfCommand's own listeners
 * are put aside: they throw out of the event loop, which leaves no time to say what is still going on.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const name of SIGNALS) process.removeAllListeners(name).on(name, onSignal);
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
