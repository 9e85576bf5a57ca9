// Writes the golden files anew, for a change that is meant: `npx node test/app/write-golden.ts`, then read the difference.
import { writeFileSync } from 'node:fs';
import { goldenFiles } from './golden-files.ts';

for (const { path, contents } of goldenFiles) writeFileSync(path, contents);
