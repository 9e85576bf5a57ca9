// Lets the `sf` of this process forget everybody, and the key store every key.
import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AuthRemover, StateAggregator } from '@salesforce/core';

export async function forgetLogins(): Promise<void> {
  StateAggregator.clearInstance();
  const { orgs } = await StateAggregator.getInstance();
  const remover = await AuthRemover.create({ skipCache: true });
  for (const { username = '' } of await orgs.readAll()) await remover.removeAuth(username);
  rmSync(join(homedir(), '.sf', 'jwt'), { recursive: true, force: true });
}
