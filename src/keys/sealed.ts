import { createDecipheriv, createPrivateKey, type KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { Passphrase } from './passphrase.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'keys');

/** Opens a key sealed as a JWE (RFC 7516, compact) or in the sfdx-hardis form `iv:ciphertext`; gives PEM. */
export async function openSealedKey(text: string, passphrase: Passphrase, source: string): Promise<string> {
  try {
    return text.includes(':') ? openHardis(text.trim(), passphrase) : await openJwe(text.trim(), passphrase);
  } catch {
    throw messages.createError('error.PassphraseWrong', [source]);
  }
}

/** Seals a private key as a compact JWE. */
export async function sealKey(privateKey: KeyObject, passphrase: Passphrase): Promise<string> {
  const { CompactEncrypt } = await import('jose');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  return new CompactEncrypt(Buffer.from(pem))
    .setProtectedHeader({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM' })
    .encrypt(Buffer.from(passphrase, 'utf8'));
}

async function openJwe(text: string, passphrase: Passphrase): Promise<string> {
  const { compactDecrypt } = await import('jose');
  const { plaintext } = await compactDecrypt(text, Buffer.from(passphrase, 'utf8'), {
    keyManagementAlgorithms: ['PBES2-HS512+A256KW'],
  });
  const pem = Buffer.from(plaintext).toString('utf8');
  createPrivateKey(pem);
  return pem;
}

function openHardis(text: string, passphrase: Passphrase): string {
  const [iv = '', encrypted = ''] = text.split(':');
  const decryption = createDecipheriv('aes-256-cbc', Buffer.from(passphrase), Buffer.from(iv, 'hex'));
  const pem = Buffer.concat([decryption.update(encrypted, 'hex'), decryption.final()]).toString('utf8');
  createPrivateKey(pem);
  return pem;
}
