// The pairs of files that programs of tests write, and what lies in the folder before.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputFile } from '../../src/io/output-dir.ts';

/** The calls to the file system, synchronous ones without their ending, that writing takes. */
export const CALLS = [
  'mkdir',
  'open',
  'writeFile',
  'fsync',
  'close',
  'link',
  'rename',
  'chmod',
  'symlink',
  'rm',
  'rmdir',
];

export function pairOf(contents: string, name = 'server', subfolder?: string): OutputFile[] {
  const place = subfolder === undefined ? {} : { subfolder };
  return [
    { name: `${name}.crt`, contents: `${contents} certificate`, mode: 0o644, ...place },
    { name: `${name}.key`, contents: `${contents} key`, mode: 0o600, ...place },
  ];
}

export type Scenario = {
  name: string;
  force: boolean;
  hasHardLinks: boolean;
  /** Below the folder of the test. */
  outputDir: string;
  /** Below that, of the files. */
  subfolder?: string;
  prepare: (folder: string) => void;
};

function writeOld(folder: string, ...names: string[]): void {
  for (const name of names) {
    writeFileSync(join(folder, name), `old ${name.replace('server.', '')}`);
    chmodSync(join(folder, name), name.endsWith('.key') ? 0o600 : 0o644);
  }
}

const places: Array<Pick<Scenario, 'name' | 'force' | 'subfolder' | 'prepare'> & { outputDir?: string }> = [
  { name: 'new', force: false, prepare: () => undefined },
  { name: 'new folder', force: false, outputDir: 'one/two', prepare: () => undefined },
  { name: 'new subfolders', force: false, subfolder: 'one/two', prepare: () => undefined },
  {
    name: 'replace in subfolder',
    force: true,
    subfolder: 'one',
    prepare: (folder) => {
      mkdirSync(join(folder, 'one'));
      writeOld(join(folder, 'one'), 'server.crt', 'server.key');
    },
  },
  { name: 'replace', force: true, prepare: (folder) => writeOld(folder, 'server.crt', 'server.key') },
  { name: 'replace key', force: true, prepare: (folder) => writeOld(folder, 'server.key') },
  {
    name: 'replace certificate',
    force: true,
    prepare: (folder) => writeOld(folder, 'server.crt'),
  },
  {
    name: 'replace link',
    force: true,
    prepare: (folder) => {
      writeOld(folder, 'server.crt');
      mkdirSync(join(folder, 'elsewhere'));
      writeOld(join(folder, 'elsewhere'), 'server.key');
      symlinkSync(join('elsewhere', 'server.key'), join(folder, 'server.key'));
    },
  },
  {
    name: 'replace open key',
    force: true,
    prepare: (folder) => {
      writeOld(folder, 'server.crt', 'server.key');
      chmodSync(join(folder, 'server.key'), 0o644);
    },
  },
];

export const scenarios: Scenario[] = [true, false].flatMap((hasHardLinks) =>
  places.map(({ name, outputDir = '.', ...rest }) => ({
    ...rest,
    name: hasHardLinks ? name : `${name} without hard links`,
    hasHardLinks,
    outputDir,
  })),
);

/** What may lie in the output folder once a run was put right and another pair was written: nothing new, or everything. */
export function rightEnds(
  { name, outputDir }: Scenario,
  nothing: Record<string, string>,
  everything: Record<string, string>,
): Array<Record<string, string>> {
  const others = { 'other.crt': '644 other certificate', 'other.key': '600 other key' };
  const [before, after] = [nothing, everything].map((files) => ({
    ...Object.fromEntries(
      Object.entries(files)
        .map(([path, described]) => [path.replace(`${outputDir}/`, ''), described] as const)
        .filter(([path]) => !outputDir.startsWith(path)),
    ),
    ...others,
  }));
  // a key that is about to be kept may be closed to others already
  const closed = name.startsWith('replace open key') ? [{ ...before, 'server.key': '600 old key' }] : [];
  return [before, after, ...closed].filter((files) => files !== undefined);
}
