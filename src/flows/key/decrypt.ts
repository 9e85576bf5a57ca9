import { join, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { writeOutputFiles } from '../../io/output-dir.ts';
import { exportPrivateKey } from '../../keys/generate.ts';
import { keyFolderWarnings } from '../key-custody.ts';
import { loadPrivateKey, type PrivateKeyLocation } from '../private-key.ts';
import { nameAfter } from './name.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'key-decrypt');

export type KeyDecryptInput = {
  privateKey: PrivateKeyLocation;
  /** Base name of the key file; default: that of the sealed file. */
  name?: string;
  outputDir: string;
  force: boolean;
  /** As it was typed, for errors. */
  command?: string;
};

/** Paths are absolute. */
export type KeyDecryptResult = { privateKeyFile: string; keySize: number; backups: string[] };

/** `warnings`: what is risky about the place where the key lies now. */
export type KeyDecryptOutput = {
  result: KeyDecryptResult;
  warnings: Awaited<ReturnType<typeof keyFolderWarnings>>;
};

/** Writes the private key that is in a protected file, for programs that read nothing else. It is never printed. */
export async function keyDecrypt(
  { privateKey: location, name, outputDir, force, command }: KeyDecryptInput,
  now: Date,
  signal?: AbortSignal,
): Promise<KeyDecryptOutput> {
  const { privateKey, input: keyInput, passphrase } = await loadPrivateKey(location);
  if (passphrase === undefined) throw messages.createError('error.KeyNotProtected', [keyInput.source]);
  const file = `${name ?? nameAfter(keyInput.path)}.key`;
  const warnings = await keyFolderWarnings([join(resolve(outputDir), file)], { force });
  signal?.throwIfAborted();
  const { paths, backups } = await writeOutputFiles(
    outputDir,
    [{ name: file, contents: exportPrivateKey(privateKey), mode: 0o600 }],
    { force, now, command, signal },
  );
  const keySize = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  return { result: { privateKeyFile: paths[0] ?? '', keySize, backups }, warnings };
}
