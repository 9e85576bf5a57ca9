import { Messages } from '@salesforce/core/messages';
import { toPassphrase, type Passphrase } from '../keys/passphrase.ts';
import { isRecognized } from '../keys/recognize.ts';
import { repair, textOf } from '../keys/repair.ts';
import { MAXIMUM_BYTES, readInputFile } from './input-file.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'secret-input');

/** Where a secret comes from: a file (`-` is standard input) or an environment variable, by its name. Never an argument. */
export type SecretLocation = { file: string } | { variable: string };

/**
 * A private key as it came. `source` is what messages call it; `path`, absolute, is there when it came from a file.
 * `isOpenToOthers`: group or world may read that file.
 */
export type KeyInput = { source: string; contents: Buffer; path?: string; isOpenToOthers: boolean };

/** A name that a person gives to a variable, and hardly to a passphrase: it may be shown. */
const VARIABLE_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Reads a private key. `flag` is the command-line flag that named the file, for the error. */
export async function readKeyInput(location: SecretLocation, flag: string): Promise<KeyInput> {
  if ('variable' in location) {
    const contents = Buffer.from(readVariable(location.variable), 'utf8');
    return { source: `$${location.variable}`, contents, isOpenToOthers: false };
  }
  if (location.file === '-')
    return { source: 'standard input', contents: await readStandardInput(), isOpenToOthers: false };
  refuseSecret(location.file, flag);
  const { path, contents, isOpenToOthers } = await readInputFile(location.file, flag);
  return { source: path, contents, path, isOpenToOthers };
}

/**
 * Reads a passphrase, in UTF-8, or in the UTF-16 of PowerShell. The line end that an editor or `echo` leaves at the end of a
 * file does not belong to it.
 */
export async function readPassphrase(location: SecretLocation): Promise<Passphrase> {
  const { source, contents } = await readKeyInput(location, '--passphrase-file');
  const text = (textOf(contents) ?? contents.toString('latin1')).replace(/\r?\n$/, '');
  if (text === '') throw messages.createError('error.PassphraseEmpty', [source]);
  return toPassphrase(text);
}

/** True when both would have to be read from standard input. */
export function shareStandardInput(...locations: Array<SecretLocation | undefined>): boolean {
  return locations.filter((location) => location && 'file' in location && location.file === '-').length > 1;
}

function readVariable(name: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  // `--passphrase-env "$PASSPHRASE"` hands over the secret for the name: it must not be shown
  throw VARIABLE_NAME.test(name)
    ? messages.createError('error.VariableNotSet', [name])
    : messages.createError('error.VariableNotNamed');
}

/** `--jwt-key-file "$KEY"` hands over the secret for the name of a file: the error for a missing file would show it. */
function refuseSecret(fileName: string, flag: string): void {
  if (/[\r\n]/.test(fileName) || isRecognized(repair(Buffer.from(fileName))))
    throw messages.createError('error.SecretForFile', [flag], [], 2);
}

async function readStandardInput(): Promise<Buffer> {
  // a secret that is typed here would stand on the screen
  if (process.stdin.isTTY) throw messages.createError('error.InputIsTerminal');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAXIMUM_BYTES) throw messages.createError('error.InputTooLarge', [MAXIMUM_BYTES]);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
