import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { Passphrase } from './passphrase.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'hardis');

/*
 * What sfdx-hardis commits as config/branches/.jwt/BRANCH.key: the PEM text, encrypted by AES-256-CBC, written as
 * `iv:ciphertext` in hexadecimal. The key of the cipher are the 32 characters of SFDX_CLIENT_KEY_ALIAS as they stand. Nothing
 * authenticates it: who can write the file can change what it decrypts to, without knowing the passphrase.
 */
const PASSPHRASE_BYTES = 32;
const BLOCK_DIGITS = 32;

/** Also for a file that is cut off. `compact` has no white space. */
export function isHardisFile(compact: string): boolean {
  return /^[0-9a-f]{32}:[0-9a-f]*$/i.test(compact);
}

/** Opens a file of sfdx-hardis and gives the private key as PEM text, which is a secret. */
export function openHardisFile(compact: string, passphrase: Passphrase, source: string): string {
  const [iv = '', ciphertext = ''] = compact.split(':');
  if (ciphertext === '' || ciphertext.length % BLOCK_DIGITS !== 0)
    throw messages.createError('error.SealedKeyDamaged', [source]);
  const text = decrypt(Buffer.from(iv, 'hex'), Buffer.from(ciphertext, 'hex'), passphrase);
  if (text === undefined) throw messages.createError('error.PassphraseWrong', [source]);
  const key = parse(text);
  // what begins like a key was decrypted with the right passphrase
  if (!key || !isConsistent(key)) throw messages.createError('error.SealedKeyDamaged', [source]);
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Undefined when the passphrase is wrong: another one gives no padding (255 times of 256), or no PEM text. */
function decrypt(iv: Buffer, ciphertext: Buffer, passphrase: Passphrase): string | undefined {
  const key = Buffer.from(passphrase, 'utf8');
  if (key.length !== PASSPHRASE_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    const text = Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function parse(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

/** A changed number of an RSA key would give signatures that are refused, and could give away the key (RFC 8017, 8.2). */
function isConsistent(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa') return true;
  try {
    const probe = Buffer.from('probe');
    return verify('sha256', probe, createPublicKey(key), sign('sha256', probe, key));
  } catch {
    return false;
  }
}
