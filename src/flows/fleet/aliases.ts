import { findStoredUser, listAliases } from '../../io/auth-store.ts';
import { setAliases } from '../../io/alias-file.ts';

/**
 * Gives each login the name of its entry as alias, or that with `-jwt` where the name is another user's; where both are, none.
 * Written once for all. `names`: all of the project file, so that no two come to the same. Gives the alias of each entry.
 */
export async function nameLogins(
  logins: ReadonlyArray<{ name: string; username: string }>,
  names: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const known = await listAliases();
  const chosen = new Map<string, string>();
  for (const { name, username } of logins) {
    const second = `${name}-jwt`;
    const candidates = [name, ...(names.has(second) ? [] : [second])];
    for (const alias of candidates) {
      const owner = known.get(alias);
      const isFree = owner === undefined || owner === username || !(await findStoredUser(owner));
      if (!isFree) continue;
      chosen.set(name, alias);
      break;
    }
  }
  const usernames = new Map(logins.map(({ name, username }) => [name, username]));
  const wanted = new Map([...chosen].map(([name, alias]) => [alias, usernames.get(name) ?? '']));
  const missing = [...wanted].filter(([alias, username]) => known.get(alias) !== username);
  await setAliases(new Map(missing));
  return chosen;
}
