// A program for output-dir-crash.test.ts: writes pairs of files and copies, before each call that changes the file system,
// what then lies in the folder, hard links included. For the disk, each copy is `kill -9` at that call.
import { join } from 'node:path';
import { actual, intercept, systemError } from './intercept.ts';
import { snapshot } from './snapshot.ts';
import { pairOf, scenarios } from './written-pairs.ts';

/** `folder`: where the copy lies. */
export type Stop = { scenario: string; call: string; folder: string; left: Record<string, string> };

const [root = ''] = process.argv.slice(2);
process.umask(0);

function copyTree(from: string, to: string, copied = new Map<number, string>()): void {
  actual.mkdirSync(to, { mode: actual.lstatSync(from).mode });
  for (const name of actual.readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stats = actual.lstatSync(source);
    const twin = copied.get(stats.ino);
    if (stats.isDirectory()) copyTree(source, target, copied);
    else if (twin !== undefined) actual.linkSync(twin, target);
    else if (stats.isSymbolicLink()) actual.symlinkSync(actual.readlinkSync(source), target);
    else {
      actual.writeFileSync(target, actual.readFileSync(source), { mode: stats.mode });
      copied.set(stats.ino, target);
    }
  }
}

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
