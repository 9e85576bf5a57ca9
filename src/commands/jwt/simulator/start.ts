import { once } from 'node:events';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { startSimulatedOrg, type SimulatorRun } from '../../../flows/simulator/start.ts';
import { interruptible } from '../../../interrupt.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.simulator.start');

export type SimulatorStartResult = Omit<SimulatorRun, 'stop'>;

export default class SimulatorStart extends SfCommand<SimulatorStartResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    port: Flags.integer({
      char: 'p',
      min: 0,
      max: 65_535,
      default: 0,
      summary: messages.getMessage('flags.port.summary'),
    }),
    alias: Flags.string({
      char: 'a',
      default: 'simulator',
      summary: messages.getMessage('flags.alias.summary'),
    }),
    'allow-connected-apps': Flags.boolean({
      summary: messages.getMessage('flags.allow-connected-apps.summary'),
    }),
    'propagation-seconds': Flags.integer({
      min: 0,
      default: 0,
      summary: messages.getMessage('flags.propagation-seconds.summary'),
    }),
  };

  public async run(): Promise<SimulatorStartResult> {
    const { flags } = await this.parse(SimulatorStart);
    return interruptible(async (signal) => {
      const { stop, ...result } = await startSimulatedOrg({
        port: flags.port,
        alias: flags.alias,
        allowConnectedApps: flags['allow-connected-apps'],
        propagationSeconds: flags['propagation-seconds'],
      });
      this.log(result.origin);
      this.logToStderr(messages.getMessage('started', [result.username, result.alias]));
      if (!signal.aborted) await once(signal, 'abort');
      await stop();
      this.logToStderr(messages.getMessage('stopped', [result.alias]));
      return result;
    });
  }
}
