import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { renderAppList } from '../../../app-view/app-list.ts';
import { anyAppTypeFlag } from '../../../flags.ts';
import { listApps, type ListAppsInput, type ListAppsResult } from '../../../flows/app/list.ts';
import { interruptible } from '../../../interrupt.ts';
import { stageLine } from '../../../stage-line.ts';
import { targetOrgFlag } from '../../../org-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.app.list');

export default class AppList extends SfCommand<ListAppsResult['apps']> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    'api-version': Flags.orgApiVersion(),
    type: anyAppTypeFlag,
  };

  public async run(): Promise<ListAppsResult['apps']> {
    const { flags } = await this.parse(AppList);
    const connection = flags['target-org'].getConnection(flags['api-version']);
    const input = { connection, type: flags.type };
    const onStage = stageLine(this);
    return interruptible(async (signal) =>
      this.show(await listApps(input, new Date(), { signal, onStage }), input),
    );
  }

  private show(result: ListAppsResult, { type }: Pick<ListAppsInput, 'type'>): ListAppsResult['apps'] {
    this.spinner.stop();
    const { apps, isSoapRefused, instanceUrl, username } = result;
    if (isSoapRefused)
      this.warn(messages.createWarning('warning.SoapRefused', [username, instanceUrl], [instanceUrl]));
    for (const line of renderAppList(apps, isSoapRefused)) this.log(line);
    if (apps.length === 0) this.log(messages.getMessage(type ? `none.${type}` : 'none', [instanceUrl]));
    const next = nextStep(result);
    if (next) this.log(`\n${next}`);
    return apps;
  }
}

/** To look at an app, one that takes a JWT if there is any, or to make the first one. */
function nextStep({ apps, username }: ListAppsResult): string | undefined {
  if (apps.length === 0) return messages.getMessage('next.create', [username]);
  const readable = apps.filter(({ name, isReadable }) => name !== null && isReadable);
  const app = readable.find(({ takesJwt }) => takesJwt) ?? readable[0];
  return app && messages.getMessage('next.display', [app.name, app.type, username]);
}
