import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives `path` new contents as a whole: whoever reads sees the old or the new, also when this process is killed. The draft lies
 * in `folder`, of the same file system.
 */
export async function replaceFile(
  path: string,
  contents: string,
  { folder, mode }: { folder: string; mode: number },
): Promise<void> {
  const draft = join(folder, `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
