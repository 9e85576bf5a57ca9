import { spawn } from 'node:child_process';

/** `code` is null when the program is not there, or a signal ended it. `output`: both of its streams, as they came. */
export type ProgramRun = { code: number | null; isMissing: boolean; output: string };

/**
 * `input`: for standard input; `env`: variables besides those of this process. `isScript`: on Windows, the program is one that a
 * shell alone starts; its arguments then have to be words without blanks and quotes.
 */
export type ProgramOptions = {
  cwd: string;
  input?: string;
  env?: Record<string, string>;
  isScript?: boolean;
  signal?: AbortSignal;
};

/** Runs another program, with nobody to answer questions but what `input` says. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, input = '', env = {}, isScript = false, signal }: ProgramOptions,
): Promise<ProgramRun> {
  signal?.throwIfAborted();
  return new Promise((settle, refuse) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      windowsHide: true,
      shell: isScript && process.platform === 'win32',
      signal,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') settle({ code: null, isMissing: true, output });
      else refuse(error);
    });
    child.on('close', (code) => settle({ code, isMissing: false, output }));
    // it may have ended before it has read this
    child.stdin.on('error', () => undefined).end(input);
  });
}
