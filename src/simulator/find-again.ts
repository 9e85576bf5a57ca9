/** Finds an item of a list; `key` says the same of what is looked for as `matches`. */
export type Finder<T> = (items: readonly T[], key: string, matches: (item: T) => boolean) => T | undefined;

/**
 * A search that looks first where it found the same the last time, so that a list may be long. Since it looks there
 * before it believes it, lists may change in any way meanwhile.
 */
export function makeFinder<T>(): Finder<T> {
  const places = new WeakMap<readonly T[], Map<string, number>>();
  return (items, key, matches) => {
    let known = places.get(items);
    if (known === undefined) places.set(items, (known = new Map<string, number>()));
    const place = known.get(key);
    const candidate = place === undefined ? undefined : items[place];
    if (candidate !== undefined && matches(candidate)) return candidate;
    const found = items.findIndex(matches);
    if (found < 0) known.delete(key);
    else known.set(key, found);
    return items[found];
  };
}
