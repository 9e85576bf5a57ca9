const CHECKSUM_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const RECORD_ID = /^[a-zA-Z0-9]{15}([A-Z0-5]{3})?$/;

function checksumOf(chunk: string): string {
  const bits = Array.from({ length: chunk.length }, (_, place) =>
    /[A-Z]/.test(chunk.charAt(place)) ? 2 ** place : 0,
  );
  return CHECKSUM_ALPHABET.charAt(bits.reduce((sum, bit) => sum + bit, 0));
}

/** The 18-character form of a 15-character id: one checksum letter for each five characters. */
export function addChecksum(id15: string): string {
  return id15 + [0, 5, 10].map((start) => checksumOf(id15.slice(start, start + 5))).join('');
}

/** A new id (ORG-02); `serial` must be unique within the org, the prefix says which object it is. */
export function buildRecordId(prefix: string, serial: number): string {
  return addChecksum(
    prefix +
      serial
        .toString(36)
        .toUpperCase()
        .padStart(15 - prefix.length, '0'),
  );
}

export function isRecordId(text: string): boolean {
  return RECORD_ID.test(text);
}

/** An id may be written with 15 or 18 characters. */
export function isSameId(one: string, other: string): boolean {
  return one.slice(0, 15) === other.slice(0, 15);
}

/** Letters and digits, for the part of an org id that tells simulated orgs apart. */
export function randomLetters(count: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: count }, () =>
    alphabet.charAt(Math.floor(Math.random() * alphabet.length)),
  ).join('');
}
