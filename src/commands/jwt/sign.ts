import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { entryFlag } from '../../flags.ts';
import { sign, type SignOutput, type SignResult } from '../../flows/sign.ts';
import { interruptible } from '../../interrupt.ts';
import { passphraseFrom, passphrasePrompt, warnOfOpenKey } from '../../key-input.ts';
import { loginFlags, loginFrom } from '../../login-flags.ts';
import { QuickCommand } from '../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.sign');

/** What Salesforce documents for `exp`: "within 3 minutes". */
const DOCUMENTED_SECONDS = 180;

export default class Sign extends QuickCommand<SignResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...loginFlags,
    org: { ...entryFlag, exclusive: ['target-org'] },
    claim: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      summary: messages.getMessage('flags.claim.summary'),
      description: messages.getMessage('flags.claim.description'),
      helpValue: '<name=value>',
    }),
    lifetime: Flags.integer({
      default: DOCUMENTED_SECONDS,
      summary: messages.getMessage('flags.lifetime.summary'),
      helpValue: '<seconds>',
    }),
    reveal: Flags.boolean({ summary: messages.getMessage('flags.reveal.summary') }),
  };

  public async run(): Promise<SignResult> {
    const { flags } = await this.parse(Sign);
    const input = {
      ...loginFrom(flags, this),
      org: flags.org,
      passphrase: passphraseFrom(flags),
      askPassphrase: passphrasePrompt(this),
      claims: flags.claim,
      lifetimeSeconds: flags.lifetime,
    };
    return interruptible(async () => this.show(await sign(input, new Date()), flags.reveal));
  }

  private warnOfLongLife({ claims: { iat, exp }, expiresAt }: SignResult): void {
    if (exp - iat > DOCUMENTED_SECONDS)
      this.warn(messages.createWarning('warning.LongLife', [exp - iat, expiresAt]));
  }

  /** Standard output gets the assertion alone: for a program without a line end, which curl would send; for a screen masked. */
  private show({ result, keyInput, command }: SignOutput, reveal: boolean): SignResult {
    warnOfOpenKey(this, keyInput);
    this.warnOfLongLife(result);
    if (this.jsonEnabled()) return result;
    const { assertion, claims, audience, expiresAt, tokenEndpoint } = result;
    this.logToStderr(messages.getMessage('signed', [claims.sub, audience, expiresAt]));
    const isScreen = process.stdout.isTTY;
    const isMasked = isScreen && !reveal;
    if (isScreen) this.log(isMasked ? mask(assertion) : assertion);
    else process.stdout.write(assertion);
    if (isMasked) this.logToStderr(messages.getMessage('masked'));
    this.logToStderr(messages.getMessage('next', [command, tokenEndpoint]));
    return result;
  }
}

/** The header, which is the same for all, and nothing of the signature. */
function mask(assertion: string): string {
  return `${assertion.slice(0, assertion.indexOf('.'))}.${'*'.repeat(16)}`;
}
