import { Messages } from '@salesforce/core/messages';
import type { Check } from '../diagnosis.ts';
import type { Facts } from '../facts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'checks');

/** What was seen: `evidence` is a sentence. */
export type Sight = Pick<Check, 'state' | 'evidence'>;

/** A look at one thing; `undefined` where there is nothing to look at. Names are stable, in kebab-case. */
export type Look = { name: string; see: (facts: Facts) => Sight | undefined };

/** A sight in the words of messages/checks.md. */
export const sight = (state: Check['state'], key: string, values: Array<string | number> = []): Sight => ({
  state,
  evidence: messages.getMessage(key, values),
});

/** A sight in the words of somebody else. */
export const quoted = (state: Check['state'], evidence: string): Sight => ({ state, evidence });

/** The day of a moment, in UTC. */
export const dayOf = (moment: string): string => moment.slice(0, 10);

const DAY = 86_400_000;

/** Certificates that end sooner are worth a word. */
const SOON_DAYS = 30;

/** How a certificate's dates stand to the moment of the facts. */
export function dateState(
  { notBefore, notAfter }: { notBefore?: string; notAfter: string },
  { now }: Facts,
): 'not-begun' | 'ended' | 'ends-soon' | 'valid' {
  const moment = Date.parse(now);
  if (notBefore !== undefined && Date.parse(notBefore) > moment) return 'not-begun';
  if (Date.parse(notAfter) < moment) return 'ended';
  return Date.parse(notAfter) - moment < SOON_DAYS * DAY ? 'ends-soon' : 'valid';
}
