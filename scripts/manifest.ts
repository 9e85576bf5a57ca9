import { Plugin } from '@oclif/core';

/** The text of oclif.manifest.json for the compiled plugin: lets `sf` know every command without loading one. */
export async function buildManifest(root: string): Promise<string> {
  const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, respectNoCacheDefault: true });
  await plugin.load();
  return `${JSON.stringify(plugin.manifest, undefined, 2)}\n`;
}
