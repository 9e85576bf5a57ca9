import { createPublicKey, type X509Certificate } from 'node:crypto';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { buildCertificate, checkCertificateSize, validityFrom } from '../../certificates/build.ts';
import { parseCertificate } from '../../certificates/parse.ts';
import { commonNameSubject } from '../../certificates/subject.ts';
import { readInputFile } from '../../io/input-file.ts';
import { writeOutputFiles } from '../../io/output-dir.ts';
import { exists } from '../../io/pair-files.ts';
import type { SecretLocation } from '../../io/secret-input.ts';
import { loadDerWriter } from '../../keys/der-writer.ts';
import { keygen, type KeygenOutput } from '../keygen.ts';
import { locateKey, type NamedEntry } from '../login-entry.ts';
import { loadPrivateKey, type LoadedKey } from '../private-key.ts';
import { DEFAULT_APP_NAME } from './choose-entry.ts';
import type { SetupInput } from './steps.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'setup');

/** Beside the project file; git ignores what lies there. */
const KEY_FOLDER = 'certs';
const DEFAULT_DAYS = 365;

/**
 * Where the key of an entry and its certificate are or will be, and what of them is there. `certificateFile` is absolute.
 * `isOurs`: they lie in the folder that a set-up makes.
 */
export type LocalPair = {
  location: SecretLocation;
  certificateFile: string;
  key: LoadedKey | undefined;
  certificate: X509Certificate | undefined;
};
export type WholePair = LocalPair & { key: LoadedKey; certificate: X509Certificate };

export const isWhole = (pair: LocalPair): pair is WholePair =>
  pair.key !== undefined && pair.certificate !== undefined;

/** Empty of a key that came by a variable. */
export const keyFileOf = ({ location }: LocalPair): string =>
  'file' in location ? resolve(location.file) : '';

/** Looks at what is there, and changes nothing. Throws for a key that is named and gone, and for a pair that does not fit. */
export async function findPair(named: NamedEntry, input: SetupInput): Promise<LocalPair> {
  const location = locate(named, input);
  const certificateFile = locateCertificate(named, input, location);
  const isTyped = input.keyFile !== undefined;
  const isThere = 'variable' in location || isTyped || exists(location.file);
  if (!isThere) refuseLostKey(named, location, input);
  const key = isThere ? await loadPrivateKey({ ...input, key: location }) : undefined;
  const isCertificateThere = input.certificateFile !== undefined || exists(certificateFile);
  // a certificate that lies alone is a matter of the run that writes the key beside it
  const certificate = key && isCertificateThere ? await readCertificate(certificateFile) : undefined;
  if (key && certificate && !certificate.checkPrivateKey(key.privateKey))
    throw messages.createError(
      'error.SetupPairDoesNotFit',
      [certificateFile, key.input.source],
      [certificateFile, certificateFile],
    );
  return { location, certificateFile, key, certificate };
}

function locate(named: NamedEntry, { keyFile }: SetupInput): SecretLocation {
  if (keyFile !== undefined) return { file: keyFile === '-' ? keyFile : resolve(keyFile) };
  const ours = { file: `${KEY_FOLDER}/${named.name}.key` };
  return locateKey(named, named.entry?.key ?? ours) ?? ours;
}

function locateCertificate({ name, path }: NamedEntry, input: SetupInput, location: SecretLocation): string {
  if (input.certificateFile !== undefined) return resolve(input.certificateFile);
  if ('variable' in location || location.file === '-') return join(dirname(path), KEY_FOLDER, `${name}.crt`);
  const { dir, name: base } = parse(location.file);
  return join(dir, `${base}.crt`);
}

/** An entry that was set up says by which key: pipelines have it, and a new one would lock them out. */
function refuseLostKey({ name, entry }: NamedEntry, location: SecretLocation, input: SetupInput): void {
  if (entry?.key === undefined || entry.clientId === undefined || !('file' in location)) return;
  const { app } = entry;
  const type = app?.type === 'connected-app' ? ' --type connected-app' : '';
  const creating = `--target-org ${input.admin} --name ${input.name ?? app?.name ?? DEFAULT_APP_NAME}${type}`;
  throw messages.createError(
    'error.SetupKeyGone',
    [name, location.file],
    [location.file, name, creating, name, name, name],
  );
}

