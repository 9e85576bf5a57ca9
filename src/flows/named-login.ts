import type { NamedEntry, NamedLoginInput } from './login-entry.ts';
import { completeInput, type CompleteLogin } from './login-input.ts';
import { loadPrivateKey, type LoadedKey } from './private-key.ts';

/** `loadKey` is called where the key is needed: reading it may ask for a passphrase. */
export type NamedLogin = { login: CompleteLogin; loadKey: () => Promise<LoadedKey> };

/**
 * A login of which an entry of the project file says what was not typed; an entry that is named has to be there. Nothing of
 * project files is loaded where all was typed: a signature alone is fast. `command` is for the error.
 */
export async function completeNamed(input: NamedLoginInput, command: string): Promise<NamedLogin> {
  if (input.org === undefined) {
    const login = await completeInput(input, command);
    const loadKey = async (): Promise<LoadedKey> =>
      input.privateKey === undefined ? loadUntyped(input, login) : loadPrivateKey(login.privateKey);
    return { login, loadKey };
  }
  const { fillFromEntry, findEntry, requireName } = await import('./login-entry.ts');
  const named = findEntry(input.org);
  requireName(named);
  const login = await completeInput(fillFromEntry(input, named), command);
  return { login, loadKey: async () => loadUntyped(input, login, named) };
}

/** The error for a file that is gone says who named it. */
async function loadUntyped(
  input: NamedLoginInput,
  login: CompleteLogin,
  named?: NamedEntry,
): Promise<LoadedKey> {
  const { loadNamedKey } = await import('./login-entry.ts');
  return loadNamedKey(input, login, named);
}
