// A program for output-dir-fault.test.ts: writes pairs of files, each time with another of the calls that change the file
// system failing, or with all of them failing from there on; prints what came of it.
import { join } from 'node:path';
import { actual, intercept, systemError } from './intercept.ts';
import { snapshot } from './snapshot.ts';
import { pairOf, scenarios } from './written-pairs.ts';

/** `error`: what was thrown, with what it shows. `after` is what then lies in `folder`. */
export type Fault = {
  scenario: string;
  call: string;
  code: string;
  isLasting: boolean;
  error?: { name: string; shown: string };
  folder: string;
  before: Record<string, string>;
  after: Record<string, string>;
};

const [root = ''] = process.argv.slice(2);
const kinds = [
  { code: 'EIO', isLasting: false },
  { code: 'ENOSPC', isLasting: false },
  { code: 'EPERM', isLasting: false },
  { code: 'EIO', isLasting: true },
];
process.umask(0o022);

let hasHardLinks = true;
let fail: (call: string) => string | undefined = () => undefined;
intercept((call, args) => {
  const code = call === 'linkSync' && !hasHardLinks ? 'EPERM' : fail(call);
  if (code !== undefined) throw systemError(code, call, args);
});
const { writeOutputFiles } = await import('../../src/io/output-dir.ts');

async function failAt(
  count: number,
  scenario: (typeof scenarios)[number],
  code: string,
  isLasting: boolean,
): Promise<Fault | undefined> {
  const { name, force, outputDir, subfolder, prepare } = scenario;
  const folder = join(root, `${name} ${code} ${isLasting ? 'lasting' : 'once'} ${count}`);
  actual.mkdirSync(folder);
  prepare(folder);
  ({ hasHardLinks } = scenario);
  const before = snapshot(folder);
  let failed: string | undefined;
  let calls = 0;
  fail = (call) => {
    calls += 1;
    if (calls !== count && !(isLasting && calls > count)) return undefined;
    failed ??= call;
    return code;
  };
  const now = new Date('2026-01-01T00:00:00Z');
  const error = await writeOutputFiles(join(folder, outputDir), pairOf('new', 'server', subfolder), {
    force,
    now,
  }).then(
    () => undefined,
    (reason: unknown) => {
      const { name: errorName, message, actions = [] } = reason as Error & { actions?: string[] };
      return { name: errorName, shown: [message, ...actions].join('\n') };
    },
  );
  fail = () => undefined;
  if (failed === undefined) return undefined;
  return { scenario: name, call: failed, code, isLasting, error, folder, before, after: snapshot(folder) };
}

for (const scenario of scenarios) {
  for (const { code, isLasting } of kinds) {
    for (let count = 1; ; count += 1) {
      const fault = await failAt(count, scenario, code, isLasting);
      if (fault === undefined) break;
      console.log(JSON.stringify(fault));
    }
  }
}
