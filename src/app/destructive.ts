import { renderManifest, type Component, type MetadataFiles } from './metadata-files.ts';

/** A component to delete. */
export type Removal = Pick<Component, 'type' | 'name'>;

/**
 * A package that deploys nothing and deletes components: those of `first` before those of `last`, because within one manifest
 * the order is the org's. A deletion needs a `package.xml`, too, which then says no more than the version (Metadata guide,
 * "Deleting Components from an Organization").
 */
export function packageRemovals(
  { first, last }: { first: readonly Removal[]; last: readonly Removal[] },
  apiVersion: string,
): MetadataFiles {
  const files = new Map([['package.xml', renderManifest([], apiVersion)]]);
  if (first.length > 0) files.set('destructiveChangesPre.xml', renderManifest(first, apiVersion));
  if (last.length > 0) files.set('destructiveChangesPost.xml', renderManifest(last, apiVersion));
  return files;
}
