import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { waitFlag } from '../../flags.ts';
import { login, type LoginOutput, type LoginResult } from '../../flows/login.ts';
import type { KeptKey } from '../../flows/login-key.ts';
import { repairLogins, type Repair, type RepairResult } from '../../flows/login-repair.ts';
import { interruptible } from '../../interrupt.ts';
import { passphraseFrom, passphrasePrompt, warnOfOpenKey } from '../../key-input.ts';
import { loginFlags, loginFrom } from '../../login-flags.ts';
import { warnOfLogin, warnOfReplaced } from '../../login-warnings.ts';
import { stageLine, waitLine } from '../../stage-line.ts';
import { QuickCommand } from '../../quick-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.login');

export default class Login extends QuickCommand<LoginResult | RepairResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    ...loginFlags,
    org: Flags.string({
      summary: messages.getMessage('flags.org.summary'),
      description: messages.getMessage('flags.org.description'),
      helpValue: '<name>',
    }),
    alias: Flags.string({ char: 'a', summary: messages.getMessage('flags.alias.summary') }),
    'set-default': Flags.boolean({ char: 's', summary: messages.getMessage('flags.set-default.summary') }),
    'set-default-dev-hub': Flags.boolean({
      char: 'd',
      summary: messages.getMessage('flags.set-default-dev-hub.summary'),
    }),
    'store-key': Flags.boolean({
      summary: messages.getMessage('flags.store-key.summary'),
      description: messages.getMessage('flags.store-key.description'),
    }),
    repair: Flags.boolean({
      summary: messages.getMessage('flags.repair.summary'),
      description: messages.getMessage('flags.repair.description'),
      exclusive: ['org', 'alias', 'set-default', 'set-default-dev-hub', 'instance-url', 'audience'],
    }),
    wait: waitFlag(0),
  };

  public async run(): Promise<LoginResult | RepairResult> {
    const { flags } = await this.parse(Login);
    const input = {
      ...loginFrom(flags, this),
      passphrase: passphraseFrom(flags),
      askPassphrase: passphrasePrompt(this),
      storeKey: flags['store-key'],
    };
    const naming = {
      alias: flags.alias,
      isDefault: flags['set-default'],
      isDefaultDevHub: flags['set-default-dev-hub'],
    };
    return interruptible(async (signal) => {
      const options = { waitMinutes: flags.wait, signal, onWait: waitLine(this) };
      if (flags.repair)
        return this.showRepairs(
          await repairLogins(input, new Date(), {
            ...options,
            onStage: stageLine(this),
            onUnreadable: ({ message }) =>
              this.warn(messages.createWarning('warning.ProjectFileUnused', [message])),
          }),
        );
      return this.show(await login({ ...input, org: flags.org, naming }, new Date(), options));
    });
  }

  private show({ result, keyInput, keptKey, movedFrom, replaced }: LoginOutput): LoginResult {
    this.spinner.stop();
    warnOfOpenKey(this, keyInput);
    warnOfLogin(this, { ...result, host: result.loginUrl });
    this.warnOfStoredKey(keptKey, result.alias ?? result.username);
    if (movedFrom !== undefined)
      this.warn(messages.createWarning('warning.EntryMoved', [movedFrom, result.orgId]));
    if (replaced !== undefined) warnOfReplaced(this, result);
    const { username, orgId, instanceUrl, alias, communityUrl, projectFile, privateKeyFile } = result;
    this.logSuccess(
      messages.getMessage('authorised', [username, orgId, messages.getMessage(kindOf(result)), instanceUrl]),
    );
    this.log(messages.getMessage('by', [result.loginUrl, result.audience]));
    if (communityUrl !== null) this.log(messages.getMessage('community', [communityUrl]));
    this.log(messages.getMessage(result.isKeyStored ? 'key.stored' : 'key.file', [privateKeyFile]));
    if (projectFile !== null) this.log(messages.getMessage('written', [projectFile]));
    const org = alias ?? username;
    this.log(messages.getMessage('next', [org, org]));
    return result;
  }

  /** A key that was protected, or nowhere on the disk, now lies there in the open. */
  private warnOfStoredKey({ path, reason }: KeptKey, org: string): void {
    if (reason !== undefined) this.warn(messages.createWarning(`warning.KeyStored.${reason}`, [path], [org]));
  }

  private showRepairs(result: RepairResult): RepairResult {
    this.spinner.stop();
    const { looked, repairs } = result;
    if (repairs.length === 0) this.log(messages.getMessage('repair.none', [looked]));
    for (const repair of repairs) this.showRepair(repair);
    if (repairs.some(({ outcome }) => outcome !== 'repaired')) process.exitCode = 1;
    return result;
  }

  private showRepair({
    username,
    aliases,
    outcome,
    missingFile,
    privateKeyFile,
    keySource,
    error,
  }: Repair): void {
    const name = aliases.length === 0 ? username : `${username} (${aliases.join(', ')})`;
    this.log(messages.getMessage('repair.gone', [name, missingFile]));
    if (outcome === 'repaired') {
      const source = messages.getMessage(`repair.source.${keySource ?? 'typed'}`);
      this.log(messages.getMessage('repair.repaired', [privateKeyFile, source]));
      return;
    }
    const reason = error === null ? [] : [`${error.message} (${error.name})`];
    this.log(messages.getMessage(`repair.${outcome}`, [...reason, username]));
  }
}

function kindOf({ isDevHub, org }: LoginResult): string {
  if (org?.isScratch === true) return 'kind.scratch';
  if (org?.isSandbox === true) return 'kind.sandbox';
  return isDevHub ? 'kind.hub' : 'kind.other';
}
