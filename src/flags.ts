import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { addressOf } from './assertion/audience.ts';
import { myDomainOfPages } from './assertion/hosts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'flags');

/** Whole minutes; the default differs by command. */
export const waitFlag = (defaultMinutes: number) =>
  Flags.integer({
    char: 'w',
    min: 0,
    default: defaultMinutes,
    summary: messages.getMessage('wait.summary'),
    helpValue: '<minutes>',
  });

/** The app that a command is about. */
export const appNameFlag = Flags.string({
  char: 'n',
  default: 'Jwt_Cli',
  summary: messages.getMessage('app-name.summary'),
});

export const appTypeFlag = Flags.option({
  options: ['external-client-app', 'connected-app'] as const,
  default: 'external-client-app',
  summary: messages.getMessage('app-type.summary'),
})();

/** For commands that look at apps of both kinds. */
export const anyAppTypeFlag = Flags.option({
  options: ['external-client-app', 'connected-app'] as const,
  summary: messages.getMessage('any-app-type.summary'),
})();

/** An entry of the project file. */
export const entryFlag = Flags.string({
  summary: messages.getMessage('org.summary'),
  description: messages.getMessage('org.description'),
  helpValue: '<name>',
});

/** Several entries, as `namesOf` reads them: where oclif itself splits at commas, `sf` warns of an old way to write. */
export const entriesFlag = Flags.string({
  multiple: true,
  summary: messages.getMessage('orgs.summary'),
  description: messages.getMessage('orgs.description'),
  helpValue: '<name>,<name>',
});

/** The names that were typed, one after the other or with commas between them. */
export const namesOf = (typed?: readonly string[]): string[] | undefined =>
  typed?.flatMap((names) => names.split(','));

export const clientIdFlag = Flags.string({
  char: 'i',
  summary: messages.getMessage('client-id.summary'),
  helpValue: '<consumer key>',
});

export const usernameFlag = Flags.string({ summary: messages.getMessage('username.summary') });

/** An https address, or an http one on this machine: an assertion in clear text can be stolen on the way. */
export const instanceUrlFlag = Flags.custom<URL>({
  char: 'r',
  summary: messages.getMessage('instance-url.summary'),
  description: messages.getMessage('instance-url.description'),
  helpValue: '<url>',
  parse: async (input) => Promise.resolve(parseInstanceUrl(input)),
})();

function parseInstanceUrl(input: string): URL {
  if (!URL.canParse(input) || !/^https?:$/.test(new URL(input).protocol)) {
    throw messages.createError('error.InstanceUrlInvalid', [input], [], 2);
  }
  const url = new URL(input);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isLoopback)
    throw messages.createError('error.InstanceUrlNotSecure', [input], [url.host], 2);
  const myDomain = myDomainOfPages(url);
  if (myDomain !== undefined) throw messages.createError('error.InstanceUrlIsPages', [input], [myDomain], 2);
  // the path can be that of a site
  return new URL(addressOf(url));
}

/** How long before its end a certificate is spoken of, in days: `30d`, `4w`, `720h`; a number alone is days. */
export const expiresInFlag = Flags.custom<number>({
  default: 30,
  summary: messages.getMessage('expires-in.summary'),
  description: messages.getMessage('expires-in.description'),
  helpValue: '<duration>',
  parse: async (input) => Promise.resolve(parseDays(input)),
})();

const daysOf: Record<string, number> = { h: 1 / 24, d: 1, w: 7 };

/** Nobody plans further ahead than ten years. */
const MOST_DAYS = 3660;

function parseDays(input: string): number {
  const [, count = '', unit = 'd'] = /^(\d{1,6})([hdw])?$/i.exec(input.trim()) ?? [];
  const days = Number(count) * (daysOf[unit.toLowerCase()] ?? 1);
  if (count === '' || days > MOST_DAYS) throw messages.createError('error.ExpiresInInvalid', [input], [], 2);
  return days;
}
