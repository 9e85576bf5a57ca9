import { z } from 'zod';
import type { TlsIdentity } from '../private-authority.ts';
import type { OrgDescription } from '../scenario.ts';
import { type Assumption, assumptions, createWorld, type World } from '../world.ts';
import {
  restoreHost,
  restoreOrg,
  storedHost,
  storedOrg,
  writeHost,
  writeOrg,
  writeOrgWithoutUse,
} from './stored-org.ts';
import { certificate, jsonOf, privateKey, stored } from './stored-values.ts';

/** Of each run: its clock, what it lets go wrong, and what its page shows. Any other member has to be stored. */
type OfTheRun = 'now' | 'rulesOff' | 'faults' | 'attempts';

type StoredWorld = Omit<World, OfTheRun | 'orgs' | 'login' | 'test' | 'assumed'> & {
  orgs: z.output<typeof storedOrg>[];
  login: z.output<typeof storedHost>;
  test: z.output<typeof storedHost>;
  assumed: Assumption[];
};

/** The https side of a simulator: clients have been told to trust this authority and to use a proxy at this port. */
export type KeptTls = TlsIdentity & { proxyPort: number };

/** A world with what it was made from. */
export type State = {
  /** How the orgs were described when they were made, complete. */
  descriptions: OrgDescription[];
  world: World;
  tls: KeptTls | null;
};

/** The same as it stands in a file. */
export type StoredState = Omit<State, 'world'> & { world: StoredWorld };

const KIND = 'simulated orgs';
/** Counts on with every change of what is stored: a simulator reads no other version than its own. */
const VERSION = 5;
const MOST_PROBLEMS = 5;

const storedWorld = stored<StoredWorld>({
  orgs: z.array(storedOrg).nonempty(),
  login: storedHost,
  test: storedHost,
  assumed: z.array(z.enum(Object.keys(assumptions) as Assumption[])),
  foreignConsumerKeys: z.array(z.string()),
});

const storedState = stored<StoredState & { kind: string; version: number }>({
  kind: z.literal(KIND),
  version: z.literal(VERSION),
  descriptions: z.array(jsonOf<OrgDescription>()),
  world: storedWorld,
  tls: stored<KeptTls>({
    authority: certificate,
    certificate,
    privateKey,
    proxyPort: z.number().int().min(1).max(65_535),
  }).nullable(),
});

function writeWorld(world: World, hasUse: boolean): Record<keyof StoredWorld, unknown> {
  return {
    orgs: world.orgs.map(hasUse ? writeOrg : writeOrgWithoutUse),
    login: writeHost(world.login),
    test: writeHost(world.test),
    assumed: [...world.assumed],
    foreignConsumerKeys: world.foreignConsumerKeys,
  };
}

/** The text of a state file. Without use it serves to notice changes: two such texts differ if something is to be kept. */
export function writeState({ descriptions, world, tls }: State, hasUse = true): string {
  const value = { kind: KIND, version: VERSION, descriptions, world: writeWorld(world, hasUse), tls };
  return `${JSON.stringify(value)}\n`;
}

/** What a state file holds, or what is wrong with it, without a word of its contents. */
export function readState(text: string): StoredState | { problem: string } {
  if (text.trim() === '') return { problem: 'is empty' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'is no whole JSON: it was cut off or changed' };
  }
  const { kind, version } = Object(value) as { kind?: unknown; version?: unknown };
  if (kind !== KIND) return { problem: 'holds something else than simulated orgs' };
  if (typeof version === 'number' && version !== VERSION) {
    const age = version > VERSION ? 'a newer' : 'an older';
    return { problem: `was written by ${age} simulator: version ${version}, known is ${VERSION}` };
  }
  const result = storedState.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, MOST_PROBLEMS)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { problem: `does not hold together:\n${problems.join('\n')}` };
}

/** The world that a file holds, with a clock. */
export function restoreWorld({ world: kept, tls }: StoredState, now: () => Date): World {
  const world = createWorld(now);
  const scheme = tls === null ? 'http' : 'https';
  world.assumed = new Set(kept.assumed);
  world.foreignConsumerKeys = kept.foreignConsumerKeys;
  restoreHost(world.login, kept.login, scheme);
  restoreHost(world.test, kept.test, scheme);
  for (const org of kept.orgs) restoreOrg(world, org, scheme);
  return world;
}
