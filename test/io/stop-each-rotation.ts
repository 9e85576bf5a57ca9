// A program for pair-crash.test.ts: stages, switches and drops pairs of files and copies, before each call that changes the
// file system, what then lies in the folder.
import { join } from 'node:path';
import { copyTree } from './copy-tree.ts';
import { actual, intercept, systemError } from './intercept.ts';
import { snapshot } from './snapshot.ts';

/** `folder`: where the copy lies. */
export type Stop = { scenario: string; call: string; folder: string; left: Record<string, string> };

const [root = ''] = process.argv.slice(2);
process.umask(0);

let stop: (call: string) => void = () => undefined;
let hasHardLinks = true;
intercept((call, args) => {
  stop(call);
  if (call === 'linkSync' && !hasHardLinks) throw systemError('EPERM', call, args);
});

// what they import has to be loaded after the file system is watched
const { lockPair } = await import('../../src/io/pair-lock.ts');
const { carryOut, pairScenarios, pathsIn, prepare } = await import('./pair-scenarios.ts');

for (const scenario of pairScenarios) {
  const folder = join(root, scenario.name);
  actual.mkdirSync(folder);
  prepare(folder, scenario);
  let count = 0;
  const record = (call: string): void => {
    count += 1;
    const copy = join(root, `${scenario.name} ${count}`);
    copyTree(folder, copy);
    const stopped: Stop = { scenario: scenario.name, call, folder: copy, left: snapshot(copy) };
    console.log(JSON.stringify(stopped));
  };
  ({ hasHardLinks } = scenario);
  stop = record;
  const paths = pathsIn(folder, scenario);
  const release = await lockPair(paths);
  await carryOut(scenario.act, paths);
  release();
  stop = () => undefined;
  record('end');
}
