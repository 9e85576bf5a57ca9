import { isEntryName, type ProjectEntry } from './entry.ts';
import { readMembers, readProject, type ProjectText } from './read.ts';

/** Where editors find what may stand in the file; the newest release's, which knows every older file, too. */
export const SCHEMA = 'https://unpkg.com/sf-plugin-jwt/schemas/sf-jwt.schema.json';

/**
 * The text of the project file with this entry, for a file that may not exist yet. Members that the entry does not name stay
 * as they are, in the order and with the indentation and line ends that the file has; a member that is undefined goes. Throws a
 * named error for what `readProject` would not read: for a secret above all.
 */
export function setEntry(
  { path, text }: { path: string; text: string | undefined },
  name: string,
  entry: ProjectEntry,
): string {
  if (!isEntryName(name)) throw new Error(`Not the name of an entry: ${name}`);
  const before: ProjectText = { path, text: text ?? `{"$schema":${JSON.stringify(SCHEMA)}}` };
  readProject(before);
  const members = readMembers(before);
  const orgs = (members['orgs'] ?? {}) as Record<string, ProjectEntry>;
  // an own member, whatever it is called
  const known = Object.hasOwn(orgs, name) ? (orgs[name] ?? {}) : {};
  const changed = { ...members, orgs: { ...orgs, [name]: changeMembers(known, entry) } };
  const after = inStyleOf(before.text, changed);
  readProject({ path, text: after });
  return after;
}

/** `app` and `certificate` keep what else they hold, too; a key is a file or a variable, and so replaced as a whole. */
function changeMembers(known: ProjectEntry, entry: ProjectEntry): ProjectEntry {
  const { app, certificate } = entry;
  return {
    ...known,
    ...entry,
    ...(app && { app: { ...known.app, ...app } }),
    ...(certificate && { certificate: { ...known.certificate, ...certificate } }),
  };
}

function inStyleOf(text: string, value: object): string {
  const [, indentation = '  '] = /^\s*\{\r?\n([ \t]+)/.exec(text) ?? [];
  const lines = `${JSON.stringify(value, null, indentation)}\n`;
  return text.includes('\r\n') ? lines.replaceAll('\n', '\r\n') : lines;
}