async function readCertificate(file: string): Promise<X509Certificate> {
  const { contents, path } = await readInputFile(file, '--certificate-file');
  return parseCertificate(contents, path);
}

/** `warnings`: of the place where a new key was written. */
export type CompletedPair = { pair: WholePair; warnings: KeygenOutput['warnings'] };

/**
 * Makes what is missing: a key with a certificate, or the certificate of a key; `known` is the one that the app has of that key
 * already.
 */
export async function completePair(
  named: NamedEntry,
  pair: LocalPair,
  making: { known?: X509Certificate; input: SetupInput; signal?: AbortSignal },
  now: Date,
): Promise<CompletedPair> {
  return makeMissing(named, pair, making, now).catch(async (error: unknown) => {
    if (!isFileThere(error)) throw error;
    // another run has made them meanwhile, or the key of a certificate is gone
    const made = await findPair(named, making.input);
    if (isWhole(made)) return { pair: made, warnings: [] };
    throw messages.createError(
      'error.SetupFileInTheWay',
      [pair.certificateFile, keyFileOf(pair)],
      [making.input.again],
    );
  });
}

/** What was there is never replaced. */
const isFileThere = (error: unknown): boolean =>
  ['OutputFileExistsError', 'OutputFileKeptError'].includes((error as Error).name);

async function makeMissing(
  named: NamedEntry,
  pair: LocalPair,
  { known, input, signal }: Parameters<typeof completePair>[2],
  now: Date,
): Promise<CompletedPair> {
  if (pair.key) {
    const pem = known?.toString() ?? (await issueCertificate(named.name, pair.key, now));
    await writeBeside(pair.certificateFile, pem, { now, signal });
    return {
      pair: { ...pair, key: pair.key, certificate: await readCertificate(pair.certificateFile) },
      warnings: [],
    };
  }
  const keyFile = keyFileOf(pair);
  const { dir, name } = parse(keyFile);
  if (isInKeyFolder(pair, named)) await ignoreKeyFolder(named, now, signal);
  const options = { name, outputDir: dir, isRequest: false, also: [], encrypt: false, force: false };
  const { warnings } = await keygen({ ...options, command: input.again }, now, { signal });
  const key = await loadPrivateKey({ key: { file: keyFile } });
  const certificate = await readCertificate(pair.certificateFile);
  return { pair: { ...pair, key, certificate }, warnings };
}

async function issueCertificate(name: string, { privateKey }: LoadedKey, now: Date): Promise<string> {
  await loadDerWriter();
  const pair = { privateKey, publicKey: createPublicKey(privateKey) };
  const pem = await buildCertificate(pair, commonNameSubject(name), validityFrom(now, DEFAULT_DAYS));
  checkCertificateSize(pem, { isDerWritten: false });
  return pem;
}

type Writing = { now: Date; signal?: AbortSignal };

async function writeBeside(path: string, contents: string, { now, signal }: Writing): Promise<void> {
  const file = { name: basename(path), contents, mode: 0o644 } as const;
  await writeOutputFiles(dirname(path), [file], { force: false, now, signal, isReplaceable: false });
}

export const isInKeyFolder = (pair: LocalPair, { path }: NamedEntry): boolean =>
  dirname(keyFileOf(pair)) === join(dirname(path), KEY_FOLDER);

/**
 * Before the key: at no moment git would take it. It is committed, so that a key that a colleague puts into the folder is ignored,
 * too. A folder that has a .gitignore has an owner who decides.
 */
export async function ignoreKeyFolder(
  { path }: Pick<NamedEntry, 'path'>,
  now: Date,
  signal?: AbortSignal,
): Promise<void> {
  const folder = join(dirname(path), KEY_FOLDER);
  if (exists(join(folder, '.gitignore'))) return;
  const file = { name: '.gitignore', contents: '*\n!.gitignore\n', mode: 0o644 } as const;
  await writeOutputFiles(folder, [file], {
    force: false,
    now,
    signal,
    isReplaceable: false,
    takesHidden: true,
  }).catch((error: unknown) => {
    // another run has made it meanwhile
    if (!isFileThere(error)) throw error;
  });
}
