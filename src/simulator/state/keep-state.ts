import { shareWrites } from './group-commit.ts';
import type { StateFile } from './state-file.ts';
import { type State, writeState } from './stored-world.ts';

/** What keeps a running world in its file. */
export type StateKeeper = {
  /** Resolves when all that the world holds by now is in the file; nothing is written when nothing has changed. */
  commit: () => Promise<void>;
  /** Writes all, with the latest use of sessions, and lets others use the file. */
  close: () => Promise<void>;
};

/**
 * Keeps a world in a file. A write that fails rejects for all who wait for it, and the next `commit` tries again, a
 * reader's too: as long as the file cannot be written, nobody is told what is not in it.
 */
export function keepState(file: StateFile, state: State): StateKeeper {
  let kept = '';
  const commit = shareWrites(async () => {
    const changes = writeState(state, false);
    if (changes === kept) return;
    await file.replace(writeState(state));
    kept = changes;
  });
  return {
    commit,
    close: async () => {
      kept = '';
      try {
        await commit();
      } finally {
        await file.release();
      }
    },
  };
}
