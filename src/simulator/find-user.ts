import { makeFinder } from './find-again.ts';
import type { OrgState, User } from './org-state.ts';

const findAmongUsers = makeFinder<User>();

/** Usernames are not case-sensitive. */
export function findUser(org: OrgState, username: string): User | undefined {
  const key = username.toLowerCase();
  return findAmongUsers(org.records.users, key, (user) => user.username.toLowerCase() === key);
}

/** By the id of 18 characters. */
export function findUserById({ records }: OrgState, id = ''): User | undefined {
  return findAmongUsers(records.users, id, (user) => user.id === id);
}
