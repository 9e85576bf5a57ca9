// The search for secrets in what was printed, in files, and in what other users of the machine see: the list of processes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Secret = { what: string; text: string };
/** `isOthers`: of a program that is none of ours; it may have secrets of its own. */
export type Place = { where: string; text: string; isOthers?: boolean };

/** What looks like a secret, whoever made it: the forms of Salesforce's access tokens and of a signed JWT. */
const secretForms: Array<{ what: string; form: RegExp }> = [
  { what: 'something like an access token', form: /\b00D\w{12}(\w{3})?!\w/ },
  // three parts; a sealed key, which may be seen, has five
  { what: 'something like a signed JWT', form: /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}(?![\w.-])/ },
];

/** Every secret that stands in a place, also in base64 or URL-encoded, and everything that looks like one. */
export function findLeaks(places: readonly Place[], secrets: readonly Secret[]): string[] {
  const formsOf = (text: string): string[] => [
    text,
    encodeURIComponent(text),
    Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -2),
  ];
  return places.flatMap(({ where, text, isOthers = false }) => [
    ...secrets
      .filter((secret) => formsOf(secret.text).some((form) => text.includes(form)))
      .map(({ what }) => `${what} in ${where}`),
    ...secretForms
      .filter(({ form }) => !isOthers && form.test(text))
      .map(({ what }) => `${what} in ${where}`),
  ]);
}

/** Single lines of a PEM, because log formats break texts at line ends; the first is the same for all keys of a size. */
export function keySecrets(pem: string): Secret[] {
  return pem
    .split('\n')
    .filter((line) => line.length === 64)
    .slice(1)
    .map((text) => ({ what: 'a line of the private key', text }));
}

/** All files of a folder, with their contents. */
export function filesBelow(folder: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({
      where: join(parentPath, name),
      text: readFileSync(join(parentPath, name), 'latin1'),
    }));
}

/** Whether this machine shows its processes as files. */
export const hasProcessFiles = process.platform === 'linux';

/**
 * Looks at the arguments of every process, again and again, until it is told to stop: what anybody here could see. Of the
 * processes at home in the folder, the environment as well, but for the variables that are named.
 */
export function watchProcesses(home: string, ownVariables: readonly string[]): { stop: () => Place[] } {
  const seen = new Map<string, Place>();
  const look = (): void => {
    for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const command = readProcess(id, 'cmdline').join(' ');
      if (command === '') continue;
      const variables = readProcess(id, 'environ');
      const isOthers = !variables.includes(`HOME=${home}`);
      seen.set(command, { where: 'the arguments of a process', text: command, isOthers });
      if (isOthers) continue;
      const text = variables.filter((line) => !ownVariables.includes(line.split('=')[0] ?? '')).join('\n');
      seen.set(text, { where: `the environment of "${command}"`, text });
    }
  };
  const timer = setInterval(look, 10);
  return {
    stop: () => {
      clearInterval(timer);
      return [...seen.values()];
    },
  };
}

/** The entries of a file of a process; none of one that has ended, or is another user's. */
function readProcess(id: string, file: 'cmdline' | 'environ'): string[] {
  try {
    return readFileSync(join('/proc', id, file), 'utf8')
      .split('\0')
      .filter(Boolean);
  } catch {
    return [];
  }
}
