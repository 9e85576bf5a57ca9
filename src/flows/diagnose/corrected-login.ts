import type { DiagnoseInput } from './collect.ts';

/** Commands that log in and change nothing: instead of them, the login is looked into again. One would show the token. */
const looking = ['jwt diagnose', 'jwt token'];

/**
 * The login that is to work once the command has been carried out: for one that logs in, the one that its line speaks of, and
 * else the same. `isRun`: there is something to run before. Keys stay where they are.
 */
export function correctedLogin(
  words: readonly string[],
  input: DiagnoseInput,
): { login: DiagnoseInput; isRun: boolean } {
  const name = words.slice(0, 2).join(' ');
  const isRun = !looking.includes(name);
  if ((isRun && name !== 'jwt login') || words.includes('--repair')) return { login: input, isRun };
  const valueOf = (flag: string): string | undefined => {
    const place = words.indexOf(flag);
    return place < 0 ? undefined : words[place + 1];
  };
  const host = valueOf('--instance-url');
  const login = {
    ...input.login,
    targetOrg: valueOf('--login') ?? valueOf('--target-org'),
    clientId: valueOf('--client-id'),
    username: valueOf('--username'),
    instanceUrl: host === undefined ? undefined : new URL(host),
    audience: valueOf('--audience'),
  };
  return { login: { ...input, login }, isRun };
}
