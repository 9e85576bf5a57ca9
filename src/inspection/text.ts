import { Messages } from '@salesforce/core/messages';
import type { CertificateItem, RequestItem } from './certificate.ts';
import type { Check } from './checks.ts';
import { sortFindings, type Finding } from './finding.ts';
import type { Inspection, JudgedItem } from './inspection.ts';
import type { JwtItem } from './jwt.ts';
import { keyText, type KeyFacts, type KeyItem } from './key.ts';
import { formatDuration, formatMoment } from './moments.ts';
import { nextStep } from './next-step.ts';
import { printable } from './printable.ts';
import { protectionText } from './protection.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'inspection-text');

/** A label and its value; the value of a stranger is made printable when the row is. */
type Row = readonly [string, string];

const SMALLEST_LABEL_WIDTH = 14;

/** The inspection for a person: what there is, in two columns; then what is wrong, the worst first; then what to do next. */
export function renderInspection(inspection: Inspection, now: Date): string[] {
  const { source, items, checks } = inspection;
  const groups = items.map((item, index) => [
    ...(items.length > 1
      ? [row(messages.getMessage('label.part'), messages.getMessage('partOf', [index + 1, items.length]))]
      : []),
    ...rowsOf(item, now),
    ...usableRows(item),
  ]);
  const all = [
    [row(messages.getMessage('label.from'), source), ...(groups.shift() ?? [])],
    ...groups,
    checkRows(items, checks),
  ].filter((group) => group.length > 0);
  const isOne = items.length === 1;
  const blocks = isOne ? [all.flat()] : all;
  const width = Math.max(SMALLEST_LABEL_WIDTH, ...all.flat().map(([label]) => label.length + 2));
  const next = nextStep(inspection);
  return [
    ...blocks.flatMap((rows, index) => [
      ...(index === 0 ? [] : ['']),
      ...rows.map(([label, value]) => `${label.padEnd(width)}${value}`),
    ]),
    ...problemLines(inspection),
    ...(next === undefined ? [] : ['', messages.getMessage('next', [next])]),
  ];
}

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const row = (label: string, value: string): Row => [printable(label), printable(value)];

function rowsOf(item: JudgedItem, now: Date): Row[] {
  if ('description' in item) return [row(messages.getMessage('label.type'), capitalized(item.description))];
  switch (item.kind) {
    case 'private-key':
    case 'public-key':
      return keyRows(item);
    case 'certificate':
      return certificateRows(item, now);
    case 'certificate-request':
      return requestRows(item);
    default:
      return jwtRows(item, now);
  }
}

function keyRows({ kind, form, isProtected, protection, key }: KeyItem): Row[] {
  const type =
    kind === 'private-key'
      ? messages.getMessage('type.privateKey', [form])
      : messages.getMessage('type.publicKey', [form]);
  const how = protection ? `, ${protectionText(protection)}` : '';
  return [
    row(messages.getMessage('label.type'), type),
    ...(isProtected
      ? [row(messages.getMessage('label.protected'), messages.getMessage('protected', [how]))]
      : []),
    ...(key ? keyFactRows(key) : [row(messages.getMessage('label.key'), messages.getMessage('keyUnseen'))]),
  ];
}

function keyFactRows(key: KeyFacts): Row[] {
  return [
    row(messages.getMessage('label.key'), keyText(key)),
    row(messages.getMessage('label.publicSha256'), key.sha256),
    ...thumbprintRows(key),
  ];
}

const thumbprintRows = ({ jwkThumbprint }: KeyFacts): Row[] =>
  jwkThumbprint === undefined ? [] : [row(messages.getMessage('label.thumbprint'), jwkThumbprint)];

function certificateRows(item: CertificateItem, now: Date): Row[] {
  const { form, isSelfSigned, subject, issuer, serialNumber, notBefore, notAfter, sha256, key } = item;
  const type = isSelfSigned
    ? messages.getMessage('type.selfSignedCertificate', [form])
    : messages.getMessage('type.certificate', [form]);
  return [
    row(messages.getMessage('label.type'), type),
    row(messages.getMessage('label.subject'), subject || messages.getMessage('empty')),
    ...(isSelfSigned
      ? []
      : [row(messages.getMessage('label.issuer'), issuer || messages.getMessage('empty'))]),
    row(messages.getMessage('label.serial'), serialNumber),
    ...(key ? [row(messages.getMessage('label.key'), keyText(key))] : []),
    row(messages.getMessage('label.begins'), dateText(notBefore, now)),
    row(messages.getMessage('label.ends'), dateText(notAfter, now)),
    row(messages.getMessage('label.signedBy'), item.signatureAlgorithm),
    row(messages.getMessage('label.extensions'), extensionText(item)),
    row(messages.getMessage('label.sha256'), sha256),
    ...(key ? thumbprintRows(key) : []),
    row(messages.getMessage('label.size'), messages.getMessage('size', [item.bytes])),
  ];
}

