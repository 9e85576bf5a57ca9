import { Args } from '@oclif/core';
import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { inspect, type InspectInput, type InspectResult } from '../../flows/inspect.ts';
import { renderInspection } from '../../inspection/text.ts';
import { interruptible } from '../../interrupt.ts';
import { passphraseFlags, passphraseFrom, passphrasePrompt } from '../../key-input.ts';
import { QuickCommand } from '../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.inspect');

export default class Inspect extends QuickCommand<InspectResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly args = {
    file: Args.string({ description: messages.getMessage('args.file.description') }),
  };

  public static override readonly flags = {
    env: Flags.string({ summary: messages.getMessage('flags.env.summary'), helpValue: '<variable>' }),
    'certificate-file': Flags.string({
      summary: messages.getMessage('flags.certificate-file.summary'),
      helpValue: '<file>',
    }),
    'key-file': Flags.string({
      summary: messages.getMessage('flags.key-file.summary'),
      helpValue: '<file>',
    }),
    ...passphraseFlags,
  };

  public async run(): Promise<InspectResult> {
    const { args, flags } = await this.parse(Inspect);
    const input: InspectInput = {
      file: args.file,
      variable: flags.env,
      certificateFile: flags['certificate-file'],
      keyFile: flags['key-file'],
      passphrase: passphraseFrom(flags),
      askPassphrase: passphrasePrompt(this),
    };
    const now = new Date();
    return interruptible(async () => this.show(await inspect(input, now), now));
  }

  /** A check that was asked for and does not hold makes the command fail, with all that there is to see of the file. */
  private show(result: InspectResult, now: Date): InspectResult {
    for (const line of renderInspection(result, now)) this.log(line);
    if (result.checks.some(({ against, holds }) => against !== 'own' && !holds)) process.exitCode = 1;
    return result;
  }
}
