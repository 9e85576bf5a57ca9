import { createHash } from 'node:crypto';

/** Part `index` of `count`, from 1. */
export type Shard = { index: number; count: number };

/** Reads `2/8`; undefined for what is no part of a whole. */
export function parseShard(text: string): Shard | undefined {
  const [, index = '', count = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return index !== '' && shard.index >= 1 && shard.index <= shard.count ? shard : undefined;
}

/**
 * True when the org of this name belongs to the part. That depends on the name and the count alone: an org that is added or
 * removed moves no other, and the parts together are the whole.
 */
export function isInShard(name: string, { index, count }: Shard): boolean {
  const hash = createHash('sha256').update(name).digest();
  return hash.readUInt32BE(0) % count === index - 1;
}
