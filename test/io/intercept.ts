// For programs of tests: does something before each call that changes the file system, in a process of their own.
import files from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What `src/io` changes the disk with. */
const CHANGES = [
  'chmodSync',
  'closeSync',
  'fsyncSync',
  'linkSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'symlinkSync',
  'writeFileSync',
] as const;
export type Change = (typeof CHANGES)[number];

type Call = (...args: unknown[]) => unknown;

/** The file system as it is, whatever is done before calls. */
export const actual = { ...files };

/** `before` may throw in the place of the call. Modules that are loaded afterwards see it. */
export function intercept(before: (call: Change, args: unknown[]) => void): void {
  const calls = files as unknown as Record<Change, Call>;
  // what `before` does itself is not met
  let isWatching = true;
  for (const name of CHANGES) {
    const original = calls[name];
    calls[name] = (...args) => {
      if (isWatching) {
        isWatching = false;
        try {
          before(name, args);
        } finally {
          isWatching = true;
        }
      }
      return original(...args);
    };
  }
  syncBuiltinESMExports();
}

/** An error as the system's, with what Node adds. */
export function systemError(code: string, call: Change, args: unknown[]): NodeJS.ErrnoException {
  const syscall = call.replace(/Sync$/, '');
  const [path, dest] = args.filter((arg) => typeof arg === 'string');
  return Object.assign(new Error(`${code}: injected, ${syscall}`), { code, syscall, path, dest });
}
