import type { KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import {
  readKeyInput,
  readPassphrase,
  shareStandardInput,
  type KeyInput,
  type SecretLocation,
} from '../io/secret-input.ts';
import { formOfKey, type KeyForm } from '../keys/form.ts';
import { needsPassphrase, parsePrivateKey } from '../keys/parse.ts';
import { toPassphrase, type Passphrase } from '../keys/passphrase.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'private-key');

/** Asks a person; absent where there is nobody to ask. `source` is the key that it belongs to. Empty: none was given. */
export type AskPassphrase = (source: string) => Promise<string>;

/** Where the private key comes from, and the passphrase, should it need one. `flag` names the key's flag in errors. */
export type PrivateKeyLocation = {
  key: SecretLocation;
  passphrase?: SecretLocation;
  askPassphrase?: AskPassphrase;
  flag?: string;
};

/**
 * `passphrase` is there when the key was protected by it: such a file may be open to others, as those in repositories are.
 * `form`: in which another key can be written in the place of this one, if any.
 */
export type LoadedKey = {
  privateKey: KeyObject;
  input: Omit<KeyInput, 'contents'>;
  passphrase?: Passphrase;
  form?: KeyForm;
};

/** Reads the private key from where it is, with its passphrase when it needs one. Its text lives no longer than this call. */
export async function loadPrivateKey(location: PrivateKeyLocation): Promise<LoadedKey> {
  if (shareStandardInput(location.key, location.passphrase))
    throw messages.createError('error.StandardInputTwice', [], [], 2);
  const { contents, ...input } = await readKeyInput(location.key, location.flag ?? '--jwt-key-file');
  const passphrase = await findPassphrase(location, contents, input.source);
  const privateKey = await parsePrivateKey(contents, input.source, passphrase);
  if (passphrase !== undefined) input.isOpenToOthers = false;
  return { privateKey, input, passphrase, form: formOfKey(contents) };
}

async function findPassphrase(
  { passphrase, askPassphrase }: PrivateKeyLocation,
  contents: Buffer,
  source: string,
): Promise<Passphrase | undefined> {
  if (!(await needsPassphrase(contents))) return undefined;
  if (passphrase) return readPassphrase(passphrase);
  const answer = (await askPassphrase?.(source)) ?? '';
  return answer === '' ? undefined : toPassphrase(answer);
}
