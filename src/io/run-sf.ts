import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * `isCaptured`: the output is kept, for `--json`; else it goes to standard error, because standard output belongs to who runs
 * this. `entry`: the program and script of `sf`; without it, those that run this process.
 */
export type RunOptions = { isCaptured: boolean; signal?: AbortSignal; entry?: readonly string[] };

/** `code` is null when a signal ended it. `output`: both of its streams, as they came; empty unless captured. */
export type SfRun = { code: number | null; output: string };

/** Runs another command of the same `sf`, in a process of its own, with nobody to answer questions. */
export async function runSf(
  words: readonly string[],
  { isCaptured, signal, entry = [process.execPath, process.argv[1] ?? ''] }: RunOptions,
): Promise<SfRun> {
  signal?.throwIfAborted();
  const [program = '', ...script] = entry;
  const sink = isCaptured ? 'pipe' : process.stderr.fd;
  const child = spawn(program, [...script, ...words], {
    stdio: ['ignore', sink, sink],
    // so that Ctrl-C reaches it once, from here: with the terminal's own it would end at once, in the middle of a change
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const interrupt = (): unknown => child.kill('SIGINT');
  signal?.addEventListener('abort', interrupt, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    signal?.throwIfAborted();
    return { code, output };
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}
