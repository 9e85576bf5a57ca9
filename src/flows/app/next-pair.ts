import { X509Certificate, type KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { buildCertificate, checkCertificateSize, validityFrom } from '../../certificates/build.ts';
import { parseCertificate, summarizeCertificate } from '../../certificates/parse.ts';
import { commonNameSubject, parseSubject, type Subject } from '../../certificates/subject.ts';
import { readInputFile } from '../../io/input-file.ts';
import { exists, findPairState, stagePair, type PairFiles, type PairPaths } from '../../io/pair-files.ts';
import { switchPair, type SwitchedPair } from '../../io/pair-switch.ts';
import { derOfPem, loadDerWriter } from '../../keys/der-writer.ts';
import { protectPrivateKey } from '../../keys/encrypt.ts';
import type { KeyForm } from '../../keys/form.ts';
import { exportPrivateKey, generateKeyPair, KEY_SIZES, type KeySize } from '../../keys/generate.ts';
import type { Passphrase } from '../../keys/passphrase.ts';
import { sealKey } from '../../keys/sealed.ts';
import { loadPrivateKey, type LoadedKey } from '../private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'next-pair');

const DEFAULT_DAYS = 365;

export type NextPairInput = {
  paths: PairPaths;
  /** The key that is being replaced: size, form and passphrase of the new one are as its are. */
  current: LoadedKey;
  /** The certificate that is being replaced, as the org has it. */
  certificate?: X509Certificate;
  /** Common name of a certificate that replaces none whose subject can be written. */
  name: string;
  keySize?: KeySize;
  days?: number;
  /** RFC 4514. Default: that of the certificate that is being replaced. */
  subject?: string;
  /** What errors tell to type again. */
  command: string;
};

export type Pair = { privateKey: KeyObject; certificate: X509Certificate };

/**
 * `isResumed`: the pair was there, from a run that did not end or from a person who put it there. `backups`: the dated names
 * of what was in its place.
 */
export type NextPair = Pair & { isResumed: boolean; backups: string[] };

/**
 * The pair that is to replace the current one: the one that is staged, else a new one, which is written before it is
 * returned, so that nothing is lost when the process ends after the org has been told of it. It is read back from the disk:
 * what the org gets is what lies there. For who holds the pair (`lockPair`) and has finished what was half switched.
 */
export async function obtainNextPair(
  input: NextPairInput,
  now: Date,
  signal?: AbortSignal,
): Promise<NextPair> {
  const { paths, current, command } = input;
  const isResumed = findPairState(paths) === 'staged';
  let backups: string[] = [];
  if (!isResumed) {
    const files = await makeFiles(input, now);
    signal?.throwIfAborted();
    backups = await stagePair(paths, files, { now, command, signal });
  }
  return { ...(await loadPair(paths.next, current.passphrase)), isResumed, backups };
}

/**
 * Finishes a switch that a killed run began, after a look at whether key and certificate fit. Undefined when there is none.
 * Such a run had proven the pair.
 */
export async function finishSwitch(
  { paths, current, command }: Pick<NextPairInput, 'paths' | 'current' | 'command'>,
  now: Date,
): Promise<SwitchedPair | undefined> {
  if (findPairState(paths) !== 'half-switched') return undefined;
  await loadPair({ key: paths.next.key, certificate: paths.current.certificate }, current.passphrase);
  return switchPair(paths, { now, command });
}

/** Reads a pair. Throws a named error when the certificate is not over the key. */
export async function loadPair(files: PairFiles, passphrase: Passphrase | undefined): Promise<Pair> {
  const askPassphrase = async (): Promise<string> => Promise.resolve(passphrase ?? '');
  const { privateKey } = await loadPrivateKey({ key: { file: files.key }, askPassphrase });
  const { contents, path } = await readInputFile(files.certificate, '--certificate-file');
  const certificate = parseCertificate(contents, path);
  if (!certificate.checkPrivateKey(privateKey))
    throw messages.createError(
      'error.PairDoesNotFit',
      [files.certificate, files.key],
      [files.certificate, files.key],
    );
  return { privateKey, certificate };
}

type Files = Parameters<typeof stagePair>[1];

async function makeFiles(input: NextPairInput, now: Date): Promise<Files> {
  const { paths, current, keySize = sizeLike(current.privateKey), days = DEFAULT_DAYS } = input;
  const validity = validityFrom(now, days);
  const lying = await readLying(paths.current.certificate);
  const subject = subjectOf(input, lying?.certificate);
  const [pair] = await Promise.all([generateKeyPair(keySize), loadDerWriter()]);
  const pem = await buildCertificate(pair, subject, validity);
  const isDer = lying?.isDer ?? false;
  checkCertificateSize(pem, { isDerWritten: isDer });
  const key = await writeKey(pair.privateKey, current.form, current.passphrase);
  return { key, certificate: isDer ? derOfPem(pem) : pem };
}

function sizeLike(key: KeyObject): KeySize {
  const size = key.asymmetricKeyDetails?.modulusLength;
  return KEY_SIZES.find((each) => each === size) ?? KEY_SIZES[0];
}

/** The certificate that lies in the place of the new one, if one does. */
async function readLying(
  file: string,
): Promise<{ certificate: X509Certificate; isDer: boolean } | undefined> {
  if (!exists(file)) return undefined;
  const { contents, path } = await readInputFile(file, '--certificate-file');
  const certificate = parseCertificate(contents, path);
  return { certificate, isDer: contents.equals(certificate.raw) };
}

/** That of certificates from elsewhere may use what this plugin does not write: then it is the name. */
function subjectOf({ subject, name, certificate }: NextPairInput, lying?: X509Certificate): Subject {
  if (subject !== undefined) return parseSubject(subject);
  const old = certificate ?? lying;
  try {
    return old ? parseSubject(summarizeCertificate(old).subject) : commonNameSubject(name);
  } catch {
    return commonNameSubject(name);
  }
}

/** As the old key: whatever reads its file goes on to find what it expects, under the same passphrase. */
async function writeKey(
  privateKey: KeyObject,
  form: KeyForm | undefined,
  passphrase: Passphrase | undefined,
): Promise<string> {
  if (passphrase === undefined) return exportPrivateKey(privateKey, form === 'pkcs1' ? 'pkcs1' : 'pkcs8');
  return form === 'jwe'
    ? `${await sealKey(privateKey, passphrase)}\n`
    : protectPrivateKey(privateKey, passphrase);
}
