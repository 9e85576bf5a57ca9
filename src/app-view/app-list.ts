import { Messages } from '@salesforce/core/messages';
import type { AppSummary } from '../app/app-summary.ts';
import type { AppType } from '../app/app-type.ts';
import { printable } from '../inspection/printable.ts';
import { alignTable } from './rows.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-list-text');

/** What every terminal has, and an output that is piped. */
const WIDTH = 80;

const UNKNOWN = (): string => messages.getMessage('unknown');
const NOTHING = (): string => messages.getMessage('nothing');

/** A table for each kind of app, and what its signs mean. */
export function renderAppList(apps: readonly AppSummary[], isSoapRefused: boolean): string[] {
  const groups = (['external-client-app', 'connected-app'] as const)
    .map((type) => [type, apps.filter((app) => app.type === type)] as const)
    .filter(([, ofType]) => ofType.length > 0)
    .map(([type, ofType]) => renderGroup(type, ofType));
  const lines = groups.flatMap((group, index) => (index === 0 ? group : ['', ...group]));
  const notes = notesOn(apps, lines, isSoapRefused);
  return notes.length > 0 ? [...lines, '', ...notes] : lines;
}

function renderGroup(type: AppType, apps: readonly AppSummary[]): string[] {
  const headings = columns.map(({ name }) => messages.getMessage(`column.${name}`));
  const rows = apps.map((app) => columns.map(({ show }) => show(app)));
  return [
    messages.getMessage(`group.${type}`),
    ...alignTable([headings, ...rows], WIDTH - INDENT.length).map((line) => INDENT + line),
  ];
}

const INDENT = '  ';

type Column = { name: string; show: (app: AppSummary) => string };

const columns: readonly Column[] = [
  { name: 'name', show: nameOf },
  { name: 'jwt', show: ({ takesJwt }) => (takesJwt === null ? UNKNOWN() : yesOrNo(takesJwt)) },
  { name: 'certificate', show: showEnd },
  { name: 'users', show: showUsers },
  { name: 'lastUsed', show: ({ lastUsed }) => lastUsed?.slice(0, 10) ?? NOTHING() },
];

/** The API name, or the label in parentheses where the org told no more. */
function nameOf({ name, label }: AppSummary): string {
  return name ?? messages.getMessage('noName', [printable(label ?? '')]);
}

const yesOrNo = (value: boolean): string => messages.getMessage(value ? 'yes' : 'no');

function showEnd({ certificate, takesJwt }: AppSummary): string {
  if (!certificate) return takesJwt === null ? UNKNOWN() : NOTHING();
  const { state, notAfter, notBefore, daysLeft } = certificate;
  const day = state === 'not-begun' ? notBefore : notAfter;
  return messages.getMessage(`ends.${state}`, [day.slice(0, 10), daysLeft]);
}

function showUsers({ permittedUsers, userCount }: AppSummary): string {
  if (permittedUsers === 'self-authorized') return messages.getMessage('users.any');
  return userCount === null ? UNKNOWN() : String(userCount);
}

function notesOn(apps: readonly AppSummary[], lines: readonly string[], isSoapRefused: boolean): string[] {
  const unreadable = isSoapRefused ? [] : apps.filter(({ isReadable }) => !isReadable).map(nameOf);
  const disabled = apps.filter(({ isEnabled }) => isEnabled === false).map(nameOf);
  const shows = (text: string): boolean => lines.some((line) => line.split(/ {2,}/).includes(text));
  return [
    ...(shows(messages.getMessage('users.any')) ? [messages.getMessage('note.any')] : []),
    ...(shows(UNKNOWN()) ? [messages.getMessage('note.unknown')] : []),
    ...(disabled.length > 0 ? [messages.getMessage('note.disabled', [disabled.join(', ')])] : []),
    ...(unreadable.length > 0
      ? [
          messages.getMessage(unreadable.length === 1 ? 'note.unreadable' : 'note.unreadableMany', [
            unreadable.join(', '),
          ]),
        ]
      : []),
  ];
}
