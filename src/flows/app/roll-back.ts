import type { X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { dropNextPair } from '../../io/pair-files.ts';
import type { AppInOrg } from './read-app.ts';
import { confirmCertificate, sendCertificate, tryKey, withState, type RotateRun } from './rotate-run.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rotate');

export type RollBack = { consumerKey: string; old: X509Certificate | undefined; refusal: Error };

/** Puts the old certificate back and proves the old key; the new pair goes only then. Gives the refusal, with what is so now. */
export async function rollBack(
  run: RotateRun,
  app: AppInOrg,
  { consumerKey, old, refusal }: RollBack,
): Promise<Error> {
  const { input, place, current } = run;
  const { paths } = place;
  const { waitMinutes, again } = input;
  run.tell('roll-back', app.name);
  const state = messages.getMessage('notRolledBack', [app.name, paths.next.key]);
  if (!old) return withState(refusal, state, again);
  try {
    const end = await sendCertificate(run, app, old);
    if (end.kind === 'failed') return withState(refusal, `${state}\n${end.error.message}`, again);
    await confirmCertificate(run, app, old);
    const keyFile = paths.current.key;
    const proof = await tryKey(run, consumerKey, current.privateKey, { keyFile, waitMinutes });
    if (proof.kind === 'refused')
      return withState(refusal, messages.getMessage('oldBackNotProven', [paths.next.key]), again);
    dropNextPair(paths);
    refusal.message += `\n${messages.getMessage('rolledBack', [app.name])}`;
    return refusal;
  } catch (error) {
    const open = messages.getMessage('rollBackOpen', [app.name, paths.next.key]);
    return withState(refusal, `${open}\n${(error as Error).message}`, again);
  }
}
