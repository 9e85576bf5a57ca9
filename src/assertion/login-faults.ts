import { Messages } from '@salesforce/core/messages';
import { kindOfHost, myDomainOfPages } from './hosts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login-faults');

/** What a login consists of, beside the key. */
export type LoginParts = { clientId: string; username: string; host: URL; audience: string };

/** The exit code of wrong usage. */
const USAGE = 2;

/** Bounds of a consumer key (Metadata API, `ConnectedAppOauthConfig.consumerKey`). */
const SHORTEST_KEY = 8;
const LONGEST_KEY = 256;

/** What documentation, pipelines and unset variables leave where a value should be. */
const PLACEHOLDER =
  /^(?:(?:the|your|my|insert|enter)?[_. -]*(?:(?:connected|client|consumer|app|sf|sfdx|salesforce)[_. -]*)+(?:key|id)|x{3,}|changeme|placeholder|todo|undefined|null|none)$/i;

/** Characters that no consumer key has, and what they are called; the first that fits. */
const strangers: ReadonlyArray<[characters: RegExp, message: string]> = [
  [/[\r\n]/, 'stranger.LineBreak'],
  [/\s/, 'stranger.Blank'],
  [/["'`\u2018-\u201f]/, 'stranger.Quote'],
  [/[^A-Za-z0-9._]/, 'stranger.Other'],
];

/** An apostrophe can stand within a name, but not around it. */
const hasAddressForm = (text: string): boolean => /^[^\s@"<>]+@[^\s@"<>]+$/.test(text) && !/^'|'$/.test(text);

type Rule = (parts: LoginParts) => ReturnType<typeof messages.createError> | undefined;

/** What is wrong for certain, so that an org would refuse it. The first counts: a swap explains what follows. */
const rules: readonly Rule[] = [
  ({ clientId, username }) =>
    hasAddressForm(clientId) && !username.includes('@')
      ? messages.createError('error.LoginSwapped', [clientId], [clientId, shown(username)], USAGE)
      : undefined,
  ({ clientId }) =>
    PLACEHOLDER.test(clientId) || /^[<{[$%].*[>}\]%]?$/.test(clientId) || /\.{3}|\u2026/.test(clientId)
      ? messages.createError('error.ClientIdIsPlaceholder', [shown(clientId)], [], USAGE)
      : undefined,
  ({ clientId }) => {
    const [characters, message] = strangers.find(([pattern]) => pattern.test(clientId)) ?? [];
    if (!characters || !message) return undefined;
    // not the value itself: what is no consumer key may be a secret
    return messages.createError(
      'error.ClientIdMalformed',
      [messages.getMessage(message), clientId.search(characters) + 1],
      [],
      USAGE,
    );
  },
  ({ clientId: { length } }) =>
    length < SHORTEST_KEY || length > LONGEST_KEY
      ? messages.createError('error.ClientIdLength', [length, SHORTEST_KEY, LONGEST_KEY], [], USAGE)
      : undefined,
  ({ username }) =>
    hasAddressForm(username)
      ? undefined
      : messages.createError('error.UsernameMalformed', [shown(username)], [], USAGE),
  ({ host }) => {
    const myDomain = myDomainOfPages(host);
    return myDomain === undefined
      ? undefined
      : messages.createError('error.HostIsPages', [host.host], [myDomain], USAGE);
  },
  findAudienceFault,
];

/**
 * A mistake in a login that can be seen without asking the org, so that no failed login stands in its history. Undefined: none
 * is certain.
 */
export function findLoginFault(parts: LoginParts): ReturnType<Rule> {
  for (const rule of rules) {
    const fault = rule(parts);
    if (fault) return fault;
  }
  return undefined;
}

/** Spellings with and without scheme, slash and the endpoint's path were seen to be taken (restforce, forrest). */
function findAudienceFault({ audience, host }: LoginParts): ReturnType<Rule> {
  const address = /^https?:\/\//i.test(audience) ? audience : `https://${audience}`;
  if (audience === '' || /[\s"'<>]/.test(audience) || !URL.canParse(address))
    return messages.createError('error.AudienceNotAddress', [shown(audience)], [], USAGE);
  const url = new URL(address);
  const myDomain = myDomainOfPages(url);
  if (myDomain !== undefined)
    return messages.createError('error.AudienceIsPages', [url.host], [myDomain], USAGE);
  const [asked, claimed] = [kindOfHost(host).name, kindOfHost(url).name];
  const isCrossed = (asked === 'login' && claimed === 'test') || (asked === 'test' && claimed === 'login');
  return isCrossed
    ? messages.createError('error.AudienceOfOtherHost', [host.host, url.host], [host.origin], USAGE)
    : undefined;
}

/** On one line, and no longer than a username can be: more of it would be something else, and may be a secret. */
function shown(text: string): string {
  const printable = text.replace(/[^\x20-\x7e\u00a1-\uffff]/g, ' ');
  return printable.length > 80 ? `${printable.slice(0, 8)}…` : printable;
}
