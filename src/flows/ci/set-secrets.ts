import { dirname } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { runProgram, type ProgramRun } from '../../io/run-program.ts';
import { exportPrivateKey } from '../../keys/generate.ts';
import type { Provider, Secret } from '../../pipelines/pipeline.ts';
import { valueOf, type SetCommand, type SetCommands } from '../../pipelines/set-command.ts';
import { locateKey } from '../login-entry.ts';
import { loadPrivateKey } from '../private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'ci');

/** `path`: of the project file, in whose folder the programs are run: they find the repository by it. */
export type SetInput = {
  provider: Provider;
  secrets: readonly Secret[];
  commands: ReadonlyMap<string, SetCommands>;
  path: string;
};

/**
 * Stores each key with the program of the provider, as an unprotected PEM, whatever it lies on the disk as. All keys are read
 * before the first is stored. Gives the names of the secrets.
 */
export async function setSecrets(
  { provider, secrets, commands, path }: SetInput,
  { signal }: { signal?: AbortSignal },
): Promise<string[]> {
  const keys: Array<{ name: string; pem: string; each: SetCommands }> = [];
  for (const secret of secrets) {
    const each = commands.get(secret.name);
    if (each) keys.push({ name: secret.name, pem: await readKey(secret, path), each });
  }
  const cwd = dirname(path);
  const [first] = keys;
  // what it makes may be there already, and then it fails
  if (first?.each.prepare) await run(first.each.prepare, '', cwd, provider.title, signal);
  const stored: string[] = [];
  for (const { name, pem, each } of keys) {
    let ended = await run(each.set, pem, cwd, provider.title, signal);
    if (ended.code !== 0 && each.replace) ended = await run(each.replace, pem, cwd, provider.title, signal);
    if (ended.code !== 0) throw notStored(each.set, name, stored, ended, pem);
    stored.push(name);
  }
  return stored;
}

async function readKey({ name, orgs: [org = ''], keyFile }: Secret, path: string): Promise<string> {
  const key = locateKey({ name: org, path }, keyFile === undefined ? undefined : { file: keyFile }) ?? {
    variable: name,
  };
  if ('variable' in key && (process.env[key.variable] ?? '') === '')
    throw messages.createError('error.KeyUnknown', [org, key.variable], [key.variable]);
  const { privateKey } = await loadPrivateKey({ key });
  return exportPrivateKey(privateKey);
}

async function run(
  { program, args, input, isScript }: SetCommand,
  pem: string,
  cwd: string,
  title: string,
  signal: AbortSignal | undefined,
): Promise<ProgramRun> {
  const value = input && valueOf(input, pem);
  const isVariable = input?.way === 'variable';
  const ended = await runProgram(program, args, {
    cwd,
    isScript,
    signal,
    ...(isVariable ? { env: { [input.variable]: value ?? '' } } : { input: value }),
  });
  if (ended.isMissing) throw messages.createError('error.ProgramMissing', [program, title]);
  return ended;
}

/** With the last lines of what the program said, unless it repeated what it was given. */
function notStored(
  { program }: SetCommand,
  name: string,
  stored: readonly string[],
  { output, code }: ProgramRun,
  pem: string,
): Error {
  const before = stored.length === 0 ? messages.getMessage('none') : stored.join(', ');
  return messages.createError('error.SecretNotStored', [program, name, code, saidBy(output, pem), before]);
}

const LINES_SHOWN = 5;

/** So many characters of a key in a row are no accident. */
const TELLING = 16;

function saidBy(output: string, pem: string): string {
  const shown = output.trim().split('\n').slice(-LINES_SHOWN).join('\n');
  const said = shown.replaceAll(/\s/g, '');
  const secrets = [pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), Buffer.from(pem).toString('base64')];
  const isRepeated = secrets.some((secret) => shareText(said, secret));
  return isRepeated || said === '' ? messages.getMessage('nothingToShow') : shown;
}

function shareText(text: string, secret: string): boolean {
  for (let start = 0; start + TELLING <= text.length; start++)
    if (secret.includes(text.slice(start, start + TELLING))) return true;
  return false;
}
