import { randomBytes } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { viewByGit } from '../../io/git-ignore.ts';
import { writeOutputFiles, type WrittenFiles } from '../../io/output-dir.ts';
import { removeFile } from '../../io/remove-file.ts';
import { checkNewPassphrase, toPassphrase, type Passphrase } from '../../keys/passphrase.ts';
import { sealKey } from '../../keys/sealed.ts';
import { obtainNewPassphrase, type AskNewPassphrase } from '../new-passphrase.ts';
import { loadPrivateKey, type LoadedKey, type PrivateKeyLocation } from '../private-key.ts';
import { nameAfter } from './name.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'key-encrypt');

/**
 * `privateKey.passphrase` opens the key, should it be protected, and seals it, unless `newPassphraseFile` is to get a new
 * one. `askNewPassphrase`: asks a person when there is neither.
 */
export type KeyEncryptInput = {
  privateKey: PrivateKeyLocation;
  askNewPassphrase?: AskNewPassphrase;
  newPassphraseFile?: string;
  /** Base name of the sealed file; default: that of the key's file. */
  name?: string;
  outputDir: string;
  force: boolean;
  /** As it was typed, for errors. */
  command?: string;
};

/** Paths are absolute; `openKeyFile` is the key that was read, where it lies unprotected. */
export type KeyEncryptResult = {
  sealedKeyFile: string;
  passphraseFile?: string;
  openKeyFile?: string;
  keySize: number;
  backups: string[];
};

type Warning = ReturnType<typeof messages.createWarning>;
export type KeyEncryptOutput = {
  result: KeyEncryptResult;
  warnings: Warning[];
  keyInput: LoadedKey['input'];
};

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
  const sealed = await sealKey(privateKey, passphrase);
  signal?.throwIfAborted();
  const name = `${input.name ?? nameAfter(keyInput.path)}.key.jwe`;
  const passphraseFile = await writePassphrase(input.newPassphraseFile, passphrase, now);
  const { paths, backups } = await writeSealedKey(input, { name, contents: `${sealed}\n` }, now).catch(
    async (error: unknown) => {
      if (passphraseFile !== undefined) await removeFile(passphraseFile);
      throw error;
    },
  );
  const result = {
    sealedKeyFile: paths[0] ?? '',
    passphraseFile,
    openKeyFile: loaded.passphrase === undefined ? keyInput.path : undefined,
    keySize: privateKey.asymmetricKeyDetails?.modulusLength ?? 0,
    backups,
  };
  return { result, warnings: await passphraseWarnings(passphraseFile), keyInput };
}

async function choosePassphrase(
  { privateKey: { passphrase }, newPassphraseFile, askNewPassphrase }: KeyEncryptInput,
  loaded: LoadedKey,
): Promise<Passphrase> {
  if (newPassphraseFile !== undefined)
    return toPassphrase(randomBytes(PASSPHRASE_BYTES).toString('base64url'));
  // read already, and standard input cannot be read again
  if (passphrase && loaded.passphrase !== undefined) {
    checkNewPassphrase(loaded.passphrase);
    return loaded.passphrase;
  }
  return obtainNewPassphrase(passphrase, askNewPassphrase);
}

/**
 * Before the sealed key, which is worth nothing without it. A line of text, as an editor would leave it. It never replaces
 * a file, whatever `force` says of the sealed key: that could be the passphrase of another one.
 */
async function writePassphrase(
  file: string | undefined,
  passphrase: Passphrase,
  now: Date,
): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const path = resolve(file);
  const contents = `${passphrase}\n`;
  const options = { force: false, now, isReplaceable: false };
  await writeOutputFiles(dirname(path), [{ name: basename(path), contents, mode: 0o600 }], options);
  return path;
}

async function writeSealedKey(
  { outputDir, force, command }: KeyEncryptInput,
  file: { name: string; contents: string },
  now: Date,
): Promise<WrittenFiles> {
  return writeOutputFiles(outputDir, [{ ...file, mode: 0o644 }], { force, now, command });
}

/** A passphrase that is committed with the key that it seals protects nothing. */
async function passphraseWarnings(path: string | undefined): Promise<Warning[]> {
  const view = path === undefined ? undefined : await viewByGit(path, undefined).catch(() => undefined);
  if (!view || !['open', 'tracked', 'unknown'].includes(view.standing)) return [];
  return [
    messages.createWarning(
      'warning.PassphraseNotIgnored',
      [view.path, view.root],
      [view.ignoreFile, view.line],
    ),
  ];
}
