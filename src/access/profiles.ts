import { Messages } from '@salesforce/core/messages';
import { foldName, isSameId, isSameName } from './assignments.ts';
import type { ProfileRow } from './rows.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'access');

const PROFILE_ID = /^00e[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/;

/** A list that a person reads on one screen. */
const MOST_NAMES = 15;

/**
 * The profiles that a person named, by display name in any case or by Id, as this org displays them: both kinds of app take
 * them so, and an org displays its own profiles in its own language. Each once, in the order they were named.
 */
export function resolveProfiles(
  typed: readonly string[],
  rows: readonly ProfileRow[],
  targetOrg: string,
): string[] {
  return [...new Set(typed.map((text) => resolveProfile(text, rows, targetOrg)))];
}

function resolveProfile(text: string, rows: readonly ProfileRow[], targetOrg: string): string {
  const found =
    rows.find(({ Name }) => Name === text) ??
    rows.find(({ Name }) => isSameName(Name, text)) ??
    rows.find(({ Id }) => PROFILE_ID.test(text.trim()) && isSameId(Id, text.trim()));
  if (found) return found.Name;
  throw messages.createError('error.ProfileNotFound', [text, suggest(text, rows)], [targetOrg]);
}

/** The names that share a word with what was typed, or all of them; at most a screenful. */
function suggest(text: string, rows: readonly ProfileRow[]): string {
  const words = wordsOf(text);
  const all = rows.map(({ Name }) => Name).sort((one, other) => one.localeCompare(other));
  const near = all.filter((name) => wordsOf(name).some((word) => words.includes(word)));
  const names = near.length > 0 ? near : all;
  const shown = names.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const rest = names.length - shown.length;
  return rest === 0 ? shown.join(', ') : messages.getMessage('namesAndMore', [shown.join(', '), rest]);
}

/** Of three letters and more; shorter ones are like each other by accident. */
const wordsOf = (text: string): string[] =>
  foldName(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2);
