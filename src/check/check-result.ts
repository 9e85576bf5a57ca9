import type { CheckVerdict, EntryCheck } from './entry-check.ts';

/** All that was checked in one run. `checkedAt`: ISO 8601. `projectFile`: where the entries stand; `null` for files alone. */
export type CheckResult = {
  checkedAt: string;
  expiresInDays: number;
  verdict: CheckVerdict;
  projectFile: string | null;
  entries: EntryCheck[];
};
