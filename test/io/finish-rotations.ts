// A program for tests of what killed rotations left: goes on with each of those that it reads as JSON from standard input,
// as another run would; prints how far it found them, and what then lies there.
import { readFileSync } from 'node:fs';
import { intercept, systemError } from './intercept.ts';
import { snapshot } from './snapshot.ts';

type Place = { scenario: string; folder: string };
export type Finished = { state: string; after: Record<string, string> };

let hasHardLinks = true;
intercept((call, args) => {
  if (call === 'linkSync' && !hasHardLinks) throw systemError('EPERM', call, args);
});
const { findPairState } = await import('../../src/io/pair-files.ts');
const { lockPair } = await import('../../src/io/pair-lock.ts');
const { carryOut, pairScenarios, pathsIn } = await import('./pair-scenarios.ts');

process.umask(0o022);
for (const { scenario: name, folder } of JSON.parse(readFileSync(0, 'utf8')) as Place[]) {
  const scenario = pairScenarios.find((candidate) => candidate.name === name)!;
  ({ hasHardLinks } = scenario);
  const paths = pathsIn(folder, scenario);
  const release = await lockPair(paths);
  const state = findPairState(paths);
  if (scenario.act === 'stage' && state !== 'staged') await carryOut('stage', paths, 'newer');
  if (scenario.act === 'switch' && ['staged', 'half-switched'].includes(state))
    await carryOut('switch', paths);
  if (scenario.act === 'drop') await carryOut('drop', paths);
  release();
  console.log(JSON.stringify({ state, after: snapshot(folder) } satisfies Finished));
}
