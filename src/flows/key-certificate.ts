import { join, parse } from 'node:path';
import { exists } from '../io/pair-files.ts';
import { readInputFile } from '../io/input-file.ts';
import type { LoadedKey } from './private-key.ts';

/** Where the certificate of a key file lies, if there is one: `server.crt` of `server.key`. */
export function besideKey(keyFile: string): string | undefined {
  const { dir, name, ext } = parse(keyFile);
  const file = join(dir, `${name}.crt`);
  return ext !== '.crt' && exists(file) ? file : undefined;
}

/**
 * The certificate that lies beside a key file, as an entry of the project file shows it; undefined where there is none of this
 * key, which is nothing that a login needs.
 */
export async function findCertificateOf({
  privateKey,
  input: { path },
}: LoadedKey): Promise<{ sha256: string; notAfter: string } | undefined> {
  const file = path === undefined ? undefined : besideKey(path);
  if (file === undefined) return undefined;
  try {
    const { contents } = await readInputFile(file, '--certificate-file');
    const { parseCertificate } = await import('../certificates/parse.ts');
    const certificate = parseCertificate(contents, file);
    if (!certificate.checkPrivateKey(privateKey)) return undefined;
    return { sha256: certificate.fingerprint256, notAfter: certificate.validToDate.toISOString() };
  } catch {
    return undefined;
  }
}
