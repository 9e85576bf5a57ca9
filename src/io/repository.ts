import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { askGit } from './git.ts';

/** A work tree of git. `remote`: the address of its origin, without who logs in there; `branch`: the one that the origin begins with. */
export type Repository = { root: string; remote?: string; branch?: string };

/** The repository that a folder lies in, as far as git tells of it. */
export async function findRepository(folder: string): Promise<Repository | undefined> {
  const root = foldersUpFrom(resolve(folder)).find((each) => existsSync(join(each, '.git')));
  if (root === undefined) return undefined;
  const [remote, head] = await Promise.all([
    askGit(root, ['remote', 'get-url', 'origin']),
    askGit(root, ['symbolic-ref', '--short', 'refs/remotes/origin/HEAD']),
  ]);
  const address = remote.code === 0 ? withoutUser(remote.stdout.trim()) : '';
  const branch = head.code === 0 ? head.stdout.trim().replace(/^origin\//, '') : '';
  return { root, ...(address !== '' && { remote: address }), ...(branch !== '' && { branch }) };
}

/** A token may stand there, as a person's password. */
const withoutUser = (address: string): string => address.replace(/^(\w+:\/\/)[^/@]*@/, '$1');

function foldersUpFrom(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUpFrom(parent)];
}
