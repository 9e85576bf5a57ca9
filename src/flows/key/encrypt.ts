import { randomBytes } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { writeOutputFiles, type OutputFile } from '../../io/output-dir.ts';
import { readPassphrase } from '../../io/secret-input.ts';
import { checkNewPassphrase, toPassphrase, type Passphrase } from '../../keys/passphrase.ts';
import { sealKey } from '../../keys/sealed.ts';
import {
  loadPrivateKey,
  type AskPassphrase,
  type LoadedKey,
  type PrivateKeyLocation,
} from '../private-key.ts';
import { nameAfter } from './name.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'key-encrypt');

/**
 * `privateKey.passphrase` opens the key, should it be protected, and seals it, unless `newPassphraseFile` is to get a new
 * one. `askNewPassphrase`: asks a person when there is neither.
 */
export type KeyEncryptInput = {
  privateKey: PrivateKeyLocation;
  askNewPassphrase?: AskPassphrase;
  newPassphraseFile?: string;
  /** Base name of the sealed file; default: that of the key's file. */
  name?: string;
  outputDir: string;
  force: boolean;
};

/** Paths are absolute; `openKeyFile` is the key that was read, where it lies unprotected. */
export type KeyEncryptResult = {
  sealedKeyFile: string;
  passphraseFile?: string;
  openKeyFile?: string;
  keySize: number;
  backups: string[];
};

export type KeyEncryptOutput = { result: KeyEncryptResult; keyInput: LoadedKey['input'] };

const PASSPHRASE_BYTES = 32;

/** Seals a private key with a passphrase, so that it may lie in a repository. What is sealed is known to be a usable key. */
export async function keyEncrypt(
  input: KeyEncryptInput,
  now: Date,
  signal?: AbortSignal,
): Promise<KeyEncryptOutput> {
  const loaded = await loadPrivateKey(input.privateKey);
  const { privateKey, input: keyInput } = loaded;
  const passphrase = await choosePassphrase(input, loaded);
  checkNewPassphrase(passphrase);
  const sealed = await sealKey(privateKey, passphrase);
  signal?.throwIfAborted();
  const { paths, backups } = await writeOutputFiles(
    input.outputDir,
    [
      // the sealed key last: where it stands, its passphrase stands too
      ...passphraseFiles(input.newPassphraseFile, passphrase),
      { name: `${input.name ?? nameAfter(keyInput.path)}.key.jwe`, contents: `${sealed}\n`, mode: 0o644 },
    ],
    { force: input.force, now },
  );
  const result = {
    sealedKeyFile: paths.at(-1) ?? '',
    passphraseFile: input.newPassphraseFile === undefined ? undefined : paths[0],
    openKeyFile: loaded.passphrase === undefined ? keyInput.path : undefined,
    keySize: privateKey.asymmetricKeyDetails?.modulusLength ?? 0,
    backups,
  };
  return { result, keyInput };
}

async function choosePassphrase(
  { privateKey: { passphrase }, newPassphraseFile, askNewPassphrase }: KeyEncryptInput,
  loaded: LoadedKey,
): Promise<Passphrase> {
  if (newPassphraseFile !== undefined)
    return toPassphrase(randomBytes(PASSPHRASE_BYTES).toString('base64url'));
  // read already, and standard input cannot be read again
  if (passphrase && loaded.passphrase !== undefined) return loaded.passphrase;
  if (passphrase) return readPassphrase(passphrase);
  if (askNewPassphrase) return toPassphrase(await askNewPassphrase(loaded.input.source));
  throw messages.createError('error.PassphraseMissing', [], [], 2);
}

/** A line of text, as an editor would leave it. */
function passphraseFiles(file: string | undefined, passphrase: Passphrase): OutputFile[] {
  if (file === undefined) return [];
  const path = resolve(file);
  return [{ name: basename(path), folder: dirname(path), contents: `${passphrase}\n`, mode: 0o600 }];
}
