import { Messages } from '@salesforce/core/messages';
import type { AppDetails, PermissionSetDetails } from '../app/app-details.ts';
import type { Advice } from '../app/app-advice.ts';
import type { CertificateState } from '../app/certificate-state.ts';
import { MOST_USERS } from '../app/display-queries.ts';
import { printable } from '../inspection/printable.ts';
import { alignRows, type LabelledRow } from './rows.ts';
import { nameSetting, showSetting } from './setting-text.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-page-text');

/** As many users as a person reads; the rest is in the JSON. */
const MOST_SHOWN = 10;

/** Everything of an app for a person: what it is, what stops a login by it, what to type next. */
export function renderApp(app: AppDetails, targetOrg: string): string[] {
  const title = [messages.getMessage(`kind.${app.type}`), app.name, app.instanceUrl];
  const blocks = [
    [messages.getMessage('title', title)],
    alignRows(rowsOf(app)),
    adviceLines(app.advice, true),
    adviceLines(app.advice, false),
    lastLines(app, targetOrg),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** A row for each thing, in the order in which one asks for it. */
function rowsOf(app: AppDetails): LabelledRow[] {
  const text = (name: string): string => messages.getMessage(name);
  const setting = (name: 'label' | 'contactEmail' | 'description' | RestSetting): LabelledRow => [
    nameSetting(name),
    showSetting(name, app[name]),
  ];
  return [
    setting('label'),
    setting('description'),
    setting('contactEmail'),
    ...(app.type === 'external-client-app'
      ? [[text('label.enabled'), yesNoUnknown(app.isEnabled)] as const]
      : []),
    [text('label.consumerKey'), printable(app.consumerKey ?? text('unknown'))],
    setting('callbackUrls'),
    setting('scopes'),
    ...certificateRows(app.certificate),
    [nameSetting('permittedUsers'), text(`permittedUsers.${app.permittedUsers}`)],
    [
      nameSetting('permissionSets'),
      app.permissionSets.map(showSet).join(', ') || showSetting('permissionSets', []),
    ],
    setting('profiles'),
    [text('label.users'), showUsers(app)],
    setting('ipRelaxation'),
    setting('ipRanges'),
    setting('refreshToken'),
    setting('sessionTimeoutMinutes'),
    setting('sessionLevel'),
    setting('issuesJwtTokens'),
    [text('label.lastUse'), app.lastUsed ?? text('lastUse.none')],
    [text('label.parts'), showParts(app.components)],
  ];
}

type RestSetting =
  | 'callbackUrls'
  | 'scopes'
  | 'profiles'
  | 'ipRelaxation'
  | 'ipRanges'
  | 'refreshToken'
  | 'sessionTimeoutMinutes'
  | 'sessionLevel'
  | 'issuesJwtTokens';

function yesNoUnknown(value: boolean | null): string {
  if (value === null) return messages.getMessage('unknown');
  return messages.getMessage(value ? 'yes' : 'no');
}

function certificateRows(certificate: CertificateState | null): LabelledRow[] {
  const label = nameSetting('certificate');
  if (!certificate) return [[label, messages.getMessage('nothing')]];
  const { subject, notBefore, notAfter, sha256, state, daysLeft } = certificate;
  const [begin, end] = [notBefore.slice(0, 10), notAfter.slice(0, 10)];
  const dated = messages.getMessage('certificate', [printable(subject), begin, end]);
  return [
    [label, messages.getMessage(`certificate.${state}`, [dated, daysLeft])],
    [messages.getMessage('label.sha256'), sha256],
  ];
}

function showSet({ name, label, isOurs }: PermissionSetDetails): string {
  const shown = printable(label ?? name);
  const isLabelled = shown !== name;
  if (isOurs === true)
    return messages.getMessage(isLabelled ? 'set.oursLabelled' : 'set.ours', [name, shown]);
  return isLabelled ? messages.getMessage('set.labelled', [name, shown]) : printable(name);
}

function showUsers({ permittedUsers, users, hasMoreUsers }: AppDetails): string {
  if (permittedUsers === 'self-authorized') return messages.getMessage('users.any');
  if (users === null) return messages.getMessage('unknown');
  if (users.length === 0) return messages.getMessage('nothing');
  const shown = users
    .slice(0, MOST_SHOWN)
    .map(({ username }) => printable(username))
    .join(', ');
  if (hasMoreUsers) return messages.getMessage('users.many', [MOST_USERS, shown]);
  const rest = users.length - MOST_SHOWN;
  return rest > 0
    ? messages.getMessage('users.more', [users.length, shown, rest])
    : messages.getMessage('users.some', [users.length, shown]);
}

/** Parts of one name are told once. */
function showParts(components: Record<string, string>): string {
  const names = [...new Set(Object.values(components))];
  return names
    .map((name) => {
      const parts = Object.keys(components).filter((part) => components[part] === name);
      const called = parts.map((part) => messages.getMessage(`part.${part}`)).join(', ');
      return messages.getMessage('part', [name, called]);
    })
    .join(', ');
}

function adviceLines(advice: readonly Advice[], stops: boolean): string[] {
  const chosen = advice.filter(({ stopsLogin }) => stopsLogin === stops);
  if (chosen.length === 0) return [];
  return [
    messages.getMessage(stops ? 'heading.stops' : 'heading.notes'),
    ...chosen.flatMap(({ message, action }) => [`- ${message}`, `  ${action}`]),
  ];
}

/** What else has this name, and what to type next where a login can work. */
function lastLines(app: AppDetails, targetOrg: string): string[] {
  const { alsoOfType, name, consumerKey, users, advice, instanceUrl } = app;
  const also = alsoOfType
    ? [messages.getMessage('also', [messages.getMessage(`kind.${alsoOfType}`), name, alsoOfType, targetOrg])]
    : [];
  if (consumerKey === null || advice.some(({ stopsLogin }) => stopsLogin)) return also;
  const username = users?.[0]?.username ?? 'USERNAME';
  return [...also, messages.getMessage('next.token', [consumerKey, username, instanceUrl])];
}
