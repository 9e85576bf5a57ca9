// A folder of its own for a test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives each test of the suite a new folder, and removes it afterwards. Call it inside `describe`. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sf jwt test '));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}
