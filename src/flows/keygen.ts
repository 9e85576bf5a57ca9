import { createPublicKey, X509Certificate } from 'node:crypto';
import type { Pkcs12Keys } from '../certificates/pkcs12.ts';
import {
  buildCertificate,
  checkCertificateSize,
  exactValidity,
  MAXIMUM_CERTIFICATE_BYTES,
  validityFrom,
  type Validity,
} from '../certificates/build.ts';
import { parseNotBefore, validityWarnings } from '../certificates/dates.ts';
import { summarizeCertificate, type CertificateSummary } from '../certificates/parse.ts';
import { commonNameSubject, formatSubject, parseSubject, type Subject } from '../certificates/subject.ts';
import { writeOutputFiles } from '../io/output-dir.ts';
import { loadDerWriter } from '../keys/der-writer.ts';
import { deriveKey } from '../keys/encrypt.ts';
import { generateKeyPair, type KeyPair } from '../keys/generate.ts';
import { publicJwk, type PublicJwk } from '../keys/jwk.ts';
import type { Passphrase } from '../keys/passphrase.ts';
import { keyFolderWarnings } from './key-custody.ts';
import {
  publicFiles,
  secretFiles,
  secretPaths,
  type FileMember,
  type IssuedDocument,
  type Material,
} from './keygen-files.ts';
import { isProtected, refuseContradictions, type Ask, type KeygenInput } from './keygen-input.ts';
import { obtainNewPassphrase } from './new-passphrase.ts';
import { loadPrivateKey, type LoadedKey } from './private-key.ts';

const DEFAULT_DAYS = 365;

/**
 * Paths are absolute; of the files, those that were asked for are there. `privateKeyFile` is an existing one with `fromKey`,
 * and absent when that key came from standard input. Without a certificate, what describes one is
 * absent, too; so is `isProtected` (a new key has a passphrase) with `fromKey`. `backups`
 * are the copies of what `force` replaced.
 */
export type KeygenResult = Partial<Record<FileMember, string>> &
  Partial<CertificateSummary> & {
    subject: string;
    keySize: number;
    isProtected?: boolean;
    publicJwk: PublicJwk;
    backups: string[];
  };

export type KeygenOutput = {
  result: KeygenResult;
  warnings: Awaited<ReturnType<typeof keyFolderWarnings>>;
  /** Of the existing key, with `fromKey`. */
  keyInput?: LoadedKey['input'];
  /** The file to put into the app: the DER form where the PEM text is larger than Salesforce takes. */
  fileForApp?: string;
};

/**
 * Makes a key pair, or takes an existing key, and a certificate or certificate request over it, and writes all files or
 * none. Everything that was typed is checked before a key is searched for.
 */
export async function keygen(
  input: KeygenInput,
  now: Date,
  { ask = {}, signal }: { ask?: Ask; signal?: AbortSignal } = {},
): Promise<KeygenOutput> {
  refuseContradictions(input);
  const subject = input.subject === undefined ? commonNameSubject(input.name) : parseSubject(input.subject);
  const validity = validityOf(input, now);
  const passphrase = await passphraseOf(input, ask);
  // git is asked while the key is searched for
  const custodyWarnings = keyFolderWarnings(secretPaths(input), { force: input.force });
  const material = await unlessAborted(prepare(input, passphrase, ask), signal);
  const document = await issue(input, material.pair, subject, validity);
  const files = [
    ...publicFiles(input, material.pair, document),
    ...(await secretFiles(input, material, document, passphrase)),
  ];
  signal?.throwIfAborted();
  const { force, command } = input;
  const { paths, backups } = await writeOutputFiles(input.outputDir, files, { force, now, command, signal });
  const written = Object.fromEntries(files.map(({ member }, index) => [member, paths[index]]));
  const { keyInput, pair } = material;
  const result: KeygenResult = {
    privateKeyFile: keyInput?.path,
    ...written,
    keySize: pair.publicKey.asymmetricKeyDetails?.modulusLength ?? 0,
    isProtected: keyInput ? undefined : passphrase !== undefined,
    ...(document.certificate && summarizeCertificate(document.certificate)),
    subject: formatSubject(subject),
    publicJwk: publicJwk(pair.publicKey),
    backups,
  };
  return {
    result,
    warnings: [...(input.isRequest ? [] : validityWarnings(validity, now)), ...(await custodyWarnings)],
    keyInput,
    fileForApp: isTooLarge(document.pem) ? result.certificateDerFile : result.certificateFile,
  };
}

function validityOf({ notBefore, days = DEFAULT_DAYS }: KeygenInput, now: Date): Validity {
  return notBefore === undefined ? validityFrom(now, days) : exactValidity(parseNotBefore(notBefore), days);
}

async function passphraseOf(input: KeygenInput, ask: Ask): Promise<Passphrase | undefined> {
  if (!isProtected(input)) return undefined;
  const passphrase = await obtainNewPassphrase(input.passphrase, ask.newPassphrase);
  if (input.also.includes('pkcs12')) {
    const { checkPkcs12Passphrase } = await import('../certificates/pkcs12.ts');
    checkPkcs12Passphrase(passphrase);
  }
  return passphrase;
}

async function prepare(input: KeygenInput, passphrase: Passphrase | undefined, ask: Ask): Promise<Material> {
  if (input.fromKey !== undefined) {
    const location = { key: { file: input.fromKey }, passphrase: input.passphrase, flag: '--from-key' };
    const loading = loadPrivateKey({ ...location, askPassphrase: ask.passphrase });
    const [{ privateKey, input: keyInput }] = await Promise.all([loading, loadDerWriter()]);
    return { pair: { privateKey, publicKey: createPublicKey(privateKey) }, keyInput };
  }
  const [pair, derivedKey, pkcs12Keys] = await Promise.all([
    generateKeyPair(input.keySize ?? 2048),
    passphrase && deriveKey(passphrase),
    passphrase && input.also.includes('pkcs12') ? derivePkcs12(passphrase) : undefined,
    loadDerWriter(),
  ]);
  return { pair, derivedKey, pkcs12Keys };
}

async function derivePkcs12(passphrase: Passphrase): Promise<Pkcs12Keys> {
  const { derivePkcs12Keys } = await import('../certificates/pkcs12.ts');
  return derivePkcs12Keys(passphrase);
}

/** Ends at once when it is interrupted; what a thread does then, such as to search for a key, is left unheard. */
async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([work, aborted]);
}

async function issue(
  { isRequest, also }: KeygenInput,
  pair: KeyPair,
  subject: Subject,
  validity: Validity,
): Promise<IssuedDocument> {
  if (isRequest) {
    const { buildRequest } = await import('../certificates/request.ts');
    return { pem: await buildRequest(pair, subject) };
  }
  const pem = await buildCertificate(pair, subject, validity);
  checkCertificateSize(pem, { isDerWritten: also.includes('certificate-der') });
  return { pem, certificate: new X509Certificate(pem) };
}

const isTooLarge = (pem: string): boolean => Buffer.byteLength(pem) > MAXIMUM_CERTIFICATE_BYTES;
