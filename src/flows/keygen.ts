import { buildCertificate, validityFrom } from '../certificates/build.ts';
import { parseCertificate, summarizeCertificate, type CertificateSummary } from '../certificates/parse.ts';
import { commonNameSubject, parseSubject } from '../certificates/subject.ts';
import { writeOutputFiles } from '../io/output-dir.ts';
import { exportPrivateKey, generateKeyPair, type KeySize } from '../keys/generate.ts';

export type KeygenInput = {
  /** Base name of both files, and the common name when there is no `subject`. */
  name: string;
  outputDir: string;
  keySize: KeySize;
  days: number;
  /** RFC 4514, for example `CN=ci,O=Example Inc`. */
  subject?: string;
  force: boolean;
};

/** Paths are absolute; `backups` are the copies of what `force` replaced. */
export type KeygenResult = CertificateSummary & {
  privateKeyFile: string;
  certificateFile: string;
  keySize: KeySize;
  backups: string[];
};

/** Makes a key pair and a certificate over it, and writes both files or neither. Subject and validity are checked before. */
export async function keygen(input: KeygenInput, now: Date, signal?: AbortSignal): Promise<KeygenResult> {
  const { name, keySize, force } = input;
  const subject = input.subject === undefined ? commonNameSubject(name) : parseSubject(input.subject);
  const validity = validityFrom(now, input.days);
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
    { force, now },
  );
  const [certificateFile = '', privateKeyFile = ''] = paths;
  const summary = summarizeCertificate(parseCertificate(Buffer.from(certificate), certificateFile));
  return { privateKeyFile, certificateFile, keySize, ...summary, backups };
}
