import { relative, resolve, sep } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import type { AnnotationPlace } from '../check/annotations.ts';
import type { CheckResult } from '../check/check-result.ts';
import { judgeEntry, worstOf, type EntryCheck } from '../check/entry-check.ts';
import { linesOfEntries } from '../check/entry-lines.ts';
import { renderReportPage, REPORT_MARK } from '../check/report-page.ts';
import { listJwtLogins } from '../io/auth-store.ts';
import { findProjectFile } from '../io/project-file.ts';
import { writeReportFile } from '../io/report-file.ts';
import { shareStandardInput, type SecretLocation } from '../io/secret-input.ts';
import type { ProjectEntry } from '../project/entry.ts';
import { readEntryFacts, type LocalOptions } from './check/entry-facts.ts';
import { readFileFacts } from './check/file-facts.ts';
import { readOrgPart, type OrgOptions } from './check/org-facts.ts';
import { readEntries, type NamedEntry } from './login-entry.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'check');

/**
 * What to check: certificate files, with the key of the one, where it is one; else entries of the project file by their names, all
 * without. `targetOrg`: an administrator of the one entry's org, who tells the app.
 */
export type CheckInput = {
  certificateFiles?: string[];
  key?: SecretLocation;
  orgs?: string[];
  passphrase?: SecretLocation;
  targetOrg?: string;
  expiresInDays: number;
};

/** `expiresInDays`: when the end of a certificate is soon. */
export type CheckOptions = LocalOptions & OrgOptions & { expiresInDays: number };

/** Checks certificate files, or entries of the project file. Nothing goes over the network unless an administrator is named. */
export async function check(
  input: CheckInput,
  now: Date,
  { signal }: { signal?: AbortSignal } = {},
): Promise<CheckResult> {
  const { certificateFiles = [], expiresInDays } = input;
  const isOfFiles = certificateFiles.length > 0;
  const entries = isOfFiles ? await checkFiles(input, now) : await checkProject(input, now, signal);
  return {
    checkedAt: now.toISOString(),
    expiresInDays,
    verdict: worstOf(entries.map(({ verdict }) => verdict)),
    projectFile: isOfFiles ? null : findProjectFile(process.cwd()).path,
    entries,
  };
}

async function checkFiles(input: CheckInput, now: Date): Promise<EntryCheck[]> {
  const { certificateFiles = [], key, passphrase, expiresInDays } = input;
  if (key && certificateFiles.length > 1) throw messages.createError('error.KeyForSeveral', [], [], 2);
  const files = certificateFiles.map((file) => ({ file }));
  if (shareStandardInput(key, passphrase, ...files))
    throw messages.createError('error.StandardInputTwice', [], [], 2);
  return Promise.all(
    certificateFiles.map(async (file) =>
      judgeEntry({
        now: now.toISOString(),
        expiresInDays,
        ...(await readFileFacts(file, { key, passphrase })),
      }),
    ),
  );
}

async function checkProject(
  { orgs, passphrase, targetOrg, expiresInDays }: CheckInput,
  now: Date,
  signal: AbortSignal | undefined,
): Promise<EntryCheck[]> {
  const entries = readEntries(orgs);
  if (targetOrg !== undefined && entries.length > 1)
    throw messages.createError('error.AdminForSeveral', [entries.length], [entries[0]?.name, targetOrg], 2);
  const options = { passphrase, targetOrg, expiresInDays, signal, logins: listJwtLogins() };
  const checks: EntryCheck[] = [];
  for (const named of entries) checks.push(await checkEntry(named, now, options));
  return checks;
}

/** Checks an entry of the project file: its certificate's end, and whether file, key, certificate, `sf` and, asked, the org agree. */
export async function checkEntry(
  named: NamedEntry & { entry: ProjectEntry },
  now: Date,
  options: CheckOptions,
): Promise<EntryCheck> {
  const { name, entry } = named;
  const local = await readEntryFacts(named, options);
  options.signal?.throwIfAborted();
  const { key } = local;
  const part = await readOrgPart(named, key && 'sha256' in key ? key.sha256 : null, now, options);
  return judgeEntry({
    now: now.toISOString(),
    expiresInDays: options.expiresInDays,
    name,
    recorded: entry,
    adminOrg: options.targetOrg ?? null,
    ...local,
    ...part,
  });
}

/** Writes the page that shows the result, and gives its absolute path. */
export async function writeReport(
  fileName: string,
  result: CheckResult,
  signal?: AbortSignal,
): Promise<string> {
  return writeReportFile(fileName, renderReportPage(result), { mark: REPORT_MARK, signal });
}

/**
 * Where annotations on what was checked belong: the line of the entry in the project file, or the file itself, by its path from
 * `root`, the folder of the repository.
 */
export function placeAnnotations(
  { projectFile }: CheckResult,
  root: string,
): (entry: string) => AnnotationPlace {
  const fromRoot = (path: string): string => relative(resolve(root), resolve(path)).replaceAll(sep, '/');
  if (projectFile === null) return (file) => ({ file: fromRoot(file) });
  const lines = linesOfEntries(findProjectFile(process.cwd()).text ?? '');
  const file = fromRoot(projectFile);
  return (entry) => ({ file, line: lines.get(entry) });
}
