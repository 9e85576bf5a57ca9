import type { StoringInput } from './login.ts';
import type { LoginInput } from './login-input.ts';

/** A login of which an entry of the project file can say what was not typed. */
export type NamedLogin = Omit<StoringInput, 'naming' | 'storeKey'>;

/** The entry has to be there. Nothing of project files is loaded where none is named: a signature alone is fast. */
export async function fillNamed(input: NamedLogin): Promise<LoginInput> {
  if (input.org === undefined) return input;
  const { findEntry, requireName } = await import('./login-entry.ts');
  const { fillFromEntry } = await import('./login.ts');
  const named = findEntry(input.org);
  requireName(named);
  return fillFromEntry(input, named);
}
