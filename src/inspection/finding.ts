/**
 * What is wrong with an item. `unusable`: the JWT bearer flow will not work with it, `reason` says why in a clause; a
 * `warning` does not stop it. Of the actions the last is a command where there is one.
 */
export type Finding =
  | { severity: 'unusable'; name: string; message: string; actions: string[]; reason: string }
  | { severity: 'warning'; name: string; message: string; actions: string[] };

/** A message with its name and actions, as `messages.createWarning` makes it. */
type Text = { name: string; message: string; actions?: string[] };

export function warning({ name, message, actions = [] }: Text): Finding {
  return { severity: 'warning', name: nameOf(name), message, actions };
}

/** `reason` completes the sentence "It cannot be used, because …". */
export function unusable({ name, message, actions = [] }: Text, reason: string): Finding {
  return { severity: 'unusable', name: nameOf(name), message, actions, reason };
}

const nameOf = (name: string): string => name.replace(/Warning$/, '');

/** What stops the flow first. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity }: Finding): number => (severity === 'unusable' ? 0 : 1);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

export function isUsable(findings: readonly Finding[]): boolean {
  return !findings.some(({ severity }) => severity === 'unusable');
}
