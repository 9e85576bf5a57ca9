import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { fleetChoiceFrom, fleetFlags } from '../../../fleet-flags.ts';
import { renderFleet } from '../../../fleet-view/fleet-report.ts';
import { progressLine } from '../../../fleet-view/progress-line.ts';
import { renderSummary } from '../../../fleet-view/summary.ts';
import { waitFlag } from '../../../flags.ts';
import { fleetLogin, type FleetLoginOutput, type FleetLoginResult } from '../../../flows/fleet/login.ts';
import { interruptible } from '../../../interrupt.ts';
import { passphraseFlags, passphraseFrom, passphrasePrompt, warnOfOpenKey } from '../../../key-input.ts';
import { warningOfReplaced } from '../../../login-warnings.ts';
import { QuickCommand } from '../../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.fleet.login');

export default class FleetLogin extends QuickCommand<FleetLoginResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...fleetFlags,
    ...passphraseFlags,
    'store-key': Flags.boolean({ summary: messages.getMessage('flags.store-key.summary') }),
    wait: waitFlag(0),
  };

  public async run(): Promise<FleetLoginResult> {
    const { flags } = await this.parse(FleetLogin);
    const input = {
      ...fleetChoiceFrom(flags),
      concurrency: flags.concurrency,
      waitMinutes: flags.wait,
      storeKey: flags['store-key'],
      passphrase: passphraseFrom(flags),
      askPassphrase: passphrasePrompt(this),
    };
    const onNotice = ({ name, values }: { name: string; values: string[] }): void =>
      void this.warn(messages.createWarning(`warning.${name}`, values));
    return interruptible(async (signal) =>
      this.show(await fleetLogin(input, new Date(), { signal, onNotice, onResult: progressLine(this) })),
    );
  }

  private show({ result, keyInputs, replaced, exitCode }: FleetLoginOutput): FleetLoginResult {
    this.spinner.stop();
    for (const input of keyInputs) warnOfOpenKey(this, input);
    for (const login of replaced) this.warn(warningOfReplaced(login));
    const rows = result.orgs.map((org) => ({ ...org, detail: detailOf(org) }));
    if (rows.length > 0) for (const line of [...renderFleet(rows), '']) this.log(line);
    for (const line of renderSummary(result, 'login')) this.log(line);
    const first = result.orgs.find(({ outcome }) => outcome === 'done');
    if (first) this.log(messages.getMessage('next', [first.alias ?? first.username]));
    if (exitCode !== 0) process.exitCode = exitCode;
    return result;
  }
}

const detailOf = ({ alias }: { alias: string | null }): string =>
  messages.getMessage(alias === null ? 'done' : 'done.alias', [alias]);
