import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { keygen, type KeygenInput, type KeygenResult } from '../../flows/keygen.ts';
import { interruptible } from '../../interrupt.ts';
import { typedLine } from '../../typed-line.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.keygen');

export default class Keygen extends SfCommand<KeygenResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    name: Flags.string({ char: 'n', default: 'server', summary: messages.getMessage('flags.name.summary') }),
    'output-dir': Flags.string({
      char: 'd',
      default: '.',
      summary: messages.getMessage('flags.output-dir.summary'),
      helpValue: '<folder>',
    }),
    'key-size': Flags.option({
      options: ['2048', '3072', '4096'] as const,
      default: '2048',
      summary: messages.getMessage('flags.key-size.summary'),
    })(),
    days: Flags.integer({ min: 1, default: 365, summary: messages.getMessage('flags.days.summary') }),
    subject: Flags.string({
      summary: messages.getMessage('flags.subject.summary'),
      description: messages.getMessage('flags.subject.description'),
    }),
    force: Flags.boolean({ summary: messages.getMessage('flags.force.summary') }),
  };

  public async run(): Promise<KeygenResult> {
    const { flags } = await this.parse(Keygen);
    const input: KeygenInput = {
      name: flags.name,
      outputDir: flags['output-dir'],
      keySize: Number(flags['key-size']) as KeygenInput['keySize'],
      days: flags.days,
      subject: flags.subject,
      force: flags.force,
      command: typedLine(this),
    };
    const { result, warnings } = await interruptible(async (signal) => keygen(input, new Date(), signal));
    for (const warning of warnings) this.warn(warning);
    return this.show(result);
  }

  private show(result: KeygenResult): KeygenResult {
    const { privateKeyFile, certificateFile, keySize, subject, notBefore, notAfter, sha256 } = result;
    this.log(messages.getMessage('privateKey', [privateKeyFile, keySize]));
    this.log(messages.getMessage('certificate', [certificateFile, subject]));
    this.log(messages.getMessage('validity', [notBefore.slice(0, 10), notAfter.slice(0, 10)]));
    this.log(messages.getMessage('fingerprint', [sha256]));
    for (const backup of result.backups) this.log(messages.getMessage('backup', [backup]));
    this.log(messages.getMessage('next', [certificateFile]));
    return result;
  }
}
