import type { Talking } from './talking.ts';

/** The command as it was typed, to be pasted into a shell. Secrets are never arguments, and so not in it. */
export function typedLine(
  { id = '', argv }: Pick<Talking, 'id' | 'argv'>,
  platform = process.platform,
): string {
  return commandLine([...id.split(':'), ...argv], platform);
}

/** The line of a command, by its words after `sf`, to be pasted into a shell. */
export function commandLine(words: readonly string[], platform = process.platform): string {
  return ['sf', ...words.map((word) => quote(word, platform))].join(' ');
}

function quote(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (platform === 'win32') return `"${word}"`;
  return `"${word.replace(/["$`\\]/g, '\\$&')}"`;
}
