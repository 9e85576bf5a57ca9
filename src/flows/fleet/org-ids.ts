import { changeProjectFile } from '../../io/project-file.ts';
import { setEntries } from '../../project/change.ts';

/** Writes the ids that the entries do not have yet, all at once; a file that has them stays as it is. */
export async function writeOrgIds(
  path: string,
  ids: ReadonlyArray<{ name: string; before: string | undefined; orgId: string }>,
): Promise<void> {
  const changed = ids.filter(({ before, orgId }) => before !== orgId);
  if (changed.length === 0) return;
  const members = new Map(changed.map(({ name, orgId }) => [name, { orgId }]));
  await changeProjectFile(path, (file) => setEntries(file, members));
}
