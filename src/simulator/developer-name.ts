const DEVELOPER_NAME = /^[A-Za-z](?:_?[A-Za-z0-9])*$/;
const LONGEST = 80;

/** API names begin with a letter and hold letters, digits and single underscores, none at the end. */
export function isDeveloperName(name: string): boolean {
  return name.length <= LONGEST && DEVELOPER_NAME.test(name);
}
