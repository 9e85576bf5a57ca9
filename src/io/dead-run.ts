import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileOfDraft, removeDrafts } from './draft-folder.ts';
import { backupFor, giveNames, holdTheSame, isReserved, isSameFile } from './publish.ts';

type Draft = { index: number; path: string; target: string };

/**
 * Puts right what a killed run left: one that had begun to give its files their names is finished, of any other everything
 * is taken away. Drafts are complete before the first name is given. Names that have become somebody else's stay theirs.
 */
export function putRight(run: string): void {
  const drafts = draftsOf(run);
  const hasBegun = drafts.some(({ path, target }) => isSameFile(path, target)) || isFirstGone(drafts);
  for (const draft of drafts) {
    if (hasBegun) finish(draft);
    else withdraw(draft);
  }
  if (!hasBegun) for (const { target } of drafts) removeEmptyBetween(dirname(target), dirname(run));
  removeDrafts(run);
}

/** Subfolders of the run that nothing lies in. One that was empty before it is met as well: that cannot be seen any more. */
function removeEmptyBetween(subfolder: string, folder: string): void {
  if (subfolder === folder) return;
  if (lstatSync(subfolder, { throwIfNoEntry: false })) {
    if (readdirSync(subfolder).length > 0) return;
    rmdirSync(subfolder);
  }
  removeEmptyBetween(dirname(subfolder), folder);
}

function draftsOf(run: string): Draft[] {
  return readdirSync(run)
    .flatMap((file) => {
      const found = fileOfDraft(file);
      if (found === undefined) return [];
      return [{ index: found.index, path: join(run, file), target: join(dirname(run), found.path) }];
    })
    .sort((one, other) => one.index - other.index);
}

/** Without hard links a draft becomes its target, the first one first. Drafts are taken away the last one first. */
function isFirstGone([first]: Draft[]): boolean {
  return first !== undefined && first.index > 0;
}

function finish({ path: draft, target }: Draft): void {
  if (isSameFile(draft, target)) return;
  if (isReserved(draft, target)) rmSync(target);
  const backup = keptAs(draft, target);
  const isTaken = backup === undefined && lstatSync(target, { throwIfNoEntry: false }) !== undefined;
  if (!isTaken) giveNames([{ draft, path: target, backup }], []);
}

function withdraw({ path: draft, target }: Draft): void {
  if (isReserved(draft, target)) rmSync(target);
  const backup = keptAs(draft, target);
  if (backup !== undefined) rmSync(backup);
}

/** The backup of what still has the name. */
function keptAs(draft: string, target: string): string | undefined {
  const backup = backupFor(draft, target);
  return backup !== undefined && holdTheSame(target, backup) ? backup : undefined;
}
