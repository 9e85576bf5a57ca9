/**
 * Makes a write that many may ask for at once: one runs at a time, and all who ask while it runs share the next, which
 * begins after they asked and so covers what they changed.
 */
export function shareWrites(write: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const written = write();
      running = written.catch(() => undefined);
      return written;
    });
    return next;
  };
}
