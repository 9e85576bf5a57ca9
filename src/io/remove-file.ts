import { rm } from 'node:fs/promises';

/** Takes back a file that this run wrote. One that is gone already is as good. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
