import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { entryFlag, waitFlag } from '../../flags.ts';
import { token, type TokenOutput, type TokenPlan, type TokenResult } from '../../flows/token.ts';
import { interruptible } from '../../interrupt.ts';
import { passphraseFrom, passphrasePrompt, warnOfOpenKey } from '../../key-input.ts';
import { loginFlags, loginFrom } from '../../login-flags.ts';
import { directionOf, warnOfLogin } from '../../login-warnings.ts';
import { waitLine } from '../../stage-line.ts';
import { QuickCommand } from '../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.token');

/** What standard output gets. `sf` reads the first two variables; tools of others mostly the third. */
const outputs = {
  raw: (accessToken: string): string => accessToken,
  header: (accessToken: string): string => `Authorization: Bearer ${accessToken}`,
  env: (accessToken: string, instanceUrl: string): string =>
    [
      `SF_ACCESS_TOKEN=${forShell(accessToken)}`,
      `SF_ORG_INSTANCE_URL=${forShell(instanceUrl)}`,
      `SF_INSTANCE_URL=${forShell(instanceUrl)}`,
    ].join('\n'),
};
type OutputForm = keyof typeof outputs;

export default class Token extends QuickCommand<TokenResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...loginFlags,
    org: { ...entryFlag, exclusive: ['target-org'] },
    wait: waitFlag(0),
    output: Flags.option({
      options: Object.keys(outputs) as OutputForm[],
      default: 'raw' as const,
      summary: messages.getMessage('flags.output.summary'),
      description: messages.getMessage('flags.output.description'),
    })(),
    explain: Flags.boolean({
      summary: messages.getMessage('flags.explain.summary'),
      description: messages.getMessage('flags.explain.description'),
    }),
    reveal: Flags.boolean({ summary: messages.getMessage('flags.reveal.summary') }),
  };

  public async run(): Promise<TokenResult> {
    const { flags } = await this.parse(Token);
    const input = {
      ...loginFrom(flags, this),
      org: flags.org,
      passphrase: passphraseFrom(flags),
      askPassphrase: passphrasePrompt(this),
    };
    const options = {
      waitMinutes: flags.wait,
      onWait: waitLine(this),
      ...(flags.explain ? { onPlan: (plan: TokenPlan): void => this.showPlan(plan) } : {}),
    };
    return interruptible(async (signal) => {
      const output = await token(input, new Date(), { ...options, signal });
      this.spinner.stop();
      if (flags.explain) this.showOutcome(output);
      return this.show(output, flags.output, flags.reveal);
    });
  }

  private showPlan({ reasons, keySource, claims, tokenEndpoint }: TokenPlan): void {
    const { iss, sub, aud, iat, exp } = claims;
    const [from, to] = [iat, exp].map((seconds) => new Date(seconds * 1000).toISOString());
    for (const line of [
      ...reasons,
      // the reasons tell of a key that `sf` had
      ...(reasons.some((reason) => reason.includes(keySource))
        ? []
        : [messages.getMessage('explain.key', [keySource])]),
      messages.getMessage('explain.claims', [iss, sub, aud, from, to]),
      messages.getMessage('explain.request', [tokenEndpoint]),
    ])
      this.logToStderr(line);
  }

  private showOutcome({ result, tries }: TokenOutput): void {
    const { instanceUrl, clockAheadSeconds: ahead, tokenFormat } = result;
    this.logToStderr(messages.getMessage('explain.granted', [tries, tokenFormat]));
    this.logToStderr(messages.getMessage('explain.proven', [instanceUrl]));
    this.logToStderr(
      ahead === null
        ? messages.getMessage('explain.clock.unknown')
        : messages.getMessage(`explain.clock.${directionOf(ahead)}`, [Math.abs(ahead)]),
    );
  }

  /** Standard output gets the token alone, so that `$(sf jwt token …)` is the token; a screen gets it masked. */
  private show({ result, keyInput }: TokenOutput, form: OutputForm, reveal: boolean): TokenResult {
    warnOfOpenKey(this, keyInput);
    warnOfLogin(this, result);
    if (this.jsonEnabled()) return result;
    const { accessToken, username, orgId, instanceUrl, scope, host, audience } = result;
    const isMasked = process.stdout.isTTY && !reveal;
    const values = [username, orgId, instanceUrl, scope, host, audience];
    this.logToStderr(messages.getMessage('verified', values));
    this.log(outputs[form](isMasked ? mask(accessToken) : accessToken, instanceUrl));
    if (isMasked) this.logToStderr(messages.getMessage('masked'));
    return result;
  }
}

/** Enough to recognise which org a token is for, too little to use it. */
function mask(accessToken: string): string {
  return `${accessToken.slice(0, 16)}${'*'.repeat(16)}`;
}

/** As it stands where a shell takes it so, because files of variables know no quotes. */
function forShell(value: string): string {
  return /^[\w!.:/*-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
