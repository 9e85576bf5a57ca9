/**
 * A private key as the project file names it: a file by its path, `/` between folders, from the folder of the project file; or
 * an environment variable by its name. Never the key.
 */
export type EntryKey = { file: string } | { env: string };

/**
 * One org of the project file: who logs in there, by which app. What is missing is filled in by a set-up, which needs `admin`
 * alone: alias or username of who may change the app. `orgId` has 18 characters; `sha256` is the certificate's fingerprint,
 * `notAfter` its end in ISO 8601.
 */
export type ProjectEntry = {
  admin?: string;
  username?: string;
  clientId?: string;
  instanceUrl?: string;
  audience?: string;
  orgId?: string;
  key?: EntryKey;
  app?: { name: string; type: 'external-client-app' | 'connected-app'; permissionSet?: string };
  certificate?: { sha256: string; notAfter: string };
};

/** An entry that says everything that a login needs but the key. */
export type LoginEntry = ProjectEntry & Required<Pick<ProjectEntry, 'username' | 'clientId' | 'instanceUrl'>>;

/** Of what a login needs, the members that an entry does not have. */
export function missingMembers(entry: ProjectEntry): string[] {
  return (['username', 'clientId', 'instanceUrl'] as const).filter((member) => entry[member] === undefined);
}

export const isLoginEntry = (entry: ProjectEntry): entry is LoginEntry => missingMembers(entry).length === 0;

/** Whether an entry says all that the members do; it may say more. */
export function saysAll(entry: object, members: object): boolean {
  const said = entry as Record<string, unknown>;
  return Object.entries(members).every(([name, value]: [string, unknown]) =>
    isMembers(value) && isMembers(said[name]) ? saysAll(said[name], value) : said[name] === value,
  );
}

const isMembers = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The name that an entry can have: what a person types, and a pipeline puts into the names of its variables. */
export function isEntryName(text: string): boolean {
  return /^[A-Za-z][\w.-]{0,79}$/.test(text);
}

/**
 * The environment variable in which a pipeline hands over the key of an entry whose key file is not there:
 * `SF_JWT_KEY_PRODUCTION` for `production`. Two names that differ in case or punctuation alone have the same.
 */
export function keyVariable(name: string): string {
  return `SF_JWT_KEY_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}
