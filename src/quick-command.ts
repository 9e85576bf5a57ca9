import { EOL } from 'node:os';
import { styleText } from 'node:util';
import { Command, Flags, ux } from '@oclif/core';
import { Lifecycle } from '@salesforce/core/lifecycle';
import { Messages } from '@salesforce/core/messages';
import type { Talking, Warning } from './talking.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'quick-command');

/** As `SfCommand`; how a shell would tell of Ctrl-C. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const;
const INTERRUPTED = 130;

type Style = Parameters<typeof styleText>[0];

/**
 * The base of commands that need no connection to an org before they begin: talks and answers as `SfCommand` does, and starts
 * without what that loads for tables, prompts and orgs, which takes longer than a login. How errors are told is left to
 * `SfCommand` itself, which is loaded then.
 */
export abstract class QuickCommand<Result> extends Command implements Talking {
  public static override readonly enableJsonFlag: boolean = true;
  public static override readonly baseFlags = {
    'flags-dir': Flags.directory({ summary: messages.getMessage('flags-dir.summary'), helpGroup: 'GLOBAL' }),
  };

  /** Does nothing with --json. */
  public readonly spinner: Talking['spinner'] = makeSpinner(() => this.jsonEnabled());

  private readonly warnings: Array<Warning | string> = [];

  /** Shown at the end, by which no spinner is disturbed. */
  private readonly warningsOfCore: string[] = [];

  public abstract override run(): Promise<Result>;

  /** The variable is that of the Salesforce CLI for all its commands. */
  public override jsonEnabled(): boolean {
    const { SF_CONTENT_TYPE, SFDX_CONTENT_TYPE } = process.env;
    return super.jsonEnabled() || (SF_CONTENT_TYPE ?? SFDX_CONTENT_TYPE)?.toUpperCase() === 'JSON';
  }

  /** To standard output, in the colour of success. */
  public logSuccess(message: string): void {
    this.log(paint(['bold', 'green'], message, process.stdout));
  }

  /** To standard error, and into the answer of --json. */
  public override warn(input: Warning | string): string {
    const warning = typeof input === 'string' ? { message: input } : input;
    this.warnings.push(input);
    this.logToStderr(warningText(warning));
    return warning.message;
  }

  protected override async init(): Promise<void> {
    for (const signal of SIGNALS) process.on(signal, () => process.exit(INTERRUPTED));
    // eslint-disable-next-line @typescript-eslint/require-await
    Lifecycle.getInstance().onWarning(async (warning) => void this.warningsOfCore.push(warning));
    await super.init();
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    for (const warning of this.warningsOfCore) this.warn(warning);
    await super.finally(error);
  }

  protected override toSuccessJson(result: unknown): object {
    return { status: Number(process.exitCode ?? 0), result, warnings: this.warnings };
  }

  protected override async catch(error: Error): Promise<never> {
    const { tellError } = await import('./tell-error.ts');
    return tellError(this, error, this.warnings);
  }
}

function makeSpinner(isSilent: () => boolean): Talking['spinner'] {
  return {
    get status() {
      return ux.action.status;
    },
    set status(status) {
      ux.action.status = status;
    },
    start: (action) => (isSilent() ? undefined : ux.action.start(action)),
    stop: (message) => (isSilent() ? undefined : ux.action.stop(message)),
  };
}

function warningText({ message, actions = [] }: Omit<Warning, 'name'>): string {
  const prefix = paint(['bold', 'yellow'], messages.getMessage('warning.prefix'), process.stderr);
  const remedies = actions.map((action) => paint('dim', action, process.stderr));
  const tryThis = `\n${paint('dim', messages.getMessage('actions.tryThis'), process.stderr)}\n`;
  return [`${prefix} ${message}`, ...(actions.length > 0 ? [tryThis, ...remedies] : [])].join(EOL);
}

/** Without colour where the stream shows none. */
function paint(style: Style, text: string, stream: NodeJS.WriteStream): string {
  return styleText(style, text, { stream });
}
