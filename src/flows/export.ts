import { resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { addressOf, audienceFor, tokenEndpointOf } from '../assertion/audience.ts';
import { buildClaims, lifetimeFrom } from '../assertion/claims.ts';
import { signAssertion } from '../assertion/sign.ts';
import { exportFormats, isOwnSecret, type ExportFormat } from '../exports/formats.ts';
import type { ExportedText, LoginRequest, SignedAssertion } from '../exports/login-request.ts';
import type { Shell } from '../exports/shells.ts';
import { viewByGit } from '../io/git-ignore.ts';
import { readInputFile } from '../io/input-file.ts';
import { writeOutputFiles } from '../io/output-dir.ts';
import { removeFile } from '../io/remove-file.ts';
import { API_VERSION } from '../io/rest-api.ts';
import type { SecretLocation } from '../io/secret-input.ts';
import type { NamedLoginInput } from './login-entry.ts';
import { checkLogin, type CompleteLogin } from './login-input.ts';
import { completeNamed, type NamedLogin } from './named-login.ts';
import type { LoadedKey } from './private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'export');

export type { ExportFormat } from '../exports/formats.ts';
export type { Shell } from '../exports/shells.ts';

/**
 * `name`: base name of the files; default: the entry of the project file. Without `outputDir`, nothing is written. `again` is
 * the command as it was typed.
 */
export type ExportInput = NamedLoginInput & {
  format: ExportFormat;
  shell: Shell;
  name?: string;
  outputDir?: string;
  force: boolean;
  lifetimeSeconds: number;
  again: string;
};

/** `path` is absolute, and `null` where nothing was written; then `contents` is there. */
export type ExportedFile = { name: string; path: string | null; isSecret: boolean; contents: string | null };

/** `expiresAt`: end of the assertion in the files that are secret, in ISO 8601; `null` where there is none. */
export type ExportResult = {
  format: ExportFormat;
  username: string;
  tokenEndpoint: string;
  expiresAt: string | null;
  files: ExportedFile[];
  backups: string[];
};

type Warning = ReturnType<typeof messages.createWarning>;

/** `keyInput` is there when the key was read. `assertion`: what a screen must not show. */
export type ExportOutput = {
  result: ExportResult;
  warnings: Warning[];
  keyInput?: LoadedKey['input'];
  assertion?: string;
};

const DEFAULT_NAME = 'salesforce-jwt';

/** Hands a login over to another client, as requests that work. No request is sent. */
export async function exportLogin(
  input: ExportInput,
  now: Date,
  signal?: AbortSignal,
): Promise<ExportOutput> {
  const lifetimeSeconds = lifetimeFrom(input.lifetimeSeconds);
  const named = await completeNamed(input, 'sf jwt export');
  const { login } = named;
  checkLogin(login);
  const request = requestOf(login, input);
  const format = exportFormats[input.format];
  const signed = format.takesAssertion ? await signFor(named, now, lifetimeSeconds) : undefined;
  signal?.throwIfAborted();
  const texts =
    format.takesAssertion && signed
      ? format.render(request, signed, input.shell)
      : exportFormats.curl.render(request, input.shell);
  const { files, backups } = await handOver(texts, input, now);
  const expiresAt = signed?.expiresAt ?? null;
  const { username, tokenEndpoint } = request;
  return {
    result: { format: input.format, username, tokenEndpoint, expiresAt, files, backups },
    warnings: await gitWarnings(files),
    keyInput: signed?.keyInput,
    assertion: signed?.assertion,
  };
}

function requestOf(login: CompleteLogin, input: ExportInput): LoginRequest {
  const { clientId, username, audience, host } = login;
  const { name, org, again } = input;
  return {
    name: name ?? org ?? DEFAULT_NAME,
    clientId,
    username,
    audience,
    loginUrl: addressOf(host),
    tokenEndpoint: tokenEndpointOf(host).href,
    apiPath: `/services/data/v${API_VERSION}/`,
    signWords: ['jwt', 'sign', ...signFlags(login, input)],
    again,
  };
}

/** An entry alone says the same wherever the project is checked out, with the key in a file or in the variable of a pipeline. */
function signFlags(login: CompleteLogin, input: ExportInput): string[] {
  const { clientId, username, audience, host, privateKey } = login;
  const passphrase = wordsOf('--passphrase', privateKey.passphrase);
  const typed = [input.clientId, input.username, input.privateKey, input.instanceUrl, input.audience];
  if (input.org !== undefined && typed.every((part) => part === undefined))
    return ['--org', input.org, ...passphrase];
  return [
    ...['--client-id', clientId, '--username', username],
    ...wordsOf('--jwt-key', privateKey.key),
    ...passphrase,
    ...['--instance-url', addressOf(host)],
    ...(audience === audienceFor(host) ? [] : ['--audience', audience]),
  ];
}

/** A path is absolute, so that the line works in any folder; `-` stays standard input. */
function wordsOf(flag: string, location: SecretLocation | undefined): string[] {
  if (!location) return [];
  if ('variable' in location) return [`${flag}-env`, location.variable];
  return [`${flag}-file`, location.file === '-' ? '-' : resolve(location.file)];
}

async function signFor(
  { login: { clientId, username, audience }, loadKey }: NamedLogin,
  now: Date,
  lifetimeSeconds: number,
): Promise<SignedAssertion & { keyInput: LoadedKey['input'] }> {
  const { privateKey, input: keyInput } = await loadKey();
  const claims = buildClaims({ clientId, username, audience }, now, lifetimeSeconds);
  return {
    assertion: await signAssertion(claims, privateKey),
    expiresAt: new Date(claims.exp * 1000).toISOString().replace('.000Z', 'Z'),
    keyInput,
  };
}

async function handOver(
  texts: readonly ExportedText[],
  { outputDir, force, again }: ExportInput,
  now: Date,
): Promise<Pick<ExportResult, 'files' | 'backups'>> {
  if (outputDir === undefined) return { files: texts.map((text) => ({ ...text, path: null })), backups: [] };
  const files = texts.map(({ name, contents, isSecret }) => ({
    name,
    contents,
    mode: isSecret ? (0o600 as const) : (0o644 as const),
  }));
  const options = { force, now, command: again, takesHidden: true };
  const { paths, backups } = await writeOutputFiles(outputDir, files, options);
  return {
    files: texts.map(({ name, isSecret }, index) => ({
      name,
      path: paths[index] ?? null,
      isSecret,
      contents: null,
    })),
    backups: await dropEnded(backups),
  };
}

/** An assertion of before is worth nothing: its file leaves no copy. Gives the copies that are left. */
async function dropEnded(backups: readonly string[]): Promise<string[]> {
  const kept: string[] = [];
  for (const backup of backups) {
    const { contents } = await readInputFile(backup, '--output-dir');
    if (isOwnSecret(contents.toString('utf8'))) await removeFile(backup);
    else kept.push(backup);
  }
  return kept;
}

/** Whoever commits an assertion hands over logins for minutes, and what its file gets next time. */
async function gitWarnings(files: readonly ExportedFile[]): Promise<Warning[]> {
  const secrets = files.flatMap(({ path, isSecret }) => (isSecret && path !== null ? [path] : []));
  const views = await Promise.all(secrets.map(async (path) => viewByGit(path).catch(() => undefined)));
  return views.flatMap((view) =>
    view && ['open', 'tracked', 'unknown'].includes(view.standing)
      ? [
          messages.createWarning(
            'warning.SecretNotIgnored',
            [view.path, view.root],
            [view.ignoreFile, view.line],
          ),
        ]
      : [],
  );
}
