import { join } from 'node:path';
import { buildCertificate, validityFrom } from '../certificates/build.ts';
import { parseCertificate, summarizeCertificate, type CertificateSummary } from '../certificates/parse.ts';
import { commonNameSubject, parseSubject } from '../certificates/subject.ts';
import { writeOutputFiles } from '../io/output-dir.ts';
import { exportPrivateKey, generateKeyPair, type KeySize } from '../keys/generate.ts';
import { keyFolderWarnings } from './key-custody.ts';

export type KeygenInput = {
  /** Base name of both files, and the common name when there is no `subject`. */
  name: string;
  outputDir: string;
  keySize: KeySize;
  days: number;
  /** RFC 4514, for example `CN=ci,O=Example Inc`. */
  subject?: string;
  force: boolean;
  /** As it was typed, for errors. */
  command?: string;
};

/** Paths are absolute; `backups` are the copies of what `force` replaced. */
export type KeygenResult = CertificateSummary & {
  privateKeyFile: string;
  certificateFile: string;
  keySize: KeySize;
  backups: string[];
};

export type KeygenOutput = {
  result: KeygenResult;
  warnings: Awaited<ReturnType<typeof keyFolderWarnings>>;
};

/** Makes a key pair and a certificate over it, and writes both files or neither. Subject and validity are checked before. */
export async function keygen(input: KeygenInput, now: Date, signal?: AbortSignal): Promise<KeygenOutput> {
  const { name, keySize, force, command } = input;
  const subject = input.subject === undefined ? commonNameSubject(name) : parseSubject(input.subject);
  const validity = validityFrom(now, input.days);
  // git is asked while the key is searched for
  const warnings = keyFolderWarnings([join(input.outputDir, `${name}.key`)], { force });
  const pair = await generateKeyPair(keySize);
  const certificate = await buildCertificate(pair, subject, validity);
  signal?.throwIfAborted();
  const { paths, backups } = await writeOutputFiles(
    input.outputDir,
    [
      // the key last: where it stands, its certificate stands too
      { name: `${name}.crt`, contents: certificate, mode: 0o644 },
      { name: `${name}.key`, contents: exportPrivateKey(pair.privateKey), mode: 0o600 },
    ],
    { force, now, command, signal },
  );
  const [certificateFile = '', privateKeyFile = ''] = paths;
  const summary = summarizeCertificate(parseCertificate(Buffer.from(certificate), certificateFile));
  const result = { privateKeyFile, certificateFile, keySize, ...summary, backups };
  return { result, warnings: await warnings };
}
