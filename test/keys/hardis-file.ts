// Files as sfdx-hardis writes them, made from the description of its format with node:crypto alone.
import { createCipheriv, randomBytes } from 'node:crypto';

export type HardisFile = { text: string; passphrase: string };

/** AES-256-CBC; the key are the 32 hexadecimal characters of the passphrase as they stand; `iv:ciphertext` in hexadecimal. */
export function sealAsHardis(
  contents: string | Buffer,
  passphrase = randomBytes(16).toString('hex'),
  iv = randomBytes(16),
): HardisFile {
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(passphrase), iv);
  const ciphertext = Buffer.concat([cipher.update(contents), cipher.final()]);
  return { text: `${iv.toString('hex')}:${ciphertext.toString('hex')}`, passphrase };
}
