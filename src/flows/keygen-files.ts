import type { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { Pkcs12Keys } from '../certificates/pkcs12.ts';
import type { OutputFile } from '../io/output-dir.ts';
import { derOfPem } from '../keys/der-writer.ts';
import { protectPrivateKey, type DerivedKey } from '../keys/encrypt.ts';
import { exportPrivateKey, type KeyPair } from '../keys/generate.ts';
import { publicJwk } from '../keys/jwk.ts';
import type { Passphrase } from '../keys/passphrase.ts';
import type { KeygenInput } from './keygen-input.ts';
import type { LoadedKey } from './private-key.ts';

/** Which member of the result holds the path of a file. */
export type FileMember =
  | 'certificateFile'
  | 'requestFile'
  | 'certificateDerFile'
  | 'jwkFile'
  | 'privateKeyDerFile'
  | 'pkcs12File'
  | 'privateKeyFile';

/** The key, and what can be derived from the passphrase while the key is searched for. */
export type Material = {
  pair: KeyPair;
  keyInput?: LoadedKey['input'];
  derivedKey?: DerivedKey;
  pkcs12Keys?: Pkcs12Keys;
};

/** A certificate or a request; of a request there is the text only. */
export type IssuedDocument = { pem: string; certificate?: X509Certificate };

/** Where a new key will lie. Its DER form has a name that begins with that of the PEM file, which a line of .gitignore covers. */
export function secretPaths({ fromKey, outputDir, name, also }: KeygenInput): string[] {
  if (fromKey !== undefined) return [];
  const names = also.includes('pkcs12') ? [`${name}.key`, `${name}.p12`] : [`${name}.key`];
  return names.map((file) => join(outputDir, file));
}

export type MemberFile = OutputFile & { member: FileMember };

export function publicFiles(
  { name, isRequest, also }: KeygenInput,
  { publicKey }: KeyPair,
  { pem }: IssuedDocument,
): MemberFile[] {
  const files: MemberFile[] = [
    isRequest
      ? { member: 'requestFile', name: `${name}.csr`, contents: pem, mode: 0o644 }
      : { member: 'certificateFile', name: `${name}.crt`, contents: pem, mode: 0o644 },
  ];
  if (also.includes('certificate-der'))
    files.push({
      member: 'certificateDerFile',
      name: `${name}.crt.der`,
      contents: derOfPem(pem),
      mode: 0o644,
    });
  if (also.includes('jwk')) {
    const contents = `${JSON.stringify(publicJwk(publicKey), null, 2)}\n`;
    files.push({ member: 'jwkFile', name: `${name}.public.jwk`, contents, mode: 0o644 });
  }
  return files;
}

/** The key itself last: where it stands, its certificate stands, too. */
export async function secretFiles(
  { name, fromKey, keyFormat, also }: KeygenInput,
  { pair: { privateKey }, derivedKey, pkcs12Keys }: Material,
  { certificate }: IssuedDocument,
  passphrase: Passphrase | undefined,
): Promise<MemberFile[]> {
  if (fromKey !== undefined) return [];
  const pem =
    passphrase === undefined
      ? exportPrivateKey(privateKey, keyFormat)
      : await protectPrivateKey(privateKey, passphrase, derivedKey);
  const files: MemberFile[] = [];
  if (also.includes('key-der'))
    files.push({
      member: 'privateKeyDerFile',
      name: `${name}.key.der`,
      contents: derOfPem(pem),
      mode: 0o600,
    });
  if (passphrase !== undefined && pkcs12Keys && certificate) {
    const { buildPkcs12 } = await import('../certificates/pkcs12.ts');
    const contents = await buildPkcs12({ privateKey, certificate, name }, passphrase, pkcs12Keys);
    files.push({ member: 'pkcs12File', name: `${name}.p12`, contents, mode: 0o600 });
  }
  return [...files, { member: 'privateKeyFile', name: `${name}.key`, contents: pem, mode: 0o600 }];
}
