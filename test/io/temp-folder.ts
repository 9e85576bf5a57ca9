// A folder of its own for a test.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In memory where there is such a place: hundreds of files that wait for the disk are slow. */
export const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Gives each test of the suite a new folder, and removes it afterwards. Call it inside `describe`. */
export function temporaryFolder(parent = tmpdir()): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(parent, 'sf jwt test '));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}
