// Rotations of key pairs that programs of tests stop and fail, and what lies in the folder before.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dropNextPair, pairPaths, stagePair, type PairPaths } from '../../src/io/pair-files.ts';
import { switchPair } from '../../src/io/pair-switch.ts';

export type Act = 'stage' | 'switch' | 'drop';
export type PairScenario = {
  name: string;
  act: Act;
  hasHardLinks: boolean;
  /** Paths below the folder of the test → contents; what does not end with "key" can be read by all. */
  files: Record<string, string>;
  /** Below the folder of the test. */
  key: string;
  certificate: string;
};

type Place = Pick<PairScenario, 'key' | 'certificate'> & { name: string };
const places: Place[] = [
  { name: 'in one folder', key: 'server.key', certificate: 'server.crt' },
  { name: 'in two folders', key: 'keys/server.key', certificate: 'certs/public.crt' },
];

type Situation = { name: string; act: Act; words: Partial<Record<'current' | 'next' | 'previous', string>> };
const situations: Situation[] = [
  { name: 'stage', act: 'stage', words: { current: 'old' } },
  { name: 'stage where nothing is', act: 'stage', words: {} },
  { name: 'stage beside an older pair', act: 'stage', words: { current: 'old', previous: 'older' } },
  { name: 'switch', act: 'switch', words: { current: 'old', next: 'new' } },
  { name: 'switch to the first', act: 'switch', words: { next: 'new' } },
  {
    name: 'switch over an older pair',
    act: 'switch',
    words: { current: 'old', next: 'new', previous: 'older' },
  },
  { name: 'drop', act: 'drop', words: { current: 'old', next: 'new' } },
];

function filesOf({ key, certificate }: Place, { words }: Situation): Record<string, string> {
  const paths = pairPaths(join('/', key), join('/', certificate));
  return Object.fromEntries(
    Object.entries(words).flatMap(([which, word]) => {
      const pair = paths[which as keyof PairPaths];
      return [
        [pair.certificate.slice(1), `${word} certificate`],
        [pair.key.slice(1), `${word} key`],
      ];
    }),
  );
}

const common = places.flatMap((place) =>
  situations.map((situation) => ({
    ...place,
    name: `${situation.name} ${place.name}`,
    act: situation.act,
    files: filesOf(place, situation),
  })),
);

const [oneFolder] = places as [Place];
const special: Array<Omit<PairScenario, 'hasHardLinks'>> = [
  {
    ...oneFolder,
    name: 'stage beside a next certificate without a key',
    act: 'stage',
    files: {
      'server.key': 'old key',
      'server.crt': 'old certificate',
      'server.next.crt': 'lone certificate',
    },
  },
  {
    ...oneFolder,
    name: 'switch a key that others can read',
    act: 'switch',
    files: {
      'server.key': 'old key, open',
      'server.crt': 'old certificate',
      'server.next.key': 'new key',
      'server.next.crt': 'new certificate',
    },
  },
  {
    ...oneFolder,
    name: 'switch a key whose certificate is not there',
    act: 'switch',
    files: { 'server.key': 'old key', 'server.next.key': 'new key', 'server.next.crt': 'new certificate' },
  },
];

export const pairScenarios: PairScenario[] = [true, false].flatMap((hasHardLinks) =>
  [...common, ...special].map((row) => ({
    ...row,
    name: hasHardLinks ? row.name : `${row.name}, without hard links`,
    hasHardLinks,
  })),
);

export function prepare(folder: string, { files, key, certificate }: PairScenario): void {
  for (const path of [key, certificate])
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o755 });
  for (const [path, contents] of Object.entries(files)) {
    writeFileSync(join(folder, path), contents);
    chmodSync(join(folder, path), / key$/.test(contents) ? 0o600 : 0o644);
  }
}

export function pathsIn(folder: string, { key, certificate }: PairScenario): PairPaths {
  return pairPaths(join(folder, key), join(folder, certificate));
}

const options = { now: new Date('2026-01-01T00:00:00Z'), command: 'sf jwt app rotate --name Jwt_Cli' };

/** `word`: what the contents of a pair begin with that is staged. */
export async function carryOut(act: Act, paths: PairPaths, word = 'new'): Promise<void> {
  if (act === 'drop') dropNextPair(paths);
  if (act === 'switch') await switchPair(paths, options);
  if (act === 'stage')
    await stagePair(paths, { key: `${word} key`, certificate: `${word} certificate` }, options);
}
