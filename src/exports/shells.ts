/** The shells that lines are written for: any POSIX shell, and PowerShell, of Windows and of its own. */
export type Shell = 'posix' | 'powershell';

type ShellWords = {
  quote: (text: string) => string;
  /** A line that gives a variable to the programs that are started from the shell. */
  assign: (name: string, value: string) => string;
};

/** Words that both shells take as they stand; in PowerShell, `@` at the beginning and `,` anywhere have a meaning. */
const PLAIN = /^[\w+=:./-][\w@%+=:./-]*$/;

export const shells: Record<Shell, ShellWords> = {
  posix: {
    quote: (text) => (PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`),
    assign: (name, value) => `${name}=${quoteInFile(value)}`,
  },
  powershell: {
    quote: (text) => (PLAIN.test(text) ? text : quoteForPowerShell(text)),
    assign: (name, value) => `$env:${name} = ${quoteForPowerShell(value)}`,
  },
};

/** The line of a command, by its words after `sf`. */
export const commandLine = (shell: Shell, words: readonly string[]): string =>
  ['sf', ...words].map((word) => shells[shell].quote(word)).join(' ');

/** Between single quotes, PowerShell reads nothing but the quote itself, which is doubled. */
function quoteForPowerShell(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * For a file of variables, which shells read and programs that know less: those take quotes around a value away, and know no
 * other way to write them. A value with a single quote has double ones around it, inside of which a shell reads four characters.
 */
function quoteInFile(value: string): string {
  if (PLAIN.test(value)) return value;
  return value.includes("'") ? `"${value.replace(/["$`\\]/g, String.raw`\$&`)}"` : `'${value}'`;
}
