import type { RevocableToken } from '../../app/living-tokens.ts';
import { revokeToken } from '../../io/token-revocation.ts';
import { isPassing, retry } from '../retry.ts';

/** `left`: those that live still, with the words of the first fault. `revoked` counts those that had ended by themselves, too. */
export type Ended = { revoked: RevocableToken[]; left: RevocableToken[]; fault: Error | undefined };

/** An org takes a few requests of one client at a time; tokens by the thousand, one after the other, would take minutes. */
const AT_ONCE = 5;

/**
 * Ends tokens, five at a time. One that the org does not end does not keep the others; when the way to the org fails, the rest is
 * left. `onEnded` is told how many have ended.
 */
export async function endTokens(
  host: URL,
  tokens: readonly RevocableToken[],
  { signal, onEnded }: { signal?: AbortSignal; onEnded?: (count: number) => void },
): Promise<Ended> {
  const waiting = [...tokens];
  const ended: Ended = { revoked: [], left: [], fault: undefined };
  const work = async (): Promise<void> => {
    for (let token = waiting.shift(); token; token = waiting.shift()) {
      try {
        await endOne(host, token, signal);
        ended.revoked.push(token);
        onEnded?.(ended.revoked.length);
      } catch (error) {
        if (signal?.aborted) throw error;
        ended.left.push(token);
        ended.fault ??= error as Error;
        // the next one would go the same way
        if (isPassing(error)) ended.left.push(...waiting.splice(0));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ended;
}

async function endOne(host: URL, { handle }: RevocableToken, signal?: AbortSignal): Promise<void> {
  // the org does not know a token that ended meanwhile, which is what was wanted
  await retry(async () => revokeToken(host, handle, signal), host.host, signal);
}
