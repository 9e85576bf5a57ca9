// A program for tests of what killed runs left: another run, with other names, in each of the folders that it reads as JSON
// from standard input; prints whether it wrote, and what then lies there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { intercept, systemError } from './intercept.ts';
import { snapshot } from './snapshot.ts';
import { pairOf, scenarios } from './written-pairs.ts';

type Place = { scenario: string; folder: string };
export type After = Record<string, string>;

let hasHardLinks = true;
intercept((call, args) => {
  if (call === 'linkSync' && !hasHardLinks) throw systemError('EPERM', call, args);
});
const { writeOutputFiles } = await import('../../src/io/output-dir.ts');

process.umask(0o022);
for (const { scenario: name, folder } of JSON.parse(readFileSync(0, 'utf8')) as Place[]) {
  const scenario = scenarios.find((candidate) => candidate.name === name)!;
  ({ hasHardLinks } = scenario);
  const now = new Date('2026-01-02T00:00:00Z');
  await writeOutputFiles(join(folder, scenario.outputDir), pairOf('other', 'other'), { force: false, now });
  console.log(JSON.stringify(snapshot(join(folder, scenario.outputDir))));
}
