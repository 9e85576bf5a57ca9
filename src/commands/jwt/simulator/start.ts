import { once } from 'node:events';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { simulatorChoices, startSimulatedOrg, type SimulatorRun } from '../../../flows/simulator/start.ts';
import { interruptible } from '../../../interrupt.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.simulator.start');

export type SimulatorStartResult = Omit<SimulatorRun, 'stop'>;

/** A line for each word that a flag takes. */
function listOf(words: { name: string; says: string }[]): string {
  return words.map(({ name, says }) => `${name}: ${says}`).join('\n');
}

export default class SimulatorStart extends SfCommand<SimulatorStartResult | undefined> {
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
      summary: messages.getMessage('flags.alias.summary'),
    }),
    'org-type': Flags.option({
      options: simulatorChoices.orgTypes,
      summary: messages.getMessage('flags.org-type.summary'),
    })(),
    'dev-hub': Flags.boolean({ summary: messages.getMessage('flags.dev-hub.summary') }),
    scenario: Flags.string({
      summary: messages.getMessage('flags.scenario.summary'),
      description: messages.getMessage('flags.scenario.description'),
      exclusive: ['alias', 'org-type', 'dev-hub'],
    }),
    tls: Flags.boolean({
      summary: messages.getMessage('flags.tls.summary'),
      description: messages.getMessage('flags.tls.description'),
    }),
    'state-file': Flags.string({
      summary: messages.getMessage('flags.state-file.summary'),
      description: messages.getMessage('flags.state-file.description'),
    }),
    assume: Flags.option({
      options: simulatorChoices.assumptions.map(({ name }) => name),
      multiple: true,
      summary: messages.getMessage('flags.assume.summary'),
      description: messages.getMessage('flags.assume.description', [listOf(simulatorChoices.assumptions)]),
    })(),
    fault: Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.fault.summary'),
      description: messages.getMessage('flags.fault.description', [listOf(simulatorChoices.faults)]),
    }),
    'allow-connected-apps': Flags.boolean({
      summary: messages.getMessage('flags.allow-connected-apps.summary'),
    }),
    'propagation-seconds': Flags.integer({
      min: 0,
      summary: messages.getMessage('flags.propagation-seconds.summary'),
    }),
    'deploy-seconds': Flags.integer({
      min: 0,
      summary: messages.getMessage('flags.deploy-seconds.summary'),
    }),
  };

  /** With --json the result goes out at once, not at the end, when there is nothing left that it tells of. */
  public async run(): Promise<SimulatorStartResult | undefined> {
    const { flags } = await this.parse(SimulatorStart);
    return interruptible(async (signal) => {
      const { stop, ...result } = await startSimulatedOrg({
        alias: flags.alias,
        type: flags['org-type'],
        isDevHub: flags['dev-hub'],
        scenarioFile: flags.scenario,
        port: flags.port,
        allowConnectedApps: flags['allow-connected-apps'],
        propagationSeconds: flags['propagation-seconds'],
        deploySeconds: flags['deploy-seconds'],
        assume: flags.assume,
        faults: flags.fault,
        tls: flags.tls,
        stateFile: flags['state-file'],
      });
      this.announce(result);
      if (!signal.aborted) await once(signal, 'abort');
      await stop();
      this.logToStderr(messages.getMessage('stopped', [result.orgs.map(({ alias }) => alias).join(', ')]));
      return undefined;
    });
  }

  /** The addresses alone on standard output, for scripts; what a person wants to know on standard error. */
  private announce(result: SimulatorStartResult): void {
    const { orgs, login, test, tls, moved } = result;
    for (const { origin } of orgs) this.log(origin);
    this.logToStderr(messages.getMessage('started', [login, test]));
    for (const { name, type, username, alias, origin, myDomain, sites } of orgs) {
      const origins = tls === null ? origin : `https://${myDomain} (${origin})`;
      this.logToStderr(messages.getMessage('started.org', [name, type, origins, username, alias]));
      for (const site of sites)
        this.logToStderr(messages.getMessage('started.site', [site.name, site.origin]));
    }
    if (tls !== null) {
      this.logToStderr(messages.getMessage('started.tls', [tls.authorityFile, tls.proxy]));
    }
    for (const { name, from, to } of moved) this.warn(messages.getMessage('moved', [name, from, to]));
    this.logToStderr(messages.getMessage('started.stop', [`${orgs[0]?.origin ?? ''}/simulator/`]));
    if (this.jsonEnabled()) this.logJson(this.toSuccessJson(result));
  }
}
