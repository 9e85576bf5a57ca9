import { join, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { appApiVersion, knownVersions } from '../../app/api-version.ts';
import type { AppType } from '../../app/app-type.ts';
import { fitToVersion } from '../../app/elements.ts';
import type { Component } from '../../app/metadata-files.ts';
import { ignoreRules, sourceFiles } from '../../app/source-files.ts';
import { readmeTitle } from '../../app/source-readme.ts';
import { writeOutputFiles, type OutputFile } from '../../io/output-dir.ts';
import {
  addIgnoreRules,
  findProject,
  forceIgnoreFiles,
  readIfThere,
  type DxProject,
  type IgnoreRules,
} from '../../io/source-folder.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'source-files');

export type WriteSourceInput = {
  type: AppType;
  name: string;
  /** Of the app, and of the permission set that is made for it. */
  components: readonly Component[];
  /** All that the app admits; API names. */
  permissionSets: readonly string[];
  assignTo: readonly string[];
  folder: string;
  force: boolean;
  /** The command that was typed, to which errors add `--force`. */
  command: string;
};

/**
 * Paths are absolute. `ignoreFiles`: those of .gitignore and .forceignore that got lines. `projectFolder`: of the DX project
 * that the folder lies in; the folder itself, when it lay in none.
 */
export type WriteSourceResult = {
  folder: string;
  paths: string[];
  backups: string[];
  readme: string;
  ignoreFiles: string[];
  projectFolder: string;
  apiVersion: string;
};

/**
 * Writes an app as source of a DX project, all files or none, and touches no org. The lines of ignore files come first, so
 * that the file which may hold a consumer key is never there without them.
 */
export async function writeSource(
  input: WriteSourceInput,
  now: Date,
  { signal }: { signal?: AbortSignal } = {},
): Promise<WriteSourceResult> {
  const folder = resolve(input.folder);
  const project = findProject(folder);
  const apiVersion = sourceVersion(project);
  const readmeName = readmeNameIn(folder, input);
  const components = input.components.map((component) => fitToVersion(component, apiVersion));
  const rules = ignoreRules(components);
  const files = [
    ...[...sourceFiles(components, { ...input, apiVersion, readmeName })].map(([path, contents]) =>
      outputFile(path, contents, rules),
    ),
    ...(project ? [] : [projectFile]),
  ];
  signal?.throwIfAborted();
  const ignored = addIgnoreRules(rulesFor(rules, folder, project));
  try {
    const { force, command } = input;
    const written = await writeOutputFiles(folder, files, { force, command, now, signal });
    return {
      folder,
      ...written,
      readme: join(folder, readmeName),
      ignoreFiles: ignored.paths,
      projectFolder: project?.root ?? folder,
      apiVersion,
    };
  } catch (error) {
    ignored.undo();
    throw error;
  }
}

/** `sf` deploys source at the version that its project says, whatever --api-version says, else at the org's own. */
function sourceVersion(project: DxProject | undefined): string {
  if (project === undefined) return oldest;
  const { root, sourceApiVersion = knownVersions.newest.toFixed(1) } = project;
  if (Number(sourceApiVersion) >= knownVersions.oldest) return appApiVersion(sourceApiVersion);
  throw messages.createError(
    'error.ProjectTooOld',
    [root, sourceApiVersion, oldest],
    [oldest, join(root, 'sfdx-project.json')],
  );
}

const oldest = knownVersions.oldest.toFixed(1);

/** Makes a folder that lies in no project one of its own, at a version that every org has which takes the files. */
const projectFile: OutputFile = {
  name: 'sfdx-project.json',
  contents: `${JSON.stringify({ packageDirectories: [{ path: '.', default: true }], sourceApiVersion: oldest }, null, 2)}\n`,
  mode: 0o644,
};

/** A README.md that is there stays, unless it is that of the same app. */
function readmeNameIn(folder: string, app: WriteSourceInput): string {
  const there = readIfThere(join(folder, 'README.md'));
  return there === undefined || there.startsWith(`${readmeTitle(app)}\n`)
    ? 'README.md'
    : `README-${app.name}.md`;
}

type Rules = ReturnType<typeof ignoreRules>;

function outputFile(path: string, contents: string, { beside }: Rules): OutputFile {
  const parts = path.split('/');
  const isSensitive = beside.some((each) => path.startsWith(`${each.folder}/`));
  const subfolder = parts.slice(0, -1).join('/');
  return {
    name: parts.at(-1) ?? '',
    contents,
    mode: isSensitive ? 0o600 : 0o644,
    ...(subfolder === '' ? {} : { subfolder }),
  };
}

function rulesFor({ git, project, beside }: Rules, folder: string, dxProject?: DxProject): IgnoreRules[] {
  const forceIgnores = dxProject ? forceIgnoreFiles(dxProject, folder) : [join(folder, '.forceignore')];
  const besides = beside.map((each) => ({
    path: join(folder, each.folder, '.forceignore'),
    rules: each.rules,
  }));
  return [
    { path: join(folder, '.gitignore'), comment: messages.getMessage('comment.git'), rules: git },
    ...forceIgnores.map((path) => ({
      path,
      comment: messages.getMessage('comment.project'),
      rules: project,
    })),
    ...besides.map((each) => ({ ...each, comment: messages.getMessage('comment.beside') })),
  ];
}
