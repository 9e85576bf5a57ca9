import { Messages } from '@salesforce/core/messages';
import { isRunnable, lineOf } from './command-line.ts';
import type { Fix, ToldCause, Verdict } from './diagnosis.ts';
import type { Facts, Trouble } from './facts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'causes');

/**
 * What can be behind a login that fails. `name` is stable. `verdict` says `yes` only of what the facts prove.
 * `isProvenAlone`: it is the cause, once all others of its symptom are excluded.
 */
export type Cause = {
  name: string;
  verdict: (facts: Facts) => Verdict;
  message: (facts: Facts) => string;
  fix: (facts: Facts) => Fix | null;
  isProvenAlone?: (facts: Facts) => boolean;
};

/** A text of messages/causes.md. */
export const say = (key: string, values: Array<string | number> = []): string =>
  messages.getMessage(key, values);

/** A remedy for a person alone; its text is `KEY.fix`. */
export const advise = (key: string, values: Array<string | number> = []): Fix => ({
  text: say(`${key}.fix`, values),
  command: null,
});

/** A remedy by one command; where a word of it is not known, the line is a part of the text. */
export function command(key: string, words: string[], values: Array<string | number> = []): Fix {
  const text = say(`${key}.fix`, values);
  return isRunnable(words) ? { text, command: words } : { text: `${text} ${lineOf(words)}`, command: null };
}

/** A remedy for a person, with a line that shows something and mends nothing. */
export const show = (key: string, words: string[], values: Array<string | number> = []): Fix => ({
  text: `${say(`${key}.fix`, values)} ${lineOf(words)}`,
  command: null,
});

/** A remedy as one text, the command in it. */
export const showFix = ({ text, command: words }: Fix): string => (words ? `${text} ${lineOf(words)}` : text);

/** What nobody told is open. */
export const known = (isSo: boolean | null | undefined): Verdict =>
  isSo === true ? 'yes' : isSo === false ? 'no' : 'open';

/** The same cause where the org's words do not suggest it: told only when it is proven. */
export const onlyIfProven = (cause: Cause): Cause => ({
  ...cause,
  verdict: (facts) => (cause.verdict(facts) === 'yes' ? 'yes' : 'no'),
});

/** A failure of another layer is its own cause, in its own words. */
export const causeOf = (trouble: Trouble, name: string): Cause => ({
  name,
  verdict: () => 'yes',
  message: () => trouble.message,
  fix: () => ({ text: trouble.actions.join('\n'), command: null }),
});

/** A cause as it is told. */
export const tell = (cause: Cause, facts: Facts): ToldCause => ({
  name: cause.name,
  message: cause.message(facts),
  fix: cause.fix(facts),
});
