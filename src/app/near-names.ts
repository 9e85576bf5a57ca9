const MOST_NAMES = 5;

/** The names that somebody may have meant by `wanted`, the likeliest first: other capitals, a part of it, a slip of the keys. */
export function findNearNames(wanted: string, names: readonly string[]): string[] {
  const ranked = [...new Set(names)].map((name) => ({
    name,
    distance: distanceOf(fold(wanted), fold(name)),
  }));
  return ranked
    .filter(({ name, distance }) => distance <= mostSlips(fold(wanted), fold(name)))
    .sort((one, other) => one.distance - other.distance || one.name.localeCompare(other.name, 'en'))
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}

/** Capitals, and how words are joined, are what people remember worst. */
const fold = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** A slip for each three characters; a name that holds the other is near whatever else it says. */
function mostSlips(one: string, other: string): number {
  const [short, long] = [one, other].sort((left, right) => left.length - right.length) as [string, string];
  return short.length >= 3 && long.includes(short) ? Infinity : Math.floor(short.length / 3);
}

/** Insertions, deletions and replacements from one text to the other (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (other[column - 1] === one[index] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
