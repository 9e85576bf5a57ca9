import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { clientIdFlag, instanceUrlFlag, usernameFlag } from './flags.ts';
import type { LoginInput } from './flows/login-input.ts';
import { passphrasePrompt, privateKeyFlags, privateKeyFrom, type PrivateKeyFlags } from './key-input.ts';
import type { Talking } from './talking.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login-flags');

/** The parts of a login, of every command that signs one. */
export const loginFlags = {
  'target-org': Flags.string({
    char: 'o',
    summary: messages.getMessage('target-org.summary'),
    helpValue: '<org>',
  }),
  'client-id': clientIdFlag,
  username: usernameFlag,
  ...privateKeyFlags,
  'instance-url': instanceUrlFlag,
  audience: Flags.string({ summary: messages.getMessage('audience.summary'), helpValue: '<url>' }),
};

type LoginFlags = PrivateKeyFlags & {
  'target-org'?: string;
  'client-id'?: string;
  username?: string;
  'instance-url'?: URL;
  audience?: string;
};

export function loginFrom(flags: LoginFlags, command: Talking): LoginInput {
  return {
    targetOrg: flags['target-org'],
    clientId: flags['client-id'],
    username: flags.username,
    privateKey: privateKeyFrom(flags, passphrasePrompt(command)),
    instanceUrl: flags['instance-url'],
    audience: flags.audience,
  };
}
