import { Messages } from '@salesforce/core/messages';
import { readPassphrase, type SecretLocation } from '../io/secret-input.ts';
import { checkNewPassphrase, toPassphrase, type Passphrase } from '../keys/passphrase.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'new-passphrase');

/** Asks a person, without an echo; absent where there is nobody to ask. The second time, they repeat what they typed. */
export type AskNewPassphrase = (time: 'first' | 'again') => Promise<string>;

/**
 * The passphrase that is to protect something new: from where `location` says, or typed twice. Throws a named error when it
 * is too weak, was typed in two ways, or cannot be asked for.
 */
export async function obtainNewPassphrase(
  location: SecretLocation | undefined,
  ask: AskNewPassphrase | undefined,
): Promise<Passphrase> {
  if (location) return checked(await readPassphrase(location));
  if (!ask) throw messages.createError('error.PassphraseNotGiven', [], [], 2);
  const passphrase = checked(toPassphrase(await ask('first')));
  if ((await ask('again')) !== passphrase) throw messages.createError('error.PassphrasesDiffer');
  return passphrase;
}

function checked(passphrase: Passphrase): Passphrase {
  checkNewPassphrase(passphrase);
  return passphrase;
}
