import type { DiagnoseInput } from './collect.ts';

/**
 * The login that a line of this very command looks into, where a wrong part of it is what has to be mended: nothing has to be
 * run then. `undefined` for other commands. Keys stay where they are.
 */
export function correctedLogin(words: readonly string[], input: DiagnoseInput): DiagnoseInput | undefined {
  if (words[0] !== 'jwt' || words[1] !== 'diagnose') return undefined;
  const valueOf = (flag: string): string | undefined => {
    const place = words.indexOf(flag);
    return place < 0 ? undefined : words[place + 1];
  };
  const { login } = input;
  const host = valueOf('--instance-url');
  return {
    ...input,
    login: {
      ...login,
      targetOrg: valueOf('--login'),
      clientId: valueOf('--client-id'),
      username: valueOf('--username'),
      instanceUrl: host === undefined ? undefined : new URL(host),
      audience: valueOf('--audience'),
    },
  };
}
