import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { ADDITIONAL_OUTPUTS, type KeygenInput } from '../../flows/keygen-input.ts';
import { keygen, type KeygenOutput, type KeygenResult } from '../../flows/keygen.ts';
import { interruptible } from '../../interrupt.ts';
import {
  newPassphrasePrompt,
  passphraseFlags,
  passphraseFrom,
  passphrasePrompt,
  warnOfOpenKey,
} from '../../key-input.ts';
import { typedLine } from '../../typed-line.ts';
import { QuickCommand } from '../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.keygen');

export default class Keygen extends QuickCommand<KeygenResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  // a default that is shown but not set: what was typed has to be told from what was not
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
      defaultHelp: async () => Promise.resolve('2048'),
      summary: messages.getMessage('flags.key-size.summary'),
    })(),
    'key-format': Flags.option({
      options: ['pkcs8', 'pkcs1'] as const,
      defaultHelp: async () => Promise.resolve('pkcs8'),
      summary: messages.getMessage('flags.key-format.summary'),
    })(),
    encrypt: Flags.boolean({
      summary: messages.getMessage('flags.encrypt.summary'),
      description: messages.getMessage('flags.encrypt.description'),
    }),
    ...passphraseFlags,
    'from-key': Flags.string({
      summary: messages.getMessage('flags.from-key.summary'),
      helpValue: '<file>',
    }),
    days: Flags.integer({
      min: 1,
      defaultHelp: async () => Promise.resolve('365'),
      summary: messages.getMessage('flags.days.summary'),
    }),
    'not-before': Flags.string({
      summary: messages.getMessage('flags.not-before.summary'),
      description: messages.getMessage('flags.not-before.description'),
      helpValue: '<date>',
    }),
    subject: Flags.string({
      summary: messages.getMessage('flags.subject.summary'),
      description: messages.getMessage('flags.subject.description'),
    }),
    csr: Flags.boolean({ summary: messages.getMessage('flags.csr.summary') }),
    also: Flags.option({
      options: ADDITIONAL_OUTPUTS,
      multiple: true,
      summary: messages.getMessage('flags.also.summary'),
      description: messages.getMessage('flags.also.description'),
    })(),
    force: Flags.boolean({ summary: messages.getMessage('flags.force.summary') }),
  };

  public async run(): Promise<KeygenResult> {
    const { flags } = await this.parse(Keygen);
    const input: KeygenInput = {
      name: flags.name,
      outputDir: flags['output-dir'],
      keySize: flags['key-size'] && (Number(flags['key-size']) as KeygenInput['keySize']),
      keyFormat: flags['key-format'],
      encrypt: flags.encrypt,
      passphrase: passphraseFrom(flags),
      fromKey: flags['from-key'],
      days: flags.days,
      notBefore: flags['not-before'],
      subject: flags.subject,
      isRequest: flags.csr,
      also: flags.also ?? [],
      force: flags.force,
      command: typedLine(this),
    };
    const ask = { passphrase: passphrasePrompt(this), newPassphrase: newPassphrasePrompt(this) };
    return interruptible(async (signal) => this.show(await keygen(input, new Date(), { ask, signal })));
  }

  private show({ result, warnings, keyInput, fileForApp }: KeygenOutput): KeygenResult {
    for (const warning of warnings) this.warn(warning);
    if (keyInput) warnOfOpenKey(this, keyInput);
    this.showKey(result, keyInput?.source);
    if (result.certificateFile !== undefined) {
      const { certificateFile, subject, notBefore = '', notAfter = '', sha256 } = result;
      this.log(messages.getMessage('certificate', [certificateFile, subject]));
      this.log(messages.getMessage('validity', [notBefore.slice(0, 10), notAfter.slice(0, 10)]));
      this.log(messages.getMessage('fingerprint', [sha256]));
    }
    if (result.requestFile !== undefined)
      this.log(messages.getMessage('request', [result.requestFile, result.subject]));
    this.log(messages.getMessage('thumbprint', [result.publicJwk.kid]));
    const { certificateDerFile, privateKeyDerFile, pkcs12File, jwkFile } = result;
    for (const [key, file] of Object.entries({ certificateDerFile, privateKeyDerFile, pkcs12File, jwkFile }))
      if (file !== undefined) this.log(messages.getMessage(key, [file]));
    for (const backup of result.backups) this.log(messages.getMessage('backup', [backup]));
    this.showNext(result, fileForApp);
    return result;
  }

  private showKey({ privateKeyFile, keySize, isProtected }: KeygenResult, existing?: string): void {
    if (existing !== undefined) this.log(messages.getMessage('existingKey', [existing, keySize]));
    else if (isProtected === true) this.log(messages.getMessage('protectedKey', [privateKeyFile, keySize]));
    else this.log(messages.getMessage('privateKey', [privateKeyFile, keySize]));
  }

  private showNext({ requestFile, isProtected }: KeygenResult, fileForApp?: string): void {
    if (isProtected === true) this.log(messages.getMessage('protectedHint'));
    if (requestFile === undefined) {
      this.log(messages.getMessage('next', [fileForApp]));
    } else {
      const issued = requestFile.replace(/\.csr$/, '.crt');
      this.log(messages.getMessage('nextForRequest', [requestFile, issued, issued]));
    }
  }
}
