import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { fleetChoiceFrom, fleetFlags } from '../../../fleet-flags.ts';
import { renderFleet } from '../../../fleet-view/fleet-report.ts';
import { progressLine } from '../../../fleet-view/progress-line.ts';
import { renderSummary } from '../../../fleet-view/summary.ts';
import { waitFlag } from '../../../flags.ts';
import { fleetSetup, type FleetSetupOrg, type FleetSetupOutput } from '../../../flows/fleet/setup.ts';
import type { Notice } from '../../../flows/progress.ts';
import { interruptible } from '../../../interrupt.ts';
import { warningOfSetup } from '../../../login-warnings.ts';
import { passphraseFlags, passphraseFrom, passphrasePrompt } from '../../../key-input.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.fleet.setup');

export default class FleetSetup extends SfCommand<FleetSetupOutput['result']> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...fleetFlags,
    'jwt-key-file': Flags.string({
      char: 'f',
      summary: messages.getMessage('flags.jwt-key-file.summary'),
      description: messages.getMessage('flags.jwt-key-file.description'),
      helpValue: '<file>',
    }),
    'certificate-file': Flags.string({
      char: 'c',
      summary: messages.getMessage('flags.certificate-file.summary'),
      helpValue: '<file>',
      dependsOn: ['jwt-key-file'],
    }),
    ...passphraseFlags,
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
    wait: waitFlag(10),
  };

  public async run(): Promise<FleetSetupOutput['result']> {
    const { flags } = await this.parse(FleetSetup);
    const input = {
      ...fleetChoiceFrom(flags),
      ...{ concurrency: flags.concurrency, waitMinutes: flags.wait, isDryRun: flags['dry-run'] },
      ...{ keyFile: flags['jwt-key-file'], certificateFile: flags['certificate-file'] },
      passphrase: passphraseFrom(flags),
      askPassphrase: passphrasePrompt(this),
    };
    const options = {
      onResult: progressLine(this),
      onWarning: (warning: ReturnType<typeof messages.createWarning>): void => void this.warn(warning),
      onOrgNotice: (entry: string, notice: Notice): void => this.warnOf(entry, notice),
      onNotice: ({ name, values }: Notice): void =>
        void this.warn(messages.createWarning(`warning.${name}`, values)),
    };
    return interruptible(async (signal) =>
      this.show(await fleetSetup(input, new Date(), { ...options, signal })),
    );
  }

  private warnOf(entry: string, notice: Notice): void {
    const warning = warningOfSetup(notice);
    warning.message = `${entry}: ${warning.message}`;
    this.warn(warning);
  }

  private show({ result, exitCode }: FleetSetupOutput): FleetSetupOutput['result'] {
    this.spinner.stop();
    const rows = result.orgs.map((org) => ({ ...org, detail: detailOf(org) }));
    if (rows.length > 0) for (const line of [...renderFleet(rows), '']) this.log(line);
    for (const line of renderSummary(result, 'setup')) this.log(line);
    if (result.done > 0 && exitCode === 0) this.log(messages.getMessage('next'));
    if (exitCode !== 0) process.exitCode = exitCode;
    return result;
  }
}

const detailOf = ({ setup }: FleetSetupOrg): string =>
  setup === null ? '' : messages.getMessage(`outcome.${setup.outcome}`);