const dateText = (date: string | undefined, now: Date): string =>
  date === undefined ? messages.getMessage('noDate') : formatMoment(new Date(date), now);

function extensionText({ isAuthority, keyUsage }: CertificateItem): string {
  const authority = isAuthority ? messages.getMessage('authority') : messages.getMessage('noAuthority');
  return keyUsage === undefined
    ? authority
    : `${authority}, ${messages.getMessage('keyUsage', [keyUsage.join(', ')])}`;
}

function requestRows({ form, subject, key, signatureAlgorithm, isSigned }: RequestItem): Row[] {
  const verdicts = {
    true: messages.getMessage('requestSigned'),
    false: messages.getMessage('requestNotSigned'),
    undefined: messages.getMessage('requestNotChecked'),
  };
  return [
    row(messages.getMessage('label.type'), messages.getMessage('type.request', [form])),
    row(messages.getMessage('label.subject'), subject || messages.getMessage('empty')),
    ...keyFactRows(key),
    row(messages.getMessage('label.signedBy'), `${signatureAlgorithm}, ${verdicts[`${isSigned}`]}`),
  ];
}

function jwtRows({ kind, header, claims, lifetimeSeconds, ...times }: JwtItem, now: Date): Row[] {
  const moments: Record<string, string | undefined> = {
    iat: times.issuedAt,
    nbf: times.notBefore,
    exp: times.expiresAt,
  };
  const timeText = (name: string, value: unknown): string => {
    const moment = moments[name];
    return moment === undefined
      ? valueText(value)
      : `${valueText(value)} = ${formatMoment(new Date(moment), now)}`;
  };
  return [
    row(
      messages.getMessage('label.type'),
      kind === 'jwt' ? messages.getMessage('type.jwt') : messages.getMessage('type.accessToken'),
    ),
    row(
      messages.getMessage('label.header'),
      Object.entries(header)
        .map(([name, value]) => `${name} ${valueText(value)}`)
        .join(', '),
    ),
    ...Object.entries(claims).map(([name, value]) => row(name, timeText(name, value))),
    ...(lifetimeSeconds !== undefined && lifetimeSeconds > 0
      ? [row(messages.getMessage('label.lifetime'), formatDuration(lifetimeSeconds * 1000))]
      : []),
  ];
}

/** Texts as they are, everything else as JSON. */
const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function usableRows(item: JudgedItem): Row[] {
  // what it is says so already
  if ('description' in item) return [];
  const { kind, isUsable, findings } = item;
  const label = messages.getMessage('label.usable');
  if (kind === 'jwt-access-token') return [row(label, messages.getMessage('usableForRest'))];
  if (isUsable === undefined) return [row(label, messages.getMessage('usableUnseen'))];
  if (isUsable) return [row(label, messages.getMessage('usable'))];
  const reasons = findings.flatMap((finding) => (finding.severity === 'unusable' ? [finding.reason] : []));
  return reasons.length === 0
    ? [row(label, messages.getMessage('usableNotSigned'))]
    : [row(label, messages.getMessage('unusable', [reasons.join('; ')]))];
}

function checkRows(items: readonly JudgedItem[], checks: readonly Check[]): Row[] {
  const isToken = items.some(({ kind }) => kind === 'jwt' || kind === 'jwt-access-token');
  const label = isToken ? messages.getMessage('label.signature') : messages.getMessage('label.matches');
  if (isToken && checks.length === 0) return [row(label, messages.getMessage('signatureNotChecked'))];
  return checks.map((check) => row(label, isToken ? signatureText(check) : pairText(check)));
}

const signatureText = ({ holds, source }: Check): string =>
  holds ? messages.getMessage('signatureValid', [source]) : messages.getMessage('signatureInvalid', [source]);

function pairText({ against, holds, source }: Check): string {
  if (against === 'own') return holds ? messages.getMessage('ownPair') : messages.getMessage('noOwnPair');
  return holds ? messages.getMessage('pair', [source]) : messages.getMessage('noPair', [source]);
}

function problemLines({ items, checks }: Inspection): string[] {
  const problems = sortFindings([
    ...checks.flatMap(({ findings }) => findings),
    ...items.flatMap(({ findings }, index) =>
      findings.map((finding) => named(finding, items.length > 1 ? index + 1 : undefined)),
    ),
  ]);
  if (problems.length === 0) return [];
  const title = problems.length === 1 ? messages.getMessage('problem') : messages.getMessage('problems');
  const lines = problems.flatMap(({ message, actions }, index) => [
    `  ${index + 1}. ${message}`,
    ...actions.map((action) => `     - ${action}`),
  ]);
  return ['', title, ...lines];
}

function named(finding: Finding, part: number | undefined): Finding {
  if (part === undefined) return finding;
  return { ...finding, message: messages.getMessage('inPart', [part, finding.message]) };
}
