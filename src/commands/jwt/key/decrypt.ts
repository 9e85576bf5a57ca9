import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { keyDecrypt, type KeyDecryptOutput, type KeyDecryptResult } from '../../../flows/key/decrypt.ts';
import { interruptible } from '../../../interrupt.ts';
import { passphrasePrompt, privateKeyFlags, requirePrivateKey } from '../../../key-input.ts';
import { typedLine } from '../../../typed-line.ts';
import { QuickCommand } from '../../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.key.decrypt');

export default class KeyDecrypt extends QuickCommand<KeyDecryptResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...privateKeyFlags,
    name: Flags.string({ char: 'n', summary: messages.getMessage('flags.name.summary') }),
    'output-dir': Flags.string({
      char: 'd',
      default: '.',
      summary: messages.getMessage('flags.output-dir.summary'),
      helpValue: '<folder>',
    }),
    force: Flags.boolean({ summary: messages.getMessage('flags.force.summary') }),
  };

  public async run(): Promise<KeyDecryptResult> {
    const { flags } = await this.parse(KeyDecrypt);
    const input = {
      privateKey: requirePrivateKey(flags, passphrasePrompt(this), 'sf jwt key decrypt'),
      name: flags.name,
      outputDir: flags['output-dir'],
      force: flags.force,
      command: typedLine(this),
    };
    return interruptible(async (signal) => this.show(await keyDecrypt(input, new Date(), signal)));
  }

  /** That a sealed file is open to others is its purpose, and no warning. */
  private show({ result, warnings }: KeyDecryptOutput): KeyDecryptResult {
    const { privateKeyFile, keySize, backups } = result;
    for (const warning of warnings) this.warn(warning);
    this.log(messages.getMessage('privateKey', [privateKeyFile, keySize]));
    for (const backup of backups) this.log(messages.getMessage('backup', [backup]));
    this.log(messages.getMessage('next', [privateKeyFile]));
    return result;
  }
}
