import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeDrafts } from './draft-folder.ts';
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
  removeDrafts(run);
}

function draftsOf(run: string): Draft[] {
  return readdirSync(run)
    .flatMap((file) => {
      const [, index, name = ''] = /^(\d+)\.(.+)$/.exec(file) ?? [];
      if (index === undefined) return [];
      return [{ index: Number(index), path: join(run, file), target: join(dirname(run), name) }];
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
