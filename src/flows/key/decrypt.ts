import { Messages } from '@salesforce/core/messages';
import { writeOutputFiles } from '../../io/output-dir.ts';
import { exportPrivateKey } from '../../keys/generate.ts';
import { loadPrivateKey, type LoadedKey, type PrivateKeyLocation } from '../private-key.ts';
import { nameAfter } from './name.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'key-decrypt');

export type KeyDecryptInput = {
  privateKey: PrivateKeyLocation;
  /** Base name of the key file; default: that of the sealed file. */
  name?: string;
  outputDir: string;
  force: boolean;
};

/** Paths are absolute. */
export type KeyDecryptResult = { privateKeyFile: string; keySize: number; backups: string[] };

export type KeyDecryptOutput = { result: KeyDecryptResult; keyInput: LoadedKey['input'] };

/** Writes the private key that is in a protected file, for programs that read nothing else. It is never printed. */
export async function keyDecrypt(input: KeyDecryptInput, now: Date): Promise<KeyDecryptOutput> {
  const { privateKey, input: keyInput, passphrase } = await loadPrivateKey(input.privateKey);
  if (passphrase === undefined) throw messages.createError('error.KeyNotProtected', [keyInput.source]);
  const name = `${input.name ?? nameAfter(keyInput.path)}.key`;
  const { paths, backups } = await writeOutputFiles(
    input.outputDir,
    [{ name, contents: exportPrivateKey(privateKey), mode: 0o600 }],
    { force: input.force, now },
  );
  const [privateKeyFile = ''] = paths;
  const keySize = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  return { result: { privateKeyFile, keySize, backups }, keyInput };
}
