import { quoteForPowerShell, quoteForShell } from '../shell-words.ts';

/**
 * How a key gets to a program: by standard input as it is, by standard input in base64 on one line, with something around it or
 * not, or by an environment variable in base64. Never by an argument, which every user of the machine can read.
 */
export type KeyInput =
  | { way: 'as-it-is' }
  | { way: 'base64'; before?: string; after?: string }
  | { way: 'variable'; variable: string };

/** A program of a provider. Absent `input`: the command needs no key. `isScript`: it is one on Windows. */
export type SetCommand = { program: string; args: readonly string[]; input?: KeyInput; isScript?: boolean };

/** `prepare`: once before all, and may fail, for what it makes may be there. `replace`: for a secret that is there, where `set` makes new ones alone. */
export type SetCommands = { prepare?: SetCommand; set: SetCommand; replace?: SetCommand };

/** What the program gets on standard input, or as its variable, for a key in PEM. */
export function valueOf(input: KeyInput, pem: string): string {
  if (input.way === 'as-it-is') return pem;
  const line = Buffer.from(pem).toString('base64');
  return input.way === 'variable' ? line : `${input.before ?? ''}${line}${input.after ?? ''}`;
}

/** The command as a person types it, with the key from a file: for a POSIX shell, or for PowerShell on Windows. */
export function commandText(command: SetCommand, keyFile: string, platform = process.platform): string {
  return platform === 'win32' ? powerShellText(command, keyFile) : shellText(command, keyFile);
}

function shellText({ program, args, input }: SetCommand, keyFile: string): string {
  const line = [program, ...args].map(quoteForShell).join(' ');
  if (!input) return line;
  const file = quoteForShell(keyFile);
  const base64 = `base64 < ${file} | tr -d '\\n'`;
  if (input.way === 'as-it-is') return `${line} < ${file}`;
  if (input.way === 'variable') return `${input.variable}="$(${base64})" ${line}`;
  const { before, after } = input;
  if (before === undefined) return `${base64} | ${line}`;
  const around = (text = ''): string => `printf %s ${quoteForShell(text)}`;
  return `{ ${around(before)}; ${base64}; ${around(after)}; } | ${line}`;
}

function powerShellText({ program, args, input }: SetCommand, keyFile: string): string {
  const line = [program, ...args].map(quoteForPowerShell).join(' ');
  if (!input) return line;
  const file = quoteForPowerShell(keyFile);
  if (input.way === 'as-it-is') return `Get-Content -Raw -LiteralPath ${file} | ${line}`;
  const base64 = `[Convert]::ToBase64String([IO.File]::ReadAllBytes((Resolve-Path -LiteralPath ${file})))`;
  if (input.way === 'variable')
    return `$env:${input.variable} = ${base64}; ${line}; Remove-Item Env:${input.variable}`;
  const { before, after = '' } = input;
  if (before === undefined) return `${base64} | ${line}`;
  return `(${quoteForPowerShell(before)} + ${base64} + ${quoteForPowerShell(after)}) | ${line}`;
}
