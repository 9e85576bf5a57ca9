// A program for output-dir-crash.test.ts: writes pair after pair, each into a folder of its own, until somebody kills it.
import { join } from 'node:path';
import { writeOutputFiles } from '../../src/io/output-dir.ts';

const [root = ''] = process.argv.slice(2);

for (let number = 0; ; number += 1) {
  const contents = `${number}\n`.repeat(50_000);
  const files = [
    { name: 'server.crt', contents, mode: 0o644 },
    { name: 'server.key', contents, mode: 0o600 },
  ] as const;
  await writeOutputFiles(join(root, String(number)), files, { force: false, now: new Date(0) });
  console.log(number);
}
