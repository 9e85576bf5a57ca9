import { Messages } from '@salesforce/core/messages';
import type { AppType } from './app-type.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

/** One component that the org refused, in the org's own words. */
export type ComponentFailure = { componentType: string; fullName: string; problem: string };

export type RefusedApp = { type: AppType; name: string; apiVersion: string };

type Rule = { matches: RegExp; error: (spec: RefusedApp, problem: string) => Error };

/** Texts as observed in orgs and documented in the Salesforce DX guide. */
const rules: Rule[] = [
  {
    matches: /^You can't create a connected app\./,
    error: ({ name }, problem) => messages.createError('error.ConnectedAppsBlocked', [problem], [name]),
  },
  {
    matches: /consumer key is already taken/i,
    error: (_, problem) => messages.createError('error.ConsumerKeyTaken', [problem]),
  },
  {
    matches: /cannot provide a consumer key/i,
    error: ({ name }, problem) => messages.createError('error.AppExistsAlready', [name, problem]),
  },
];

/** The named error for a deploy that the org refused: a known cause where a rule knows it, else all that the org said. */
export function explainDeployFailure(
  spec: RefusedApp,
  failures: readonly ComponentFailure[],
  fallback: string,
): Error {
  for (const { problem } of failures) {
    const rule = rules.find(({ matches }) => matches.test(problem));
    if (rule) return rule.error(spec, problem);
  }
  const lines = failures.map(
    ({ componentType, fullName, problem }) => `  ${componentType} ${fullName}: ${problem}`,
  );
  return messages.createError('error.AppRefused', [
    spec.name,
    lines.length > 0 ? lines.join('\n') : fallback,
  ]);
}

/** Whether the org refused a new app because there is one by now: it has a consumer key, or parts of that name. */
export function isAppExistsAlready(failures: readonly ComponentFailure[]): boolean {
  return failures.some(({ problem }) => /cannot provide a consumer key/i.test(problem));
}
