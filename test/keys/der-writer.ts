// The little DER that a test needs to make a file that no program makes.

export function element(tag: number, ...parts: Buffer[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  // the shortest form of the length is the only one that DER allows
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), contents]);
  const digits = Buffer.from(
    length.toString(16).padStart(length < 0x100 ? 2 : length < 0x10000 ? 4 : 6, '0'),
    'hex',
  );
  return Buffer.concat([Buffer.from([tag, 0x80 + digits.length]), digits, contents]);
}

export const sequence = (...parts: Buffer[]): Buffer => element(0x30, ...parts);
export const octets = (contents: Buffer): Buffer => element(0x04, contents);
export const integer = (hexadecimal: string): Buffer => element(0x02, Buffer.from(hexadecimal, 'hex'));
/** An object identifier by its encoded form. */
export const identifier = (hexadecimal: string): Buffer => element(0x06, Buffer.from(hexadecimal, 'hex'));
