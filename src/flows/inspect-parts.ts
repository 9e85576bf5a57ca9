import {
  createPrivateKey,
  createPublicKey,
  X509Certificate,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { parseCertificate } from '../certificates/parse.ts';
import { parseRequest, type CertificateRequest } from '../certificates/parse-request.ts';
import { needsPassphrase, readPrivateKeys } from '../keys/parse.ts';
import type { Passphrase } from '../keys/passphrase.ts';
import { openPkcs12 } from '../keys/pkcs12-read.ts';
import { isPrivateKind } from '../keys/recognize.ts';
import { splitFile, type FilePart } from '../keys/split.ts';

/** A part of a file, opened as far as it can be. A private key without `privateKey` is one whose passphrase is not known. */
export type OpenPart = { part: FilePart } & (
  | { is: 'private-key'; privateKey?: KeyObject; isProtected: boolean }
  | { is: 'public-key'; publicKey: KeyObject }
  | { is: 'certificate'; certificate: X509Certificate }
  | { is: 'certificate-request'; request: CertificateRequest }
  | { is: 'jwt'; text: string }
  | { is: 'other' }
);

/** Gives the passphrase of a protected file; undefined when there is none and nobody to ask. */
export type FindPassphrase = (source: string) => Promise<Passphrase | undefined>;

/**
 * Opens all that the file holds, usable or not. Throws the named errors of the parsers for what is damaged, and for a wrong
 * passphrase. `source` is what messages call the file.
 */
export async function openParts(
  contents: Buffer,
  source: string,
  findPassphrase: FindPassphrase,
): Promise<OpenPart[]> {
  const opened: OpenPart[] = [];
  // one after the other: each may ask for its passphrase
  for (const part of splitFile(contents)) opened.push(...(await openPart(part, source, findPassphrase)));
  return opened;
}

async function openPart(part: FilePart, source: string, findPassphrase: FindPassphrase): Promise<OpenPart[]> {
  if (isPrivateKind(part.kind)) return openPrivatePart(part, source, findPassphrase);
  const { kind, contents, der } = part;
  if (kind === 'certificate') {
    return [{ part, is: 'certificate', certificate: readCertificate(contents, source) }];
  }
  if (kind === 'certificate-request') {
    const request = der && parseRequest(der);
    if (request) return [{ part, is: 'certificate-request', request }];
  }
  if (kind === 'public-key' || kind === 'public-jwk') {
    const publicKey = readPublicKey(part);
    if (publicKey) return [{ part, is: 'public-key', publicKey }];
  }
  if (kind === 'jwt') return [{ part, is: 'jwt', text: tokenIn(contents) }];
  return [{ part, is: 'other' }];
}

/** Without what surrounds a token that was copied from a file or a header. */
function tokenIn(contents: Buffer): string {
  return contents
    .toString('utf8')
    .trim()
    .replace(/^(?:authorization:\s*)?bearer\s+/i, '');
}

function readCertificate(contents: Buffer, source: string): X509Certificate {
  try {
    return new X509Certificate(contents);
  } catch {
    // which names what is wrong with it
    return parseCertificate(contents, source);
  }
}

function readPublicKey({ kind, contents, der }: FilePart): KeyObject | undefined {
  const json = (): KeyObject =>
    createPublicKey({ key: JSON.parse(contents.toString('utf8')) as JsonWebKey, format: 'jwk' });
  const binary = (type: 'spki' | 'pkcs1') => (): KeyObject =>
    createPublicKey({ key: der ?? contents, format: 'der', type });
  return firstOf(kind === 'public-jwk' ? [json] : [binary('spki'), binary('pkcs1')]);
}

/** Formats of private keys that nothing in the flow reads are described by their kind alone. */
const foreignKinds: readonly string[] = ['openssh', 'putty', 'pgp', 'ssh-private'];

async function openPrivatePart(
  part: FilePart,
  source: string,
  findPassphrase: FindPassphrase,
): Promise<OpenPart[]> {
  const { kind, contents } = part;
  if (foreignKinds.includes(kind)) return [{ part, is: 'other' }];
  const privateKey = readUnusual(part);
  if (privateKey) return [{ part, is: 'private-key', privateKey, isProtected: false }];
  const isProtected = await needsPassphrase(contents);
  const passphrase = isProtected ? await findPassphrase(source) : undefined;
  if (isProtected && passphrase === undefined) return [{ part, is: 'private-key', isProtected }];
  if (kind === 'pkcs12') return openContainer(part, source, passphrase);
  const keys = await readPrivateKeys(contents, source, passphrase);
  return keys.map((key) => ({ part, is: 'private-key', privateKey: key, isProtected }));
}

/** Keys that no login can use, in forms that the login's parser need not know. */
function readUnusual({ kind, contents, der }: FilePart): KeyObject | undefined {
  if (kind === 'ec')
    return firstOf([() => createPrivateKey({ key: der ?? contents, format: 'der', type: 'sec1' })]);
  if (kind === 'dsa') return firstOf([() => createPrivateKey(contents)]);
  if (kind !== 'private-jwk') return undefined;
  return firstOf([
    () => createPrivateKey({ key: JSON.parse(contents.toString('utf8')) as JsonWebKey, format: 'jwk' }),
  ]);
}

async function openContainer(
  part: FilePart,
  source: string,
  passphrase: Passphrase | undefined,
): Promise<OpenPart[]> {
  const { privateKeys, certificates } = await openPkcs12(part.der ?? part.contents, passphrase, source);
  const isProtected = passphrase !== undefined;
  return [
    ...privateKeys.map((privateKey) => ({ part, is: 'private-key' as const, privateKey, isProtected })),
    ...certificates.map((certificate) => ({ part, is: 'certificate' as const, certificate })),
  ];
}

function firstOf(reads: ReadonlyArray<() => KeyObject>): KeyObject | undefined {
  for (const read of reads) {
    try {
      return read();
    } catch {
      // the next one
    }
  }
  return undefined;
}
