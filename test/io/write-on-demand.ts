// A program for output-dir-together.test.ts: each message of its parent is a folder and contents to write there; it answers
// how that ended. The message "open" makes it begin a run and go no further.
import { openDraftFolder } from '../../src/io/draft-folder.ts';
import { writeOutputFiles } from '../../src/io/output-dir.ts';
import { pairOf } from './written-pairs.ts';

export type Order = { folder: string; contents: string; force: boolean; isOnlyOpened?: boolean };
export type Outcome = { error?: string; backups: string[] };

async function carryOut({ folder, contents, force, isOnlyOpened = false }: Order): Promise<Outcome> {
  try {
    if (isOnlyOpened) await openDraftFolder(folder, [], {});
    if (isOnlyOpened) return { backups: [] };
    const now = new Date('2026-01-01T00:00:00Z');
    return await writeOutputFiles(folder, pairOf(contents), { force, now });
  } catch (error) {
    return { error: (error as Error).name, backups: [] };
  }
}

process.on('message', (order: Order) => void carryOut(order).then((outcome) => process.send!(outcome)));
process.on('disconnect', () => process.exit());
process.send!({ backups: [] });
