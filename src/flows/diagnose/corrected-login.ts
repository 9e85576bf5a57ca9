import type { DiagnoseInput } from './collect.ts';

/** Commands that log in and change nothing. The second would show the token. */
const commands = ['jwt diagnose', 'jwt token'];

/**
 * The login that a line of such a command speaks of, where a wrong part is what has to be mended, or time: nothing has to be
 * run then but to look again. `undefined` for other commands. Keys stay where they are.
 */
export function correctedLogin(words: readonly string[], input: DiagnoseInput): DiagnoseInput | undefined {
  if (!commands.includes(words.slice(0, 2).join(' '))) return undefined;
  const valueOf = (flag: string): string | undefined => {
    const place = words.indexOf(flag);
    return place < 0 ? undefined : words[place + 1];
  };
  const host = valueOf('--instance-url');
  return {
    ...input,
    login: {
      ...input.login,
      targetOrg: valueOf('--login'),
      clientId: valueOf('--client-id'),
      username: valueOf('--username'),
      instanceUrl: host === undefined ? undefined : new URL(host),
      audience: valueOf('--audience'),
    },
  };
}
