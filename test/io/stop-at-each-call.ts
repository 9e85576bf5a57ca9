// A program for output-dir-crash.test.ts: writes pairs of files and copies, before each call that changes the file system,
// what then lies in the folder.
import { join } from 'node:path';
import { copyTree } from './copy-tree.ts';
import { actual, intercept, systemError } from './intercept.ts';
import { snapshot } from './snapshot.ts';
import { pairOf, scenarios } from './written-pairs.ts';

/** `folder`: where the copy lies. */
export type Stop = { scenario: string; call: string; folder: string; left: Record<string, string> };

const [root = ''] = process.argv.slice(2);
process.umask(0);

let stop: (call: string) => void = () => undefined;
let hasHardLinks = true;

intercept((call, args) => {
  stop(call);
  const [file, contents] = args;
  if (call === 'writeFileSync' && typeof file === 'number' && Buffer.isBuffer(contents)) {
    const half = contents.length / 2;
    actual.writeFileSync(file, contents.subarray(0, half));
    stop('half of writeFileSync');
    args[1] = contents.subarray(half);
  }
  if (call === 'linkSync' && !hasHardLinks) throw systemError('EPERM', call, args);
});

const { writeOutputFiles } = await import('../../src/io/output-dir.ts');

for (const { name: scenario, force, outputDir, subfolder, prepare, ...rest } of scenarios) {
  const folder = join(root, scenario);
  actual.mkdirSync(folder);
  prepare(folder);
  let count = 0;
  const record = (call: string): void => {
    count += 1;
    const copy = join(root, `${scenario} ${count}`);
    copyTree(folder, copy);
    const stopped: Stop = { scenario, call, folder: copy, left: snapshot(copy) };
    console.log(JSON.stringify(stopped));
  };
  stop = record;
  ({ hasHardLinks } = rest);
  const now = new Date('2026-01-01T00:00:00Z');
  await writeOutputFiles(join(folder, outputDir), pairOf('new', 'server', subfolder), { force, now });
  stop = () => undefined;
  record('end');
}
