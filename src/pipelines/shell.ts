/** A word for a POSIX shell; what needs no quotes gets none. */
export function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A word for PowerShell, whose quotes are doubled, and to which a leading `@` is an operator. */
export function quoteForPowerShell(word: string): string {
  return /^[\w+=:./-][\w@+=:./-]*$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
}

/**
 * A path that can stand in the file of every provider, whose languages each have signs of their own for expressions (`${{ }}`,
 * `$( )`, `<< >>`, …). Relative, `/` between folders.
 */
export const isPlainPath = (path: string): boolean => /^[\w.@+][\w.@+ /-]*$/.test(path);
