import type { ComponentFault } from './placement.ts';

/** Both count from one. */
export type Place = { line: number; column: number };

/** Where a fault is in a file: behind the start tag of its element (DEPLOY-34). */
export function findPlace(xml: string, at: ComponentFault['at']): Place | null {
  if (at === undefined) return null;
  const tags = [...xml.matchAll(new RegExp(`<(?:[\\w-]+:)?${at.name}(?:\\s[^>]*)?/?>`, 'g'))];
  const tag = at.isLast ? tags.at(-1) : tags[0];
  if (tag === undefined) return null;
  const lines = xml.slice(0, tag.index + tag[0].length).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
