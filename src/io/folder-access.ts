import { statSync } from 'node:fs';

/**
 * True when other users may put files into the folder and take others' away: writable for its group or for all, without the
 * sticky bit. A group of the owner alone does not count (its number is the owner's, where each user has one), and neither
 * does a folder that is not there yet, nor anything on Windows, whose modes say nothing.
 */
export function isOpenToOthers(folder: string, platform: NodeJS.Platform = process.platform): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (platform === 'win32' || !stats?.isDirectory() || (stats.mode & 0o1000) !== 0) return false;
  const isOpenToGroup = (stats.mode & 0o020) !== 0 && stats.gid !== stats.uid;
  return isOpenToGroup || (stats.mode & 0o002) !== 0;
}
