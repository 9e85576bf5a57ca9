// Runs a program of these tests in a process of its own.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What the program prints: a line of JSON for each value. `input` is what it reads. */
export function runProgram(name: string, argument: string, input: unknown = null): unknown[] {
  const path = join(import.meta.dirname, name);
  const options = { input: JSON.stringify(input), maxBuffer: 64 * 1024 * 1024 };
  const lines = execFileSync(process.execPath, [path, argument], options).toString().trim().split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}
