import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { waitFlag } from '../../flags.ts';
import { openAdmin } from '../../flows/app/open-admin.ts';
import type { Notice } from '../../flows/progress.ts';
import { setUp, type SetupOptions, type SetupResult } from '../../flows/setup.ts';
import { interruptible } from '../../interrupt.ts';
import { passphraseFlags, passphraseFrom, passphrasePrompt } from '../../key-input.ts';
import { warningOfSetup } from '../../login-warnings.ts';
import { describeStep, viewSteps } from '../../step-view.ts';
import { typedLine } from '../../typed-line.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.setup');

export default class Setup extends SfCommand<SetupResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': Flags.string({
      char: 'o',
      summary: messages.getMessage('flags.target-org.summary'),
      description: messages.getMessage('flags.target-org.description'),
      helpValue: '<org>',
    }),
    org: Flags.string({
      summary: messages.getMessage('flags.org.summary'),
      description: messages.getMessage('flags.org.description'),
      helpValue: '<name>',
    }),
    username: Flags.string({
      summary: messages.getMessage('flags.username.summary'),
      helpValue: '<username>',
    }),
    name: Flags.string({ char: 'n', summary: messages.getMessage('flags.name.summary') }),
    type: Flags.option({
      options: ['external-client-app', 'connected-app'] as const,
      summary: messages.getMessage('flags.type.summary'),
    })(),
    'jwt-key-file': Flags.string({
      char: 'f',
      summary: messages.getMessage('flags.jwt-key-file.summary'),
      description: messages.getMessage('flags.jwt-key-file.description'),
      helpValue: '<file>',
    }),
    ...passphraseFlags,
    'certificate-file': Flags.string({
      char: 'c',
      summary: messages.getMessage('flags.certificate-file.summary'),
      helpValue: '<file>',
    }),
    alias: Flags.string({
      char: 'a',
      summary: messages.getMessage('flags.alias.summary'),
      description: messages.getMessage('flags.alias.description'),
    }),
    'store-login': Flags.boolean({
      allowNo: true,
      summary: messages.getMessage('flags.store-login.summary'),
      description: messages.getMessage('flags.store-login.description'),
    }),
    'dry-run': Flags.boolean({
      summary: messages.getMessage('flags.dry-run.summary'),
      description: messages.getMessage('flags.dry-run.description'),
    }),
    wait: waitFlag(10),
  };

  public async run(): Promise<SetupResult> {
    const { flags } = await this.parse(Setup);
    const input = {
      ...{ entryName: flags.org, username: flags.username },
      ...{ name: flags.name, type: flags.type, alias: flags.alias },
      keyFile: flags['jwt-key-file'],
      certificateFile: flags['certificate-file'],
      passphrase: passphraseFrom(flags),
      askPassphrase: passphrasePrompt(this),
      storesLogin: flags['store-login'] as boolean | undefined,
      isDryRun: flags['dry-run'],
      waitMinutes: flags.wait,
      again: typedLine(this),
    };
    const view = viewSteps(this);
    const warn = (warning: ReturnType<typeof messages.createWarning>): void => {
      view.stop();
      this.warn(warning);
    };
    const options: SetupOptions = {
      ...{ onStage: view.onStage, onWait: view.onWait, onWarning: warn },
      // a plan is the result, on standard output
      onStep: flags['dry-run'] ? undefined : view.onStep,
      onNotice: (notice: Notice) => warn(warningOfSetup(notice)),
    };
    return interruptible(async (signal) => {
      try {
        const org = await openAdmin(flags['target-org'], flags.org);
        return this.show(await setUp({ ...input, ...org }, new Date(), { ...options, signal }));
      } finally {
        view.stop();
      }
    });
  }

  private show(result: SetupResult): SetupResult {
    const { outcome, entry, username, orgId, instanceUrl, consumerKey, projectFile } = result;
    if (outcome === 'planned') {
      this.log(messages.getMessage('planned', [entry, instanceUrl]));
      for (const step of result.steps) this.log(describeStep(step));
      return result;
    }
    this.logSuccess(messages.getMessage('verified', [username, instanceUrl, orgId]));
    if (outcome === 'unchanged') this.log(messages.getMessage('unchanged'));
    this.log(messages.getMessage('consumerKey', [consumerKey]));
    this.log(messages.getMessage('entry', [entry, projectFile]));
    const isStored = result.steps.some(({ name, state }) => name === 'authorisation' && state !== 'skipped');
    const who = result.alias ?? username;
    this.log(messages.getMessage(isStored ? 'next.stored' : 'next.notStored', [isStored ? who : entry]));
    this.log(messages.getMessage('next.pipeline', [entry]));
    return result;
  }
}
