/** The lines, each that is not empty further in by so many spaces. */
export function indent(lines: readonly string[], spaces: number): string {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(spaces) + line)).join('\n');
}

/** A script as a block of YAML, without the indentation of its first line. It ends at the first line that fails. */
export function scriptBlock(lines: readonly string[], spaces: number): string {
  return `|\n${indent(['set -e', ...lines], spaces)}`;
}

/** The lines as items of a list in YAML, each a text in double quotes. */
export function itemList(lines: readonly string[], spaces: number): string {
  return indent(
    lines.map((line) => `- ${JSON.stringify(line)}`),
    spaces,
  );
}

/** The text as comment lines. */
export function comment(text: string, sign: '#' | '//', spaces = 0): string {
  return indent(
    text.split('\n').map((line) => `${sign} ${line}`.trimEnd()),
    spaces,
  );
}
