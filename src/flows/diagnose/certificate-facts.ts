import { parseCertificate } from '../../certificates/parse.ts';
import type { CertificateFact } from '../../diagnosis/facts.ts';
import { readKeyInput } from '../../io/secret-input.ts';
import { publicKeySha256 } from '../../keys/fingerprint.ts';
import { besideKey } from '../key-certificate.ts';
import { troubleOf } from './trouble.ts';

/**
 * Reads the certificate that was named, or the one beside the key: `server.crt` of `server.key`. `null`: none was named, and
 * none lies there, which is nothing that a login needs.
 */
export async function readCertificateFact(
  fileName: string | undefined,
  keyFile: string | null,
): Promise<CertificateFact | null> {
  const file = fileName ?? (keyFile === null ? undefined : besideKey(keyFile));
  if (file === undefined) return null;
  try {
    const { source, path = null, contents } = await readKeyInput({ file }, '--certificate-file');
    const certificate = parseCertificate(contents, source);
    return {
      source,
      path,
      sha256: certificate.fingerprint256,
      publicKeySha256: publicKeySha256(certificate.publicKey),
      notBefore: certificate.validFromDate.toISOString(),
      notAfter: certificate.validToDate.toISOString(),
    };
  } catch (error) {
    return { source: file, path: file === '-' ? null : file, trouble: troubleOf(error) };
  }
}
