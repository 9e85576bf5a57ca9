import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { renderApp } from '../../../app-view/app-page.ts';
import { anyAppTypeFlag, appNameFlag } from '../../../flags.ts';
import { displayApp, type DisplayAppResult } from '../../../flows/app/display.ts';
import { interruptible } from '../../../interrupt.ts';
import { stageLine } from '../../../stage-line.ts';
import { targetOrgFlag } from '../../../org-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.app.display');

export default class AppDisplay extends SfCommand<DisplayAppResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    'api-version': Flags.orgApiVersion(),
    name: appNameFlag,
    type: anyAppTypeFlag,
  };

  public async run(): Promise<DisplayAppResult> {
    const { flags } = await this.parse(AppDisplay);
    const connection = flags['target-org'].getConnection(flags['api-version']);
    const { name, type } = flags;
    const onStage = stageLine(this);
    return interruptible(async (signal) => {
      const app = await displayApp({ connection, name, type }, new Date(), { signal, onStage });
      this.spinner.stop();
      for (const line of renderApp(app, connection.getUsername() ?? '')) this.log(line);
      return app;
    });
  }
}
