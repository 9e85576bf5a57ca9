import { homedir } from 'node:os';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { renderChanges, renderReport } from '../../diagnosis/report.ts';
import { waitFlag } from '../../flags.ts';
import { diagnoseLogin, type DiagnoseResult } from '../../flows/diagnose.ts';
import type { CollectOptions, DiagnoseInput } from '../../flows/diagnose/collect.ts';
import { keyReader } from '../../flows/diagnose/key-facts.ts';
import { fixLogin, type FixedDiagnosis, type FixOutcome, type FixPlan } from '../../flows/diagnose/fix.ts';
import type { Stage } from '../../flows/progress.ts';
import { interruptible } from '../../interrupt.ts';
import { loginFlags, loginFrom } from '../../login-flags.ts';
import { stageLine } from '../../stage-line.ts';
import { commandLine } from '../../typed-line.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.diagnose');

const PLUGIN = 'sf-plugin-jwt';

/** The prompt of SfCommand gives up after ten seconds unless it is told; a person may look at the org first. */
const A_DAY_IN_MILLISECONDS = 86_400_000;

/** `cli`: what the plugin runs in; `null` on its own. */
type Versions = { plugin: string; cli: string | null; node: string; platform: string };

/** `fixed`: what came of `--fix`; `null` without it. */
export type DiagnoseCommandResult = DiagnoseResult & { fixed: FixOutcome | null; versions: Versions };

export default class Diagnose extends SfCommand<DiagnoseCommandResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...loginFlags,
    login: Flags.string({
      summary: messages.getMessage('flags.login.summary'),
      description: messages.getMessage('flags.login.description'),
      helpValue: '<org>',
    }),
    'certificate-file': Flags.string({
      summary: messages.getMessage('flags.certificate-file.summary'),
      description: messages.getMessage('flags.certificate-file.description'),
      helpValue: '<file>',
    }),
    'target-org': Flags.string({
      char: 'o',
      summary: messages.getMessage('flags.target-org.summary'),
      description: messages.getMessage('flags.target-org.description'),
      helpValue: '<org>',
    }),
    fix: Flags.boolean({
      summary: messages.getMessage('flags.fix.summary'),
      description: messages.getMessage('flags.fix.description'),
    }),
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
    wait: waitFlag(10),
  };

  private onStage: (stage: Stage) => void = () => undefined;

  public async run(): Promise<DiagnoseCommandResult> {
    const { flags } = await this.parse(Diagnose);
    const input = {
      login: loginFrom({ ...flags, 'target-org': flags.login }, this),
      certificateFile: flags['certificate-file'],
      adminOrg: flags['target-org'],
      readKey: keyReader(),
    };
    this.onStage = stageLine(this);
    return interruptible(async (signal) => {
      const options = { signal, onStage: (stage: Stage) => this.onStage(stage) };
      const result = await diagnoseLogin(input, new Date(), options);
      this.showResult(result);
      if (!flags.fix || result.isHealthy) return this.end(result, null);
      const { result: after, fixed } = await this.fix(input, result, flags, options);
      return this.end(after, fixed);
    });
  }

  private async fix(
    input: DiagnoseInput,
    before: DiagnoseResult,
    flags: { wait: number; 'no-prompt': boolean },
    options: CollectOptions,
  ): Promise<FixedDiagnosis> {
    const mayAsk = !flags['no-prompt'] && !this.jsonEnabled() && process.stdin.isTTY && process.stdout.isTTY;
    const outcome = await fixLogin(input, before, new Date(), {
      ...options,
      waitMinutes: flags.wait,
      isCaptured: this.jsonEnabled(),
      onPlan: (plan: FixPlan) => this.showPlan(plan),
      confirm: mayAsk ? async () => this.ask() : undefined,
    });
    this.showOutcome(before, outcome.result);
    return outcome;
  }

  private showPlan({ command, replacesKeyOf }: FixPlan): void {
    if (replacesKeyOf !== null)
      this.warn(messages.createWarning('warning.CertificateReplaced', [replacesKeyOf]));
    this.log(messages.getMessage('running', [commandLine(command)]));
  }

  private async ask(): Promise<boolean> {
    const answer = await this.confirm({
      message: messages.getMessage('question'),
      defaultAnswer: false,
      ms: A_DAY_IN_MILLISECONDS,
    });
    this.onStage = stageLine(this);
    return answer;
  }

  private showResult({ facts, ...diagnosis }: DiagnoseResult): void {
    this.spinner.stop();
    this.onStage = stageLine(this);
    for (const line of renderReport(diagnosis, facts, homedir())) this.log(line);
    this.log();
  }

  /** What has changed, where that is all that there is to see; else everything as it is now. */
  private showOutcome(before: DiagnoseResult, after: DiagnoseResult): void {
    this.spinner.stop();
    if (after === before) return;
    if (!after.isHealthy) {
      this.showResult(after);
      return;
    }
    this.log(messages.getMessage('changed'));
    for (const line of renderChanges(before.checks, after.checks, homedir())) this.log(line);
    this.log();
  }

  /** A login that does not work makes the command fail, with all that there is to see of it. */
  private end(result: DiagnoseResult, fixed: FixOutcome | null): DiagnoseCommandResult {
    this.spinner.stop();
    if (fixed) this.log(`${messages.getMessage(`fixed.${fixed.kind}`, [fixed.exitCode])}\n`);
    const versions = this.versions();
    const { plugin, cli, node, platform } = versions;
    const programs = [`${PLUGIN} ${plugin}`, ...(cli === null ? [] : [cli])].join(', ');
    this.log(messages.getMessage('versions', [programs, node, platform]));
    if (!result.isHealthy) process.exitCode = 1;
    return { ...result, fixed, versions };
  }

  private versions(): Versions {
    const { plugins, name, version } = this.config;
    return {
      plugin: plugins.get(PLUGIN)?.version ?? version,
      cli: name === PLUGIN ? null : `${name} ${version}`,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    };
  }
}
