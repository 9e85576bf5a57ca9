import { webcrypto, X509Certificate } from 'node:crypto';

/** PEM texts: what a TLS server presents and signs with, and the authority that its clients must trust. */
export type TlsIdentity = { authority: string; certificate: string; privateKey: string };

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

function exportPem(key: ArrayBuffer): string {
  const lines = Buffer.from(key).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN PRIVATE KEY-----\n${lines.trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

/**
 * A certificate for these host names and addresses, and the authority that signed it; nobody keeps the authority's key.
 * Both are valid from the day before `now` (a client's clock may be behind) for a month.
 */
export async function makeTlsIdentity(names: string[], now: Date): Promise<TlsIdentity> {
  // Its dependency injection wants this polyfill to be there first.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const makeKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const [authorityKeys, hostKeys] = await Promise.all([makeKeys(), makeKeys()]);
  const validity = {
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + 30 * DAY),
    signingAlgorithm: ALGORITHM,
  };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=Simulated org (not Salesforce)',
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const host = await x509.X509CertificateGenerator.create({
    ...validity,
    subject: 'CN=Simulated org host',
    issuer: authority.subject,
    signingKey: authorityKeys.privateKey,
    publicKey: hostKeys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' : 'dns', value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  return {
    authority: authority.toString('pem') + '\n',
    certificate: host.toString('pem') + '\n',
    privateKey: exportPem(await webcrypto.subtle.exportKey('pkcs8', hostKeys.privateKey)),
  };
}

/** Whether clients would refuse the certificates within a day. */
export function endsWithinADay({ authority, certificate }: TlsIdentity, now: Date): boolean {
  return [authority, certificate].some(
    (pem) => Date.parse(new X509Certificate(pem).validTo) - now.getTime() < DAY,
  );
}
