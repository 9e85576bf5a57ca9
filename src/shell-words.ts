/** A word for a POSIX shell; what needs no quotes gets none. */
export function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A word for PowerShell, to which a leading `@` and any `,` are operators, and which parts a word that begins with `-` at its first
 * `.` (PowerShell issue 6291).
 */
export function quoteForPowerShell(word: string): string {
  return /^(?:[\w+=:./][\w@%+=:./-]*|-[\w-]*)$/.test(word) ? word : textForPowerShell(word);
}

/** Between single quotes, PowerShell reads nothing but quotes, which are doubled; it takes typographic ones for them, too (about_Quoting_Rules). */
export function textForPowerShell(text: string): string {
  return `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
}
