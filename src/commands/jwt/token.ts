import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { waitFlag } from '../../flags.ts';
import type { Wait } from '../../flows/exchange.ts';
import { token, type TokenOutput, type TokenResult } from '../../flows/token.ts';
import { interruptible } from '../../interrupt.ts';
import { warnOfOpenKey } from '../../key-input.ts';
import { loginFlags, loginFrom } from '../../login-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.token');

export default class Token extends SfCommand<TokenResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...loginFlags,
    wait: waitFlag(0),
    reveal: Flags.boolean({ summary: messages.getMessage('flags.reveal.summary') }),
  };

  public async run(): Promise<TokenResult> {
    const { flags } = await this.parse(Token);
    const input = loginFrom(flags, this);
    const onWait = (wait: Wait): void => this.showWait(wait);
    return interruptible(async (signal) =>
      this.show(await token(input, new Date(), { waitMinutes: flags.wait, signal, onWait }), flags.reveal),
    );
  }

  /** A countdown on a screen; elsewhere one line for each try. */
  private showWait({ refusal, nextTrySeconds, secondsLeft, isNew }: Wait): void {
    const waiting = messages.getMessage('waiting', [refusal.description]);
    const nextTry = messages.getMessage('nextTry', [nextTrySeconds, secondsLeft]);
    if (process.stderr.isTTY) {
      if (isNew) this.spinner.start(waiting);
      this.spinner.status = nextTry;
    } else if (isNew) {
      this.logToStderr(`${waiting}; ${nextTry}`);
    }
  }

  /** Standard output gets the token alone, so that `$(sf jwt token …)` is the token; a screen gets it masked. */
  private show({ result, keyInput }: TokenOutput, reveal: boolean): TokenResult {
    this.spinner.stop();
    warnOfOpenKey(this, keyInput);
    if (this.jsonEnabled()) return result;
    const { accessToken, username, orgId, instanceUrl, scope } = result;
    const isMasked = process.stdout.isTTY && !reveal;
    this.logToStderr(messages.getMessage('verified', [username, orgId, instanceUrl, scope]));
    this.log(isMasked ? mask(accessToken) : accessToken);
    if (isMasked) this.logToStderr(messages.getMessage('masked'));
    return result;
  }
}

/** Enough to recognise which org a token is for, too little to use it. */
function mask(accessToken: string): string {
  return `${accessToken.slice(0, 16)}${'*'.repeat(16)}`;
}
