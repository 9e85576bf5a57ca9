import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { keyEncrypt, type KeyEncryptOutput, type KeyEncryptResult } from '../../../flows/key/encrypt.ts';
import { interruptible } from '../../../interrupt.ts';
import {
  newPassphrasePrompt,
  passphrasePrompt,
  privateKeyFlags,
  requirePrivateKey,
  warnOfOpenKey,
} from '../../../key-input.ts';
import { typedLine } from '../../../typed-line.ts';
import { QuickCommand } from '../../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.key.encrypt');

export default class KeyEncrypt extends QuickCommand<KeyEncryptResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...privateKeyFlags,
    'new-passphrase-file': Flags.string({
      summary: messages.getMessage('flags.new-passphrase-file.summary'),
      description: messages.getMessage('flags.new-passphrase-file.description'),
      helpValue: '<file>',
    }),
    name: Flags.string({ char: 'n', summary: messages.getMessage('flags.name.summary') }),
    'output-dir': Flags.string({
      char: 'd',
      default: '.',
      summary: messages.getMessage('flags.output-dir.summary'),
      helpValue: '<folder>',
    }),
    force: Flags.boolean({ summary: messages.getMessage('flags.force.summary') }),
  };

  public async run(): Promise<KeyEncryptResult> {
    const { flags } = await this.parse(KeyEncrypt);
    const input = {
      privateKey: requirePrivateKey(flags, passphrasePrompt(this), 'sf jwt key encrypt'),
      askNewPassphrase: newPassphrasePrompt(this),
      newPassphraseFile: flags['new-passphrase-file'],
      name: flags.name,
      outputDir: flags['output-dir'],
      force: flags.force,
      command: typedLine(this),
    };
    const passphraseFlag = passphraseFlagOf(flags);
    return interruptible(async (signal) =>
      this.show(await keyEncrypt(input, new Date(), signal), passphraseFlag),
    );
  }

  private show({ result, warnings, keyInput }: KeyEncryptOutput, passphraseFlag: string): KeyEncryptResult {
    const { sealedKeyFile, passphraseFile, openKeyFile, keySize, backups } = result;
    warnOfOpenKey(this, keyInput);
    for (const warning of warnings) this.warn(warning);
    this.log(messages.getMessage('sealed', [sealedKeyFile, keySize]));
    if (passphraseFile !== undefined) this.log(messages.getMessage('passphrase', [passphraseFile]));
    for (const backup of backups) this.log(messages.getMessage('backup', [backup]));
    if (openKeyFile !== undefined) this.log(messages.getMessage('openKey', [openKeyFile]));
    const opensWith =
      passphraseFile === undefined ? passphraseFlag : ` --passphrase-file "${passphraseFile}"`;
    this.log(messages.getMessage('next', [sealedKeyFile, opensWith]));
    return result;
  }
}

/** How the sealed key is opened: as the passphrase was given; one that was typed is asked for again. */
function passphraseFlagOf(flags: { 'passphrase-env'?: string; 'passphrase-file'?: string }): string {
  const { 'passphrase-env': variable, 'passphrase-file': file } = flags;
  if (variable !== undefined) return ` --passphrase-env ${variable}`;
  return file === undefined || file === '-' ? '' : ` --passphrase-file "${file}"`;
}
