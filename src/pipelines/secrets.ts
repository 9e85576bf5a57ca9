import { keyVariable, type EntryKey } from '../project/entry.ts';
import type { Secret } from './pipeline.ts';

/** An org of the project file, and where it says that its key is. */
export type KeyedOrg = { name: string; key?: EntryKey };

/** Orgs whose keys differ while the variable of their keys would be the same one. */
export type Collision = { variable: string; orgs: string[] };

/**
 * One secret a key: a key of its own for each org, or one for several that have the same key file. Gives what collides instead,
 * if anything does.
 */
export function planSecrets(orgs: readonly KeyedOrg[]): Secret[] | Collision {
  const secrets = new Map<string, Secret>();
  const owners = new Map<string, { source: string; org: string }>();
  for (const { name, key } of orgs) {
    const source = sourceOf(name, key);
    const variable = variableOf(name, key);
    const owner = owners.get(variable);
    if (owner && owner.source !== source) return { variable, orgs: [owner.org, name] };
    owners.set(variable, { source, org: name });
    const secret = secrets.get(source) ?? { name: variable, copies: [], orgs: [] };
    secret.orgs.push(name);
    if (variable !== secret.name && !secret.copies.includes(variable)) secret.copies.push(variable);
    if (key !== undefined && 'file' in key) secret.keyFile = key.file;
    secrets.set(source, secret);
  }
  return [...secrets.values()];
}

/** What two orgs with the same key have in common. Names of files are compared as they are written. */
function sourceOf(name: string, key: EntryKey | undefined): string {
  if (key === undefined) return `org ${name}`;
  return 'env' in key ? `variable ${key.env}` : `file ${key.file}`;
}

/** Where `sf jwt` looks for the key in a pipeline. */
function variableOf(name: string, key: EntryKey | undefined): string {
  return key !== undefined && 'env' in key ? key.env : keyVariable(name);
}
