import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import type { AskNewPassphrase } from './flows/new-passphrase.ts';
import type { AskPassphrase, LoadedKey, PrivateKeyLocation } from './flows/private-key.ts';
import type { Talking } from './talking.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'key-input');

/** Where a passphrase comes from; of every command that reads or writes a protected key. */
export const passphraseFlags = {
  'passphrase-file': Flags.string({
    summary: messages.getMessage('passphrase-file.summary'),
    helpValue: '<file>',
    exclusive: ['passphrase-env'],
  }),
  'passphrase-env': Flags.string({
    summary: messages.getMessage('passphrase-env.summary'),
    helpValue: '<variable>',
  }),
};

/** Where the private key of a login comes from. */
export const privateKeyFlags = {
  'jwt-key-file': Flags.string({
    char: 'f',
    summary: messages.getMessage('jwt-key-file.summary'),
    description: messages.getMessage('jwt-key-file.description'),
    helpValue: '<file>',
    exclusive: ['jwt-key-env'],
  }),
  'jwt-key-env': Flags.string({
    summary: messages.getMessage('jwt-key-env.summary'),
    helpValue: '<variable>',
  }),
  ...passphraseFlags,
};

type PassphraseFlags = { 'passphrase-file'?: string; 'passphrase-env'?: string };
export type PrivateKeyFlags = PassphraseFlags & { 'jwt-key-file'?: string; 'jwt-key-env'?: string };

export function passphraseFrom(flags: PassphraseFlags): PrivateKeyLocation['passphrase'] {
  return locationFrom(flags['passphrase-file'], flags['passphrase-env']);
}

/** Undefined when no flag names a key. */
export function privateKeyFrom(
  flags: PrivateKeyFlags,
  askPassphrase: AskPassphrase | undefined,
): PrivateKeyLocation | undefined {
  const key = locationFrom(flags['jwt-key-file'], flags['jwt-key-env']);
  return key && { key, passphrase: passphraseFrom(flags), askPassphrase };
}

/** `command` is what a person would type again, for the error. */
export function requirePrivateKey(
  flags: PrivateKeyFlags,
  askPassphrase: AskPassphrase | undefined,
  command: string,
): PrivateKeyLocation {
  const location = privateKeyFrom(flags, askPassphrase);
  if (!location) throw messages.createError('error.KeyMissing', [], [command], 2);
  return location;
}

function locationFrom(file?: string, variable?: string): PrivateKeyLocation['passphrase'] {
  if (variable !== undefined) return { variable };
  return file === undefined ? undefined : { file };
}

/** Asks without an echo, on standard error; undefined where nobody can answer. */
export function passphrasePrompt(command: Talking): AskPassphrase | undefined {
  if (command.jsonEnabled() || !process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (source) => askHidden(messages.getMessage('prompt.passphrase', [source]));
}

/**
 * One line of the terminal that is not shown. The prompt of SfCommand writes to standard output, which belongs to the result
 * (`$(sf jwt token …)`), and gives up after a minute. Ctrl-C rejects with an AbortError, Ctrl-D gives nothing.
 */
async function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  process.stderr.write(`${question}: `);
  let interrupt = (): void => undefined;
  try {
    return await new Promise((resolve, reject) => {
      interrupt = () => reject(new DOMException('', 'AbortError'));
      lines
        .once('line', resolve)
        .once('SIGINT', interrupt)
        .once('close', () => resolve(''));
      process.once('SIGTERM', interrupt);
    });
  } finally {
    process.off('SIGTERM', interrupt);
    lines.close();
    process.stderr.write('\n');
  }
}

/** Warns of a key file that other users of the machine may read. */
export function warnOfOpenKey(command: Talking, { path, isOpenToOthers }: LoadedKey['input']): void {
  if (isOpenToOthers && path !== undefined)
    command.warn(messages.createWarning('warning.KeyOpenToOthers', [path], [path]));
}

/** Asks for a new passphrase, as `passphrasePrompt` asks for an old one. */
export function newPassphrasePrompt(command: Talking): AskNewPassphrase | undefined {
  const ask = passphrasePrompt(command);
  return ask && (async (time) => askHidden(messages.getMessage(`prompt.new.${time}`)));
}
