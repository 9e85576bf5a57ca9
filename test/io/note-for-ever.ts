// A program for project-file-crash.test.ts: writes number after number into an entry of the project file, and prints each that
// is written; until it has written so many, or somebody kills it.
import { writeEntry } from '../../src/flows/login-entry.ts';

const [path = '', name = '', most = 'Infinity'] = process.argv.slice(2);

for (let number = 1; number <= Number(most); number += 1) {
  await writeEntry({ name, path }, { clientId: String(number) });
  console.log(number);
}
