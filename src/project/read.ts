import { Messages } from '@salesforce/core/messages';
import { isEntryName, type EntryKey, type ProjectEntry } from './entry.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'project');

type Members = Record<string, unknown>;

/** The text of a project file, and where it lies, for errors. */
export type ProjectText = { path: string; text: string };

/** Each org of a project file by its name. Throws a named error for a text that is none, and names the place. */
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
  if (!isMembers(value)) throw invalid(path, 'the file', 'object');
  return value;
}

function readEntry(path: string, name: string, value: unknown): ProjectEntry {
  const at = (member: string): string => `orgs.${name}.${member}`;
  if (!isEntryName(name)) throw messages.createError('error.EntryNameInvalid', [name], [path]);
  if (!isMembers(value)) throw invalid(path, `orgs.${name}`, 'object');
  for (const member of TEXTS) {
    if (value[member] !== undefined && !isText(value[member])) throw invalid(path, at(member), 'text');
  }
  const { instanceUrl } = value;
  if (instanceUrl !== undefined && !isSafeAddress(instanceUrl))
    throw invalid(path, at('instanceUrl'), 'address');
  if (value['key'] !== undefined && !isKey(value['key'])) throw invalid(path, at('key'), 'key');
  return value;
}

const TEXTS = ['username', 'clientId', 'instanceUrl', 'admin', 'audience', 'orgId'] as const;

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** https, or http on this machine: an assertion in clear text can be stolen on the way. */
function isSafeAddress(value: unknown): boolean {
  if (!isText(value) || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

/**
 * What begins like the DER of a key in base64, like a PEM file in base64, or like a JWK: as long as no path would, or with a brace.
 * An error for a missing file would show it.
 */
const PASTED_KEY = /^(?:MI[IA-F]|LS0tLS1CRUdJTi)[A-Za-z0-9+/=_-]{100,}$|^\s*\{/;

/** A path or a name: a key itself is refused wherever it stands. */
function isKey(value: unknown): value is EntryKey {
  if (!isMembers(value)) return false;
  const { file, env } = value;
  if (env !== undefined) return file === undefined && isText(env) && /^[A-Za-z_]\w*$/.test(env);
  return isText(file) && !/[\r\n]|-----BEGIN/.test(file) && !PASTED_KEY.test(file);
}

function invalid(path: string, place: string, kind: string): Error {
  return messages.createError('error.ProjectFileInvalid', [path, place, messages.getMessage(`kind.${kind}`)]);
}
