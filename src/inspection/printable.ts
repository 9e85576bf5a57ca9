/** Controls (C0, DEL, C1), marks that turn the direction of what follows (Unicode, UAX 9), and halves of characters. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]/gu;

const LONGEST = 300;

/** Text of a stranger, for a terminal: nothing in it moves the cursor, changes colours or turns the direction of reading. */
export function printable(text: string): string {
  const characters = Array.from(text);
  const isLong = characters.length > LONGEST;
  const shown = isLong ? `${characters.slice(0, LONGEST).join('')}… (${characters.length} characters)` : text;
  return shown.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
