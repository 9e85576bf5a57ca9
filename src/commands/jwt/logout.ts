import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { logout, type LoggedOut, type LogoutInput, type LogoutResult } from '../../flows/logout.ts';
import { interruptible } from '../../interrupt.ts';
import { stageLine } from '../../stage-line.ts';
import { typedLine } from '../../typed-line.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.logout');

/** The prompt of SfCommand gives up after ten seconds unless it is told; a person may look at the orgs first. */
const A_DAY_IN_MILLISECONDS = 86_400_000;

export default class Logout extends SfCommand<LogoutResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': Flags.string({
      char: 'o',
      required: true,
      multiple: true,
      summary: messages.getMessage('flags.target-org.summary'),
      helpValue: '<org>...',
    }),
    'no-prompt': Flags.boolean({ char: 'p', summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<LogoutResult> {
    const { flags } = await this.parse(Logout);
    if (!flags['no-prompt'] && !this.canAsk())
      throw messages.createError('error.NobodyToAsk', [], [`${typedLine(this)} --no-prompt`], 2);
    let onStage = stageLine(this);
    const confirm: LogoutInput['confirm'] = async (logins) => {
      for (const { username, aliases, privateKeyFile } of logins)
        this.log(messages.getMessage('plan', [nameOf({ username, aliases }), privateKeyFile]));
      const message = messages.getMessage('question');
      const answer = await this.confirm({ message, defaultAnswer: false, ms: A_DAY_IN_MILLISECONDS });
      onStage = stageLine(this);
      return answer;
    };
    const input = { targetOrgs: flags['target-org'], confirm: flags['no-prompt'] ? undefined : confirm };
    return interruptible(async (signal) =>
      this.show(await logout(input, { signal, onStage: (stage) => onStage(stage) })),
    );
  }

  /** The question goes to standard output. */
  private canAsk(): boolean {
    return !this.jsonEnabled() && process.stdin.isTTY && process.stdout.isTTY;
  }

  private show(result: LogoutResult): LogoutResult {
    this.spinner.stop();
    if (result.outcome === 'declined') this.log(messages.getMessage('declined'));
    for (const org of result.orgs) this.showOrg(org);
    return result;
  }

  private showOrg({
    username,
    aliases,
    session,
    reason,
    removedKey,
    sharedKey,
    damagedEntries,
  }: LoggedOut): void {
    this.logSuccess(messages.getMessage('done', [nameOf({ username, aliases })]));
    if (session === 'left')
      this.warn(messages.createWarning('warning.SessionLeft', [username, reason ?? '']));
    else this.log(messages.getMessage(`session.${session}`));
    if (removedKey !== null) this.log(messages.getMessage('key.removed', [removedKey]));
    if (sharedKey !== null) this.log(messages.getMessage('key.shared', [sharedKey]));
    if (damagedEntries.length > 0)
      this.warn(messages.createWarning('warning.KeyLeft', [damagedEntries.join(', ')]));
  }
}

const nameOf = ({ username, aliases }: { username: string; aliases: string[] }): string =>
  aliases.length === 0 ? username : `${username} (${aliases.join(', ')})`;
