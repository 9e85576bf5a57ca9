import { Lifecycle } from '@salesforce/core/lifecycle';

export type Diagnostic = { testName: string; status: 'pass' | 'warn' | 'fail' };

/** Tells `sf doctor` how a check went: it shows that, but not where the output is JSON, and keeps it (plugin-info, `doctor`). */
export async function tellDoctor(diagnostic: Diagnostic): Promise<void> {
  await Lifecycle.getInstance().emit('Doctor:diagnostic', diagnostic);
}
