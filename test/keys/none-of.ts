// Searches what an error shows for what was in the file.
import { expect } from 'chai';

/** No 16 characters in a row of the file's text or of its base64. */
export function expectNoneOf(contents: Buffer, shown: string): void {
  for (const text of [
    contents.toString('latin1').replace(/-----.*?-----/g, ''),
    contents.toString('base64'),
  ]) {
    for (let start = 0; start + 16 <= text.length; start += 8) {
      const piece = text.slice(start, start + 16);
      if (piece.trim().length === 16) expect(shown).not.to.include(piece);
    }
  }
}
