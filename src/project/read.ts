import { Messages } from '@salesforce/core/messages';
import { isEntryName, type EntryKey, type ProjectEntry } from './entry.ts';
import { findSecret, findSecretInText, type FoundSecret } from './secrets.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'project');

type Members = Record<string, unknown>;

/** The text of a project file, and where it lies, for errors. */
export type ProjectText = { path: string; text: string };

/**
 * Each org of a project file by its name. Throws a named error for a text that is none, and names the place; also for a secret
 * anywhere in it, which no message shows.
 */
export function readProject({ path, text }: ProjectText): Map<string, ProjectEntry> {
  const { orgs = {} } = readMembers({ path, text });
  if (!isMembers(orgs)) throw invalid(path, 'orgs', 'object');
  return new Map(Object.entries(orgs).map(([name, value]) => [name, readEntry(path, name, value)]));
}

/** The members of the whole file as they stand, also those that nobody knows. */
export function readMembers({ path, text }: ProjectText): Members {
  let value: unknown;
  try {
    // editors of Windows write a byte order mark
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // the parser's own words quote the file, which may hold anything
    throw messages.createError('error.ProjectFileNoJson', [path], [path]);
  }
  refuseSecret(path, findSecret(value) ?? findSecretInText(text));
  if (!isMembers(value)) throw invalid(path, messages.getMessage('wholeFile'), 'object');
  return value;
}

/** The file is committed: whoever can read the repository would have it. */
function refuseSecret(path: string, found: FoundSecret | undefined): void {
  if (!found) return;
  const { place, kind } = found;
  const where = place === '' ? messages.getMessage('wholeFile') : place;
  throw messages.createError(
    'error.ProjectFileHoldsSecret',
    [path, where, messages.getMessage(`secret.${kind}`)],
    [path],
  );
}

function readEntry(path: string, name: string, value: unknown): ProjectEntry {
  const at = (member: string): string => `orgs.${name}.${member}`;
  if (!isEntryName(name)) throw messages.createError('error.EntryNameInvalid', [name], [path]);
  if (!isMembers(value)) throw invalid(path, `orgs.${name}`, 'object');
  for (const member of TEXTS) {
    if (value[member] !== undefined && !isText(value[member])) throw invalid(path, at(member), 'text');
  }
  for (const [member, kind, isFit] of FORMS) {
    if (value[member] !== undefined && !isFit(value[member])) throw invalid(path, at(member), kind);
  }
  return value;
}

const TEXTS = ['username', 'clientId', 'instanceUrl', 'admin', 'audience', 'orgId'] as const;

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * https, or http on this machine: an assertion in clear text can be stolen on the way. The pattern is that of the schema, by
 * which editors judge; a host whose last label is a number would be read as one.
 */
const ADDRESS =
  /^(?:https:\/\/(?:(?:[\w-]+\.)*[A-Za-z][A-Za-z0-9-]*|(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)|\[::1\])|http:\/\/(?:localhost|127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}|\[::1\]))(?::(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d))?(?:\/[\w.~%/-]*)?$/u;

const isSafeAddress = (value: unknown): boolean =>
  isText(value) && ADDRESS.test(value) && URL.canParse(value);

/**
 * What is no path: a certificate or another text of PEM, a JWK, and what begins like DER or PEM in base64, as long as no path
 * would. An error for a missing file would show it.
 */
const NO_PATH = /[\r\n]|-----BEGIN|^\s*\{|^(?:MI[IA-F]|LS0tLS1CRUdJTi)[A-Za-z0-9+/=_-]{100,}$/u;

/** A path or a name: a key itself is refused wherever it stands. */
function isKey(value: unknown): value is EntryKey {
  if (!isMembers(value)) return false;
  const { file, env } = value;
  if (env !== undefined) return file === undefined && isText(env) && /^[A-Za-z_]\w*$/u.test(env);
  return isText(file) && !NO_PATH.test(file);
}

const APP_TYPES: readonly unknown[] = ['external-client-app', 'connected-app'];

function isApp(value: unknown): boolean {
  if (!isMembers(value)) return false;
  const { name, type, permissionSet } = value;
  return isText(name) && APP_TYPES.includes(type) && (permissionSet === undefined || isText(permissionSet));
}

/** A moment as `Date` writes it, so that its distance from now can be told. */
const MOMENT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/u;

function isCertificate(value: unknown): boolean {
  if (!isMembers(value)) return false;
  const { sha256, notAfter } = value;
  return isText(sha256) && isText(notAfter) && MOMENT.test(notAfter);
}

/** What a member has to be, by the kind that an error tells. */
const FORMS: ReadonlyArray<[member: string, kind: string, isFit: (value: unknown) => boolean]> = [
  ['instanceUrl', 'address', isSafeAddress],
  ['key', 'key', isKey],
  ['app', 'app', isApp],
  ['certificate', 'certificate', isCertificate],
];

function invalid(path: string, place: string, kind: string): Error {
  return messages.createError('error.ProjectFileInvalid', [path, place, messages.getMessage(`kind.${kind}`)]);
}
