import { Plugin } from '@oclif/core';

/** The text of oclif.manifest.json for the compiled plugin: lets `sf` know every command without loading one. */
export async function buildManifest(root: string): Promise<string> {
  const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, respectNoCacheDefault: true });
  await plugin.load();
  const { commands, ...rest } = plugin.manifest;
  // oclif lists them as the file system happens to answer
  const sorted = Object.entries(commands).sort(([one], [other]) => one.localeCompare(other, 'en'));
  return `${JSON.stringify({ commands: Object.fromEntries(sorted), ...rest }, undefined, 2)}\n`;
}
