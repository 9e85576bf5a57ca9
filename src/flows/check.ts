import { judgeEntry, type EntryCheck } from '../check/entry-check.ts';
import type { ProjectEntry } from '../project/entry.ts';
import { readEntryFacts, type LocalOptions } from './check/entry-facts.ts';
import { readOrgPart, type OrgOptions } from './check/org-facts.ts';
import type { NamedEntry } from './login-entry.ts';

/** `expiresInDays`: when the end of a certificate is soon. */
export type CheckOptions = LocalOptions & OrgOptions & { expiresInDays: number };

/** Checks an entry of the project file: its certificate's end, and whether file, key, certificate, `sf` and, asked, the org agree. */
export async function checkEntry(
  named: NamedEntry & { entry: ProjectEntry },
  now: Date,
  options: CheckOptions,
): Promise<EntryCheck> {
  const { name, entry } = named;
  const local = await readEntryFacts(named, options);
  options.signal?.throwIfAborted();
  const { key } = local;
  const part = await readOrgPart(named, key && 'sha256' in key ? key.sha256 : null, now, options);
  return judgeEntry({
    now: now.toISOString(),
    expiresInDays: options.expiresInDays,
    name,
    recorded: entry,
    ...local,
    ...part,
  });
}
