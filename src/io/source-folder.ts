import { appendFileSync, existsSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { makeFolder } from './draft-folder.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'files');

/** What a folder is in to `sf`: the nearest one above it, or itself, that has a `sfdx-project.json`. */
export type DxProject = { root: string; sourceApiVersion: string | undefined };

/** The folder need not exist. */
export function findProject(folder: string): DxProject | undefined {
  const root = foldersUpFrom(resolve(folder)).find((each) => existsSync(join(each, 'sfdx-project.json')));
  if (root === undefined) return undefined;
  const { sourceApiVersion } = parseObject(readIfThere(join(root, 'sfdx-project.json')));
  return { root, sourceApiVersion: typeof sourceApiVersion === 'string' ? sourceApiVersion : undefined };
}

/** The folders that a project says its source is in, from its root; `/` between folders. */
export function packageFolders(root: string): string[] {
  const { packageDirectories } = parseObject(readIfThere(join(root, 'sfdx-project.json')));
  if (!Array.isArray(packageDirectories)) return [];
  return packageDirectories
    .map((each: unknown) => (each as { path?: unknown } | null)?.path)
    .filter((path) => typeof path === 'string')
    .map((path) => path.replaceAll('\\', '/'));
}

/** What is wrong with a project's file is for `sf` to say. */
function parseObject(text = ''): Record<string, unknown> {
  try {
    return { ...(JSON.parse(text) as object) };
  } catch {
    return {};
  }
}

/**
 * The `.forceignore` files of a project that a deploy can go by which has this folder in it: the project's own, there or
 * not, and those that are there on the way down, because `sf` takes the nearest one above what it is told to deploy.
 */
export function forceIgnoreFiles({ root }: DxProject, folder: string): string[] {
  const below = foldersUpFrom(resolve(folder)).filter((each) => relative(root, each).split(sep)[0] !== '..');
  const [own = '', ...others] = [...new Set([root, ...below])].map((each) => join(each, '.forceignore'));
  return [own, ...others.filter((path) => existsSync(path))];
}

/** The nearest one first. */
function foldersUpFrom(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUpFrom(parent)];
}

/** `undefined` when there is no such file. */
export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Lines for a file like .gitignore, and what is said above those that it does not have yet. */
export type IgnoreRules = { path: string; comment: string; rules: readonly string[] };

/**
 * Adds rules to files that may be there; lines that are there stay, and none is written twice. Gives the files that were
 * changed, and what takes it all back.
 */
export function addIgnoreRules(additions: readonly IgnoreRules[]): { paths: string[]; undo: () => void } {
  const steps: Array<() => void> = [];
  const undo = (): void => {
    for (const step of steps.splice(0).reverse()) step();
  };
  const paths: string[] = [];
  for (const addition of additions) {
    try {
      if (addRules(addition, steps)) paths.push(addition.path);
    } catch (error) {
      undo();
      const folder = dirname(addition.path);
      const { code } = error as NodeJS.ErrnoException;
      throw code === undefined
        ? error
        : messages.createError('error.FolderNotWritable', [folder, code], [folder]);
    }
  }
  return { paths, undo };
}

function addRules({ path, comment, rules }: IgnoreRules, undo: Array<() => void>): boolean {
  const bytes = existsSync(path) ? readFileSync(path) : undefined;
  const before = bytes?.toString();
  const missing = missingRules(before ?? '', rules);
  if (before !== undefined && missing.length === 0) return false;
  if (bytes === undefined) {
    const created: string[] = [];
    undo.push(() => {
      for (const folder of created.reverse()) rmdirSync(folder);
    });
    makeFolder(dirname(path), created, 0o777);
    undo.push(() => rmSync(path, { force: true }));
  } else undo.push(() => writeFileSync(path, bytes));
  const lineEnd = before?.includes('\r\n') ? '\r\n' : '\n';
  const gap =
    before === undefined || before === '' ? '' : before.endsWith('\n') ? lineEnd : lineEnd + lineEnd;
  const lines = [...comment.split('\n').map((line) => `# ${line}`), ...missing];
  appendFileSync(path, gap + lines.map((line) => line + lineEnd).join(''));
  return true;
}

function missingRules(text: string, rules: readonly string[]): string[] {
  const there = text.split('\n').map((line) => line.trim());
  return rules.filter((rule) => !there.includes(rule));
}
