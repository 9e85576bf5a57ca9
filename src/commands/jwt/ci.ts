import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { entriesFlag, namesOf } from '../../flags.ts';
import { makePipeline, type CiResult } from '../../flows/ci.ts';
import type { Notice } from '../../flows/progress.ts';
import { interruptible } from '../../interrupt.ts';
import { listOf } from '../../pipelines/head-comment.ts';
import { PROVIDERS } from '../../pipelines/pipeline.ts';
import { providers } from '../../pipelines/providers.ts';
import { QuickCommand } from '../../quick-command.ts';
import { typedLine } from '../../typed-line.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.ci');

/** As many as GitLab has at once for a job (https://docs.gitlab.com/ci/yaml/#parallel). */
const MAXIMUM_SHARDS = 200;

export default class Ci extends QuickCommand<CiResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    provider: Flags.option({
      options: PROVIDERS,
      required: true,
      summary: messages.getMessage('flags.provider.summary'),
    })(),
    org: entriesFlag,
    shards: Flags.integer({
      min: 1,
      max: MAXIMUM_SHARDS,
      default: 1,
      summary: messages.getMessage('flags.shards.summary'),
    }),
    'output-dir': Flags.string({
      char: 'd',
      summary: messages.getMessage('flags.output-dir.summary'),
      helpValue: '<folder>',
    }),
    force: Flags.boolean({
      summary: messages.getMessage('flags.force.summary'),
      dependsOn: ['output-dir'],
    }),
    set: Flags.boolean({
      summary: messages.getMessage('flags.set.summary'),
      description: messages.getMessage('flags.set.description'),
    }),
  };

  public async run(): Promise<CiResult> {
    const { flags } = await this.parse(Ci);
    const { name = '', version = '' } = this.ctor.plugin ?? {};
    const input = {
      provider: flags.provider,
      orgs: namesOf(flags.org),
      shards: flags.shards,
      outputDir: flags['output-dir'],
      force: flags.force,
      isSet: flags.set,
      plugin: { name, version },
      command: typedLine(this),
    };
    const onNotice = ({ name: warning, values }: Notice): void => {
      this.warn(messages.createWarning(`warning.${warning}`, values));
    };
    return interruptible(async (signal) =>
      this.show(await makePipeline(input, new Date(), { signal, onNotice })),
    );
  }

  private show(result: CiResult): CiResult {
    const { provider, file, pipeline, secrets, stored, path, backup } = result;
    const { title } = providers[provider];
    this.log(messages.getMessage('secrets', [title]));
    for (const { name, orgs } of secrets)
      this.log(`  ${messages.getMessage('secret', [name, listOf(orgs)])}`);
    if (stored.length > 0) this.logSuccess(messages.getMessage('stored', [stored.join(', ')]));
    else this.showCommands(result);
    this.log('');
    if (path === null) {
      this.log(messages.getMessage('pipeline', [file]));
      this.log(`\n${pipeline}`);
    } else {
      this.logSuccess(messages.getMessage('written', [path]));
      if (backup !== null) this.log(messages.getMessage('backup', [backup]));
    }
    this.log(messages.getMessage(`next.${provider}`, [result.branch]));
    return result;
  }

  private showCommands({ provider, prepare, secrets }: CiResult): void {
    const isLater = providers[provider].storesInPipeline === true;
    this.log(messages.getMessage(isLater ? 'commands.afterPush' : 'commands'));
    const lines = [...(prepare === null ? [] : [prepare]), ...secrets.map(({ command }) => command)];
    for (const line of lines) this.log(`  ${line}`);
    this.log(messages.getMessage('next.set', [typedLine(this)]));
  }
}
