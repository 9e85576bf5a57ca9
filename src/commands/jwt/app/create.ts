import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { waitFlag } from '../../../flags.ts';
import { createApp, type CreateAppResult, type Stage } from '../../../flows/app/create.ts';
import { interruptible } from '../../../interrupt.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.app.create');

export default class AppCreate extends SfCommand<CreateAppResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    // showing the default org in --help would load the whole of `@salesforce/core` for it, a second of waiting
    'target-org': Flags.requiredOrg({ defaultHelp: undefined }),
    'api-version': Flags.orgApiVersion(),
    name: Flags.string({ char: 'n', default: 'Jwt_Cli', summary: messages.getMessage('flags.name.summary') }),
    label: Flags.string({ summary: messages.getMessage('flags.label.summary') }),
    'contact-email': Flags.string({ summary: messages.getMessage('flags.contact-email.summary') }),
    'certificate-file': Flags.string({
      char: 'c',
      required: true,
      summary: messages.getMessage('flags.certificate-file.summary'),
      helpValue: '<file>',
    }),
    type: Flags.option({
      options: ['external-client-app', 'connected-app'] as const,
      default: 'external-client-app',
      summary: messages.getMessage('flags.type.summary'),
    })(),
    scopes: Flags.string({
      multiple: true,
      delimiter: ',',
      default: ['Api', 'RefreshToken'],
      summary: messages.getMessage('flags.scopes.summary'),
      description: messages.getMessage('flags.scopes.description'),
    }),
    'callback-url': Flags.string({
      default: 'http://localhost:1717/OauthRedirect',
      summary: messages.getMessage('flags.callback-url.summary'),
      helpValue: '<url>',
    }),
    'permission-set': Flags.string({ summary: messages.getMessage('flags.permission-set.summary') }),
    'assign-to': Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.assign-to.summary'),
      helpValue: '<username>',
    }),
    wait: waitFlag(10),
  };

  public async run(): Promise<CreateAppResult> {
    const { flags } = await this.parse(AppCreate);
    const input = {
      connection: flags['target-org'].getConnection(flags['api-version']),
      type: flags.type,
      name: flags.name,
      label: flags.label,
      contactEmail: flags['contact-email'],
      certificateFile: flags['certificate-file'],
      scopes: flags.scopes,
      callbackUrl: flags['callback-url'],
      permissionSet: flags['permission-set'],
      assignTo: flags['assign-to'] ?? [],
      waitMinutes: flags.wait,
    };
    const onStage = (stage: Stage): void => this.showStage(stage);
    return interruptible(async (signal) => this.show(await createApp(input, { signal, onStage })));
  }

  /** One moving line on a screen; elsewhere a line for each stage. */
  private showStage({ name, detail, elapsedSeconds }: Stage): void {
    const text = messages.getMessage(`stage.${name}`, [detail, elapsedSeconds]);
    if (!process.stderr.isTTY) {
      this.logToStderr(text);
    } else {
      if (name === 'read') this.spinner.start(messages.getMessage('creating'));
      this.spinner.status = text;
    }
  }

  private show(result: CreateAppResult): CreateAppResult {
    this.spinner.stop();
    const { consumerKey, instanceUrl, certificate, assignedTo } = result;
    if (result.addedScopes.length > 0)
      this.warn(messages.createWarning('warning.ScopeAdded', [result.addedScopes.join(', ')]));
    if (!result.isConfirmed) this.warn(messages.createWarning('warning.NotConfirmed'));
    const kind = messages.getMessage(`kind.${result.type}`);
    this.logSuccess(messages.getMessage('created', [kind, result.name, instanceUrl]));
    this.log(messages.getMessage('consumerKey', [consumerKey]));
    this.log(messages.getMessage('scopes', [result.scopes.join(', ')]));
    this.log(messages.getMessage('certificate', [certificate.sha256, certificate.notAfter]));
    this.log(messages.getMessage('permissionSet', [result.permissionSet, assignedTo.join(', ')]));
    const keyFile = certificate.file.replace(/\.(crt|cer|pem|der)$/i, '.key');
    this.log(messages.getMessage('next', [consumerKey, assignedTo[0], keyFile, instanceUrl]));
    return result;
  }
}
