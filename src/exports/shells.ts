import { quoteForPowerShell, quoteForShell, textForPowerShell } from '../shell-words.ts';

/** The shells that lines are written for: any POSIX shell, and PowerShell, of Windows and of its own. */
export type Shell = 'posix' | 'powershell';

type ShellWords = {
  quote: (text: string) => string;
  /** A line that gives a variable to the programs that are started from the shell. */
  assign: (name: string, value: string) => string;
};

/** A value that needs no quotes in a file. */
const PLAIN = /^[\w@%+=:./-]+$/;

export const shells: Record<Shell, ShellWords> = {
  posix: {
    quote: quoteForShell,
    assign: (name, value) => `${name}=${quoteInFile(value)}`,
  },
  powershell: {
    quote: quoteForPowerShell,
    assign: (name, value) => `$env:${name} = ${textForPowerShell(value)}`,
  },
};

/** The line of a command, by its words after `sf`. */
export const commandLine = (shell: Shell, words: readonly string[]): string =>
  ['sf', ...words].map((word) => shells[shell].quote(word)).join(' ');

/** Remarks, of a script of either shell, of a file of variables and of requests: no line of the text becomes anything else. */
export const comment = (text: string): string[] => text.split(/\r\n?|\n/).map((line) => `# ${line}`);

/**
 * For a file of variables, which shells read and programs that know less: those take quotes around a value away, and know no
 * other way to write them. A value with a single quote has double ones around it, inside of which a shell reads four characters.
 */
function quoteInFile(value: string): string {
  if (PLAIN.test(value)) return value;
  return value.includes("'") ? `"${value.replace(/["$`\\]/g, String.raw`\$&`)}"` : `'${value}'`;
}
