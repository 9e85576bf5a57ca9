import type { LivingToken } from '../../app/living-tokens.ts';

/** The tokens of one user by one app. `lastUsedAt` is null where none was used. */
export type TokenGroup = { appName: string; username: string; count: number; lastUsedAt: string | null };

/** Puts together what a person sees as one: who, by which app; those of the last use first. */
export function groupTokens(tokens: readonly LivingToken[]): TokenGroup[] {
  const groups = new Map<string, TokenGroup>();
  for (const { appName, username, lastUsedAt } of tokens) {
    const key = JSON.stringify([appName, username]);
    const known = groups.get(key) ?? { appName, username, count: 0, lastUsedAt: null };
    const last = (lastUsedAt ?? '') > (known.lastUsedAt ?? '') ? lastUsedAt : known.lastUsedAt;
    groups.set(key, { ...known, count: known.count + 1, lastUsedAt: last });
  }
  return [...groups.values()].sort(byLastUse);
}

const byLastUse = (one: TokenGroup, other: TokenGroup): number =>
  (other.lastUsedAt ?? '').localeCompare(one.lastUsedAt ?? '');
