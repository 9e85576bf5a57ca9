import { dirname, relative, resolve, sep } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { readInputFile } from '../io/input-file.ts';
import { writeOutputFiles } from '../io/output-dir.ts';
import { findRepository, type Repository } from '../io/repository.ts';
import { findProject, packageFolders } from '../io/source-folder.ts';
import type { Pipeline, ProviderName, Secret } from '../pipelines/pipeline.ts';
import { placeOf } from '../pipelines/place.ts';
import { providers } from '../pipelines/providers.ts';
import { planSecrets } from '../pipelines/secrets.ts';
import { commandText, type SetCommands } from '../pipelines/set-command.ts';
import { isPlainPath } from '../pipelines/plain-path.ts';
import { setSecrets } from './ci/set-secrets.ts';
import { readEntries, requireEntry } from './login-entry.ts';
import type { Notice } from './progress.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'ci');

/** The release of the Salesforce CLI that this plugin is tested with. */
export const CLI_VERSION = '2.150.6';

/** `orgs`: names of entries of the project file; absent: all. `command`: as it was typed, to which errors add `--force`. */
export type CiInput = {
  provider: ProviderName;
  orgs?: readonly string[];
  shards: number;
  outputDir?: string;
  force: boolean;
  /** Store the keys with the provider's own program. */
  isSet: boolean;
  plugin: { name: string; version: string };
  command: string;
};

/** `keyFile`: from the current folder. `command`: stores the key, and is to be pasted. */
export type CiSecret = { name: string; orgs: string[]; keyFile: string | null; command: string };

/** `file`: from the root of the repository. `path`: absolute, where it was written. `stored`: the secrets that were. */
export type CiResult = {
  provider: ProviderName;
  file: string;
  pipeline: string;
  /** Whose scheduled runs check. */
  branch: string;
  secrets: CiSecret[];
  prepare: string | null;
  path: string | null;
  backup: string | null;
  stored: string[];
};

export type CiOptions = { signal?: AbortSignal; onNotice?: (notice: Notice) => void };

/** Makes the pipeline of a provider from the project file; writes it, and stores its secrets, where that was asked for. */
export async function makePipeline(input: CiInput, now: Date, options: CiOptions): Promise<CiResult> {
  const provider = providers[input.provider];
  const { path, pipeline, repository } = await readPipeline(input, options);
  const { secrets } = pipeline;
  if (provider.limit !== undefined && secrets.length > provider.limit)
    options.onNotice?.({
      name: 'TooManySecrets',
      values: [provider.title, String(provider.limit), String(secrets.length)],
    });
  const place = placeOf(repository?.remote);
  if (provider.isPlaceKnown?.(place) === false) {
    // a key is never sent to whoever has such a name
    if (input.isSet) throw messages.createError('error.PlaceUnknown', [provider.title]);
    options.onNotice?.({ name: 'PlaceUnknown', values: [] });
  }
  const commands = new Map(secrets.map(({ name }) => [name, provider.commands(name, place)]));
  const text = provider.render(pipeline);
  const written = await write(input, provider.file, text, now, options);
  const stored = input.isSet ? await setSecrets({ provider, secrets, commands, path }, options) : [];
  const [anyCommands] = commands.values();
  return {
    provider: input.provider,
    file: provider.file,
    pipeline: text,
    branch: pipeline.branch,
    secrets: secrets.map((secret) => secretOf(secret, path, commands.get(secret.name))),
    prepare: anyCommands?.prepare ? commandText(anyCommands.prepare, '') : null,
    ...written,
    stored,
  };
}

type Read = { path: string; pipeline: Pipeline; repository: Repository | undefined };

async function readPipeline({ orgs, shards, plugin }: CiInput, { onNotice }: CiOptions): Promise<Read> {
  const named = readEntries(orgs);
  const entries = named.map((each) => ({ name: each.name, key: requireEntry(each).key }));
  const [{ path } = { path: '' }] = named;
  if (shards > entries.length)
    throw messages.createError('error.TooManyShards', [shards, entries.length], [entries.length], 2);
  const secrets = planSecrets(entries);
  if (!Array.isArray(secrets)) {
    const [one = '', other = ''] = secrets.orgs;
    throw messages.createError('error.VariableTwice', [one, other, secrets.variable], [other, other]);
  }
  const projectFolder = dirname(path);
  const repository = await findRepository(projectFolder);
  const { branch = 'main' } = repository ?? {};
  const pipeline: Pipeline = {
    orgs: entries.map(({ name }) => name),
    isWholeFile: orgs === undefined,
    shards,
    secrets,
    folder: plain(wayFrom(repository?.root ?? projectFolder, projectFolder)),
    sources: findSources(projectFolder, onNotice),
    branch: /^[\w./-]+$/.test(branch) ? branch : 'main',
    cli: `@salesforce/cli@${CLI_VERSION}`,
    plugin,
  };
  return { path, pipeline, repository };
}

/** What is deployed, from the folder of the project file. */
function findSources(folder: string, onNotice: CiOptions['onNotice']): string[] {
  const project = findProject(folder);
  const sources = project ? packageFolders(project.root) : [];
  if (project && sources.length > 0)
    return sources.map((source) => plain(wayFrom(folder, resolve(project.root, source))));
  onNotice?.({ name: 'NoSource', values: [folder] });
  return ['force-app'];
}

const wayFrom = (folder: string, path: string): string => relative(folder, path).replaceAll(sep, '/');

/** It stands in the file of the pipeline, whose languages read some signs. */
function plain(path: string): string {
  if (path === '' || isPlainPath(path)) return path;
  throw messages.createError('error.PathNotPlain', [path]);
}

async function write(
  { outputDir, force, command }: CiInput,
  file: string,
  contents: string,
  now: Date,
  { signal }: CiOptions,
): Promise<Pick<CiResult, 'path' | 'backup'>> {
  if (outputDir === undefined) return { path: null, backup: null };
  // so that a run whose keys could not be stored can be run again as it is
  const there = resolve(outputDir, file);
  if (await holdsText(there, contents)) return { path: there, backup: null };
  const parts = file.split('/');
  const subfolder = parts.slice(0, -1).join('/');
  const output = {
    name: parts.at(-1) ?? '',
    contents,
    mode: 0o644,
    ...(subfolder === '' ? {} : { subfolder }),
  } as const;
  const written = await writeOutputFiles(outputDir, [output], {
    force,
    command,
    now,
    signal,
    takesHidden: true,
  });
  return { path: written.paths[0] ?? null, backup: written.backups[0] ?? null };
}

const holdsText = async (path: string, text: string): Promise<boolean> =>
  readInputFile(path, '--output-dir').then(
    (there) => there.contents.toString('utf8') === text,
    () => false,
  );

/** Stands for a file that the project file does not name. */
const UNKNOWN_FILE = 'server.key';

function secretOf({ name, orgs, keyFile }: Secret, path: string, commands?: SetCommands): CiSecret {
  const file = keyFile === undefined ? null : shownFile(resolve(dirname(path), keyFile));
  return {
    name,
    orgs,
    keyFile: file,
    command: commands ? commandText(commands.set, file ?? UNKNOWN_FILE) : '',
  };
}

/** From the current folder, where that is shorter. */
function shownFile(file: string): string {
  const way = relative(process.cwd(), file);
  return way.length < file.length ? way : file;
}
