/** API names: a letter first; letters, digits and single underscores; no underscore last; at most 80 characters. */
export function isDeveloperName(name: string): boolean {
  return /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(name) && name.length <= 80;
}
