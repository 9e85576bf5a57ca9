import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { nameSetting, showSetting } from '../../../app-view/setting-text.ts';
import { appNameFlag, appTypeFlag, waitFlag } from '../../../flags.ts';
import { createApp, type CreateAppInput, type CreateAppResult } from '../../../flows/app/create.ts';
import { writeAppSource } from '../../../flows/app/create-source.ts';
import type { WriteSourceResult } from '../../../flows/app/write-source.ts';
import { readSettingFlags, settingFlags } from '../../../app-setting-flags.ts';
import type { Notice } from '../../../flows/progress.ts';
import { interruptible } from '../../../interrupt.ts';
import { stageLine } from '../../../stage-line.ts';
import { typedLine } from '../../../typed-line.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.app.create');

type Result = CreateAppResult | (WriteSourceResult & { outcome: 'written' });

export default class AppCreate extends SfCommand<Result> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': Flags.optionalOrg({ defaultHelp: undefined }),
    'api-version': Flags.orgApiVersion(),
    name: appNameFlag,
    'certificate-file': Flags.string({
      char: 'c',
      required: true,
      summary: messages.getMessage('flags.certificate-file.summary'),
      helpValue: '<file>',
    }),
    type: appTypeFlag,
    'client-id': Flags.string({
      char: 'i',
      summary: messages.getMessage('flags.client-id.summary'),
      description: messages.getMessage('flags.client-id.description'),
      helpValue: '<consumer key>',
    }),
    ...settingFlags,
    'assign-to': Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.assign-to.summary'),
      helpValue: '<username>',
    }),
    'grant-api-access': Flags.boolean({
      summary: messages.getMessage('flags.grant-api-access.summary'),
      description: messages.getMessage('flags.grant-api-access.description'),
    }),
    'dry-run': Flags.boolean({
      summary: messages.getMessage('flags.dry-run.summary'),
      description: messages.getMessage('flags.dry-run.description'),
    }),
    'output-dir': Flags.string({
      summary: messages.getMessage('flags.output-dir.summary'),
      description: messages.getMessage('flags.output-dir.description'),
      helpValue: '<folder>',
      exclusive: ['dry-run'],
    }),
    force: Flags.boolean({
      summary: messages.getMessage('flags.force.summary'),
      dependsOn: ['output-dir'],
    }),
    wait: waitFlag(10),
  };

  public async run(): Promise<Result> {
    const { flags } = await this.parse(AppCreate);
    const org = targetOrgOf(flags);
    const input = {
      type: flags.type,
      name: flags.name,
      consumerKey: flags['client-id'],
      certificateFile: flags['certificate-file'],
      typed: readSettingFlags(flags),
      assignTo: flags['assign-to'] ?? [],
      grantApiAccess: flags['grant-api-access'],
      again: typedLine(this),
    };
    const folder = flags['output-dir'];
    if (folder !== undefined) {
      const source = { ...input, folder, force: flags.force, username: org?.getUsername() };
      return interruptible(async (signal) =>
        this.showSource(await writeAppSource(source, new Date(), { signal })),
      );
    }
    if (!org) throw messages.createError('error.TargetOrgMissing', [], [], 2);
    const connection = org.getConnection(flags['api-version']);
    return this.create({ ...input, connection, waitMinutes: flags.wait, isDryRun: flags['dry-run'] });
  }

  private async create(input: CreateAppInput): Promise<CreateAppResult> {
    const onStage = stageLine(this);
    const onNotice = ({ name, values }: Notice): void => {
      this.warn(messages.createWarning(`warning.${name}`, values));
    };
    return interruptible(async (signal) =>
      this.show(await createApp(input, new Date(), { signal, onStage, onNotice })),
    );
  }

  private showSource(result: WriteSourceResult): Result {
    this.logSuccess(messages.getMessage('written', [result.folder]));
    for (const path of [...result.paths, ...result.ignoreFiles]) this.log(path);
    for (const path of result.backups) this.log(messages.getMessage('backup', [path]));
    this.log(messages.getMessage('readNext', [result.readme]));
    return { ...result, outcome: 'written' };
  }

  private show(result: CreateAppResult): CreateAppResult {
    this.spinner.stop();
    const { consumerKey, instanceUrl, certificate, assignedTo } = result;
    if (result.addedScopes.length > 0)
      this.warn(messages.createWarning('warning.ScopeAdded', [result.addedScopes.join(', ')]));
    if (!result.isConfirmed && result.outcome !== 'planned')
      this.warn(messages.createWarning('warning.NotConfirmed'));
    const kind = messages.getMessage(`kind.${result.type}`);
    this.logSuccess(messages.getMessage(result.outcome, [kind, result.name, instanceUrl]));
    for (const { setting, from, to } of result.changes)
      this.log(
        messages.getMessage('change', [
          nameSetting(setting),
          showSetting(setting, from),
          showSetting(setting, to),
        ]),
      );
    this.log(messages.getMessage('consumerKey', [consumerKey]));
    this.log(messages.getMessage('scopes', [result.scopes.join(', ')]));
    this.log(messages.getMessage('certificate', [certificate.sha256, certificate.notAfter]));
    this.log(messages.getMessage('permissionSet', [result.permissionSets.join(', '), assignedTo.join(', ')]));
    const keyFile = certificate.file.replace(/\.(crt|cer|pem|der)$/i, '.key');
    this.log(messages.getMessage('next', [consumerKey, assignedTo[0], keyFile, instanceUrl]));
    return result;
  }
}

/** The library's type of an optional org says that there always is one. */
const targetOrgOf = <Org>(flags: { 'target-org': Org }): Org | undefined => flags['target-org'];
