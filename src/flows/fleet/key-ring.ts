import { publicKeySha256 } from '../../keys/fingerprint.ts';
import { dropKey, keepKey, keepKeyStill, loadLoginKey, type KeptKey } from '../login-key.ts';
import type { LoadedKey, PrivateKeyLocation } from '../private-key.ts';

/** The keys of a run: each is read once, and put where `sf` finds it once, however many orgs log in with it. */
export type KeyRing = {
  /** `owner` and `entry`: for the error when it is not there. */
  load: (
    location: PrivateKeyLocation,
    names: { owner: string; entry: string | undefined },
  ) => Promise<LoadedKey>;
  keep: (loaded: LoadedKey) => Promise<KeptKey>;
  /** To be called at the end: `isUsed` tells whether a login that reads the key was stored. */
  settle: (isUsed: (kept: KeptKey) => boolean) => Promise<void>;
  /** Where the keys came from. */
  inputs: () => Array<LoadedKey['input']>;
};

/** `isStoring`: copy also key files that `sf` can read into the key store. */
export function openKeyRing(isStoring: boolean): KeyRing {
  const loaded = new Map<string, LoadedKey>();
  const kept = new Map<string, { key: LoadedKey; kept: Promise<KeptKey> }>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    load: async (location, { owner, entry }) => {
      const place = JSON.stringify([location.key, location.passphrase]);
      const known = loaded.get(place);
      if (known) return known;
      const key = await loadLoginKey(location, { isTyped: false, owner, entry });
      loaded.set(place, key);
      return key;
    },
    keep: async (key) => {
      const name = `${key.input.path ?? ''} ${publicKeySha256(key.privateKey)}`;
      const before = kept.get(name);
      if (before) return before.kept;
      // one at a time: the key store takes no two, and waiting for its lock takes longer
      const keeping = last.then(async () => keepKey(key, isStoring));
      last = keeping.catch(() => undefined);
      kept.set(name, { key, kept: keeping });
      return keeping;
    },
    settle: async (isUsed) => {
      for (const { key, kept: keeping } of kept.values()) {
        const result = await keeping.catch(() => undefined);
        if (!result) continue;
        await (isUsed(result) ? keepKeyStill(result, key.privateKey) : dropKey(result));
      }
    },
    inputs: () => [...loaded.values()].map(({ input }) => input),
  };
}
