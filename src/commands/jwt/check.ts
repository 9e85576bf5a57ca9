import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { renderAnnotations } from '../../check/annotations.ts';
import type { CheckResult } from '../../check/check-result.ts';
import { exitCodeOf } from '../../check/entry-check.ts';
import { renderJunit } from '../../check/junit.ts';
import { renderTable } from '../../check/table.ts';
import { entriesFlag, expiresInFlag, namesOf } from '../../flags.ts';
import { check, placeAnnotations, writeReport } from '../../flows/check.ts';
import { interruptible } from '../../interrupt.ts';
import { passphraseFrom, privateKeyFlags, privateKeyFrom } from '../../key-input.ts';
import { QuickCommand } from '../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.check');

/** `reportFile`: the page that was written, by its absolute path. */
export type CheckCommandResult = CheckResult & { reportFile: string | null };

export default class Check extends QuickCommand<CheckCommandResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    org: entriesFlag,
    'certificate-file': Flags.string({
      char: 'c',
      summary: messages.getMessage('flags.certificate-file.summary'),
      helpValue: '<file>',
      multiple: true,
      multipleNonGreedy: true,
      exclusive: ['org', 'target-org'],
    }),
    ...privateKeyFlags,
    'jwt-key-file': { ...privateKeyFlags['jwt-key-file'], dependsOn: ['certificate-file'] },
    'jwt-key-env': { ...privateKeyFlags['jwt-key-env'], dependsOn: ['certificate-file'] },
    'expires-in': expiresInFlag,
    'target-org': Flags.string({
      char: 'o',
      summary: messages.getMessage('flags.target-org.summary'),
      description: messages.getMessage('flags.target-org.description'),
      helpValue: '<org>',
    }),
    format: Flags.option({
      options: ['table', 'json', 'junit', 'github'] as const,
      default: 'table',
      summary: messages.getMessage('flags.format.summary'),
    })(),
    report: Flags.string({ summary: messages.getMessage('flags.report.summary'), helpValue: '<file>' }),
  };

  public async run(): Promise<CheckCommandResult> {
    const { flags } = await this.parse(Check);
    const input = {
      orgs: namesOf(flags.org),
      certificateFiles: flags['certificate-file'],
      key: privateKeyFrom(flags, undefined)?.key,
      passphrase: passphraseFrom(flags),
      targetOrg: flags['target-org'],
      expiresInDays: flags['expires-in'],
    };
    return interruptible(async (signal) => {
      const result = await check(input, new Date(), { signal });
      for (const line of linesOf(result, flags.format)) this.log(line);
      const reportFile = flags.report === undefined ? null : await writeReport(flags.report, result, signal);
      // standard output is for the format that was asked for
      if (reportFile !== null) this.logToStderr(messages.getMessage('written', [reportFile]));
      process.exitCode = exitCodeOf(result.verdict);
      return { ...result, reportFile };
    });
  }
}

function linesOf(result: CheckResult, format: 'table' | 'json' | 'junit' | 'github'): string[] {
  switch (format) {
    case 'json':
      return [JSON.stringify(result, null, 2)];
    case 'junit':
      return [renderJunit(result).trimEnd()];
    case 'github':
      return renderAnnotations(result, placeAnnotations(result, process.env['GITHUB_WORKSPACE'] ?? '.'));
    case 'table':
      return renderTable(result);
  }
}
