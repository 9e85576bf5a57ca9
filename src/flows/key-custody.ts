import { dirname, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { isOpenToOthers } from '../io/folder-access.ts';
import { viewByGit, type GitView } from '../io/git-ignore.ts';
import { textForPowerShell } from '../shell-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'key-custody');

type Warning = ReturnType<typeof messages.createWarning>;

/** `force`: the keys may replace others, whose dated copies then lie beside them. `user`: who runs this, on Windows. */
export type CustodyOptions = { force?: boolean; platform?: NodeJS.Platform; user?: string };

/** Of the name that `force` gives to what it replaces. */
const COPY_SUFFIX = '.2026-01-01T00-00-00-000Z.bak';

/**
 * What is risky about the places where private keys are about to be written. It never rejects, so that it can run beside
 * other work, and starts git only where there is a repository.
 */
export async function keyFolderWarnings(
  paths: readonly string[],
  options: CustodyOptions = {},
): Promise<Warning[]> {
  const { force = false, platform = process.platform, user = process.env['USERNAME'] ?? '' } = options;
  const keys = paths.map((path) => resolve(path));
  const folders = [...new Set(keys.map((path) => dirname(path)))];
  const views = await Promise.all(keys.map(async (path) => view(path, force)));
  return [
    ...folders.filter((folder) => isOpen(folder, platform)).map(folderWarning),
    ...views.flatMap((seen) => (seen ? gitWarnings(seen, platform) : [])),
    ...(platform === 'win32' ? keys.map((path) => windowsWarning(path, user)) : []),
  ];
}

/** What cannot be looked at cannot be written to either, and the writing says why. */
async function view(path: string, force: boolean): Promise<GitView | undefined> {
  return viewByGit(path, force ? path + COPY_SUFFIX : undefined).catch(() => undefined);
}

function isOpen(folder: string, platform: NodeJS.Platform): boolean {
  try {
    return isOpenToOthers(folder, platform);
  } catch {
    return false;
  }
}

function folderWarning(folder: string): Warning {
  return messages.createWarning('warning.FolderOpenToOthers', [folder], [folder]);
}

function windowsWarning(path: string, user: string): Warning {
  return messages.createWarning('warning.ModeWithoutEffect', [path], [path, user]);
}

function gitWarnings(
  { standing, path, root, ignoreFile, line }: GitView,
  platform: NodeJS.Platform,
): Warning[] {
  const append = appendCommand(line, ignoreFile, platform);
  const remedy = [ignoreFile, line, append];
  switch (standing) {
    case 'tracked':
      return [
        messages.createWarning(
          'warning.KeyTracked',
          [path, root],
          [ignoreFile, line, append, quote(root), quote(path)],
        ),
      ];
    case 'open':
      return [messages.createWarning('warning.KeyNotIgnored', [path, root], remedy)];
    case 'unknown':
      return [messages.createWarning('warning.KeyPerhapsNotIgnored', [path, root], remedy)];
    default:
      return [];
  }
}

/** On a line of its own, also where the file does not end with a line break. */
function appendCommand(line: string, file: string, platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return `Add-Content -LiteralPath ${textForPowerShell(file)} -Value ${textForPowerShell(line)}`;
  return `printf '\\n%s\\n' ${quote(line)} >> ${quote(file)}`;
}

/** For a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
