import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { askGit } from './git.ts';

/** `unknown`: git is not there, does not answer or refuses. `none`: there is no repository. */
export type GitStanding = 'none' | 'ignored' | 'open' | 'tracked' | 'unknown';

/**
 * How git looks at a file that is there or will be. `line` is what to add to `ignoreFile`; it covers the dated copies of
 * the file, too. Paths are absolute, with symbolic links followed as far as they exist.
 */
export type GitView = { standing: GitStanding; path: string; root: string; ignoreFile: string; line: string };

/** Asks git about a file, when it lies in the work tree of a repository. `copy`: another file that has to be ignored, too. */
export async function viewByGit(fileName: string, copy?: string): Promise<GitView | undefined> {
  const path = realPath(resolve(fileName));
  const root = ancestorsOf(path).find((folder) => exists(join(folder, '.git')));
  if (root === undefined || isWithin(join(root, '.git'), path)) return undefined;
  const paths = [path, ...(copy === undefined ? [] : [join(dirname(path), basename(copy))])];
  const standing = await standingOf(root, paths);
  if (standing === 'none') return undefined;
  const ignoreFile = nearestIgnoreFile(path, root);
  return { standing, path, root, ignoreFile, line: ignoreLine(relative(dirname(ignoreFile), path)) };
}

/**
 * The line of a .gitignore for a path relative to its folder (gitignore(5)), and whatever its name is followed by, as in
 * the dated names of copies.
 */
export function ignoreLine(relativePath: string): string {
  const escaped = relativePath
    .split(sep)
    .join('/')
    .replace(/[\\*?[]/g, '\\$&')
    // a line cannot hold these; the question mark stands for any character
    .replace(/[\r\n]/g, '?');
  return `/${escaped}*`;
}

async function standingOf(root: string, paths: readonly string[]): Promise<GitStanding> {
  const names = paths.map((path) => relative(root, path));
  const [name = ''] = names;
  const [listed, ignored] = await Promise.all([
    askGit(root, ['--literal-pathspecs', 'ls-files', '-z', '--', name]),
    // the leading dot keeps a colon at the beginning from being taken for a pathspec's magic
    askGit(root, ['check-ignore', '-z', '--stdin'], names.map((each) => `./${each}\0`).join('')),
  ]);
  if ([listed, ignored].some(({ stderr }) => stderr.includes('not a git repository'))) return 'none';
  // check-ignore ends with 1 when no file is ignored
  if (listed.code !== 0 || ![0, 1].includes(ignored.code ?? -1)) return 'unknown';
  if (listed.stdout !== '') return 'tracked';
  return ignored.stdout.split('\0').length > names.length ? 'ignored' : 'open';
}

/** The one whose lines come last for this file: git does not follow a .gitignore that is a symbolic link. */
function nearestIgnoreFile(path: string, root: string): string {
  const candidates = ancestorsOf(path)
    .filter((folder) => folder === root || isWithin(root, folder))
    .map((folder) => join(folder, '.gitignore'));
  const isFile = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  return candidates.find(isFile) ?? join(root, '.gitignore');
}

/** The folders above a path, the nearest first. */
function ancestorsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestorsOf(parent)];
}

function isWithin(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** git refuses a path through a symbolic link. The last part is a name in its folder, whatever it leads to. */
function realPath(path: string): string {
  const folder = ancestorsOf(path).find(exists);
  return folder === undefined ? path : join(realpathSync(folder), relative(folder, path));
}
