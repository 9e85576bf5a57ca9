import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runScript } from './script.ts';

const folder = join(import.meta.dirname, 'scripts');

describe('sessions with the compiled plugin', () => {
  for (const file of globSync('*.txt', { cwd: folder }).sort()) {
    it(basename(file, '.txt'), async () => runScript(join(folder, file))).timeout(120_000);
  }
});
