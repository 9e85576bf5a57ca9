import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { renderTable } from '../../../check/table.ts';
import { fleetChoiceFrom, fleetFlags } from '../../../fleet-flags.ts';
import { renderFailure } from '../../../fleet-view/fleet-report.ts';
import { progressLine } from '../../../fleet-view/progress-line.ts';
import { renderNothing } from '../../../fleet-view/summary.ts';
import { expiresInFlag } from '../../../flags.ts';
import { writeReport } from '../../../flows/check.ts';
import { fleetCheck, type FleetCheckResult } from '../../../flows/fleet/check.ts';
import { interruptible } from '../../../interrupt.ts';
import { passphraseFlags, passphraseFrom } from '../../../key-input.ts';
import { QuickCommand } from '../../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.fleet.check');

/** `reportFile`: the page that was written, by its absolute path. */
export type FleetCheckCommandResult = FleetCheckResult & { reportFile: string | null };

export default class FleetCheck extends QuickCommand<FleetCheckCommandResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...fleetFlags,
    'expires-in': expiresInFlag,
    online: Flags.boolean({
      summary: messages.getMessage('flags.online.summary'),
      description: messages.getMessage('flags.online.description'),
    }),
    report: Flags.string({ summary: messages.getMessage('flags.report.summary'), helpValue: '<file>' }),
    ...passphraseFlags,
  };

  public async run(): Promise<FleetCheckCommandResult> {
    const { flags } = await this.parse(FleetCheck);
    const input = {
      ...fleetChoiceFrom(flags),
      concurrency: flags.concurrency,
      expiresInDays: flags['expires-in'],
      isOnline: flags.online,
      passphrase: passphraseFrom(flags),
    };
    const onNotice = ({ name, values }: { name: string; values: string[] }): void =>
      void this.warn(messages.createWarning(`warning.${name}`, values));
    // what takes no time needs no progress
    const onResult = flags.online ? progressLine(this) : undefined;
    return interruptible(async (signal) => {
      const { result, exitCode } = await fleetCheck(input, new Date(), { signal, onNotice, onResult });
      this.spinner.stop();
      this.show(result);
      const reportFile = flags.report === undefined ? null : await writeReport(flags.report, result);
      if (reportFile !== null) this.log(messages.getMessage('written', [reportFile]));
      process.exitCode = exitCode;
      return { ...result, reportFile };
    });
  }

  private show(result: FleetCheckResult): void {
    const { total, entries, failures, notDone, projectFile } = result;
    if (total === 0) this.log(renderNothing(projectFile ?? ''));
    if (entries.length > 0) for (const line of renderTable(result)) this.log(line);
    for (const { entry, ...failure } of failures)
      for (const line of ['', ...renderFailure(entry, failure)]) this.log(line);
    if (notDone.length > 0) this.log(messages.getMessage('notDone', [notDone.length, notDone.join(', ')]));
  }
}
