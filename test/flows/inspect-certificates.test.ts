import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { inspect } from '../../src/flows/inspect.ts';
import { newCertificate, newKey, newRequest, openssl, opensslBytes } from '../keys/openssl.ts';
import { inspectedFiles, namesOf, now, summaryOf } from './inspected-files.ts';

describe('flows/inspect, certificates and requests', () => {
  const { keys, write, inspectText } = inspectedFiles();
  const yearLong = (key = keys.pem, ...options: string[]): string =>
    newCertificate(key, '/CN=test', '-days', '365', ...options);
  const comment = (length: number): string[] => ['-addext', `nsComment=${'x'.repeat(length)}`];
  const derRequest = (): Buffer => opensslBytes(['req', '-outform', 'DER'], newRequest(keys.pem));

  function issued(): string {
    const authority = [
      '-CA',
      write('ca.crt', newCertificate(keys.other, '/CN=authority')),
      '-CAkey',
      write('ca.key', keys.other),
    ];
    return openssl(['x509', '-req', ...authority, '-days', '365', '-set_serial', '7'], newRequest(keys.pem));
  }

  /** The signature does not hold any more, so it is not self-signed either. */
  const withMonth13 = (der: Buffer): Buffer =>
    Buffer.from(der.toString('latin1').replace(/(?<=\x17\x0d\d\d)\d\d/, '13'), 'latin1');

  const rows: Array<[string, () => string | Buffer, string]> = [
    ['a certificate', yearLong, 'X.509, PEM; RSA, 2048 bits; usable'],
    ['one by an authority', issued, 'X.509, PEM; RSA, 2048 bits; issued; usable'],
    [
      'DER',
      () => opensslBytes(['x509', '-outform', 'DER'], yearLong()),
      'X.509, DER; RSA, 2048 bits; usable',
    ],
    [
      'one that openssl trusts',
      () => openssl(['x509', '-trustout'], yearLong()),
      'X.509, PEM; RSA, 2048 bits; usable',
    ],
    [
      'a certificate with its text',
      () => openssl(['x509', '-text'], yearLong()),
      'X.509, PEM; RSA, 2048 bits; usable',
    ],
    [
      'one that ends in 11 days',
      () => newCertificate(keys.pem, '/CN=test', '-days', '12'),
      'X.509, PEM; RSA, 2048 bits; usable; CertificateEndsSoon',
    ],
    [
      'SHA-1',
      () => yearLong(keys.pem, '-sha1'),
      'X.509, PEM; RSA, 2048 bits; usable; CertificateWeaklySigned',
    ],
    [
      'key usage without signatures',
      () => yearLong(keys.pem, '-addext', 'keyUsage=keyEncipherment'),
      'X.509, PEM; RSA, 2048 bits; usable; CertificateNotForSignatures',
    ],
    [
      'serial number 0',
      () => yearLong(keys.pem, '-set_serial', '0'),
      'X.509, PEM; RSA, 2048 bits; usable; SerialNumberNotPositive',
    ],
    [
      'a negative serial number',
      () => yearLong(keys.pem, '-set_serial', '-5'),
      'X.509, PEM; RSA, 2048 bits; usable; SerialNumberNotPositive',
    ],
    [
      'a date that is none',
      () => withMonth13(new X509Certificate(yearLong()).raw),
      'X.509, DER; RSA, 2048 bits; issued; unusable; CertificateDateUnreadable; CertificateSignatureWrong',
    ],
    ['an EC key', () => yearLong(keys.ec), 'X.509, PEM; EC, P-256; unusable; KeyIsNotRsa'],
    [
      '1024 bits',
      () => yearLong(newKey('RSA', 'rsa_keygen_bits:1024')),
      'X.509, PEM; RSA, 1024 bits; unusable; KeyTooShort',
    ],
    [
      '5 KB',
      () => yearLong(keys.pem, ...comment(4000)),
      'X.509, PEM; RSA, 2048 bits; unusable; CertificateTooLarge',
    ],
    [
      '4 KB as PEM, less as DER',
      () => yearLong(keys.pem, ...comment(2500)),
      'X.509, PEM; RSA, 2048 bits; usable; CertificateLargeAsPem',
    ],
    [
      'a request',
      () => newRequest(keys.pem),
      'PKCS#10, PEM; RSA, 2048 bits; unusable; RequestIsNoCertificate',
    ],
    ['a request as DER', derRequest, 'PKCS#10, DER; RSA, 2048 bits; unusable; RequestIsNoCertificate'],
    [
      'a request of old software',
      () => newRequest(keys.pem).replaceAll('CERTIFICATE', 'NEW CERTIFICATE'),
      'PKCS#10, PEM; RSA, 2048 bits; unusable; RequestIsNoCertificate',
    ],
    [
      'a request of an EC key',
      () => newRequest(keys.ec),
      'PKCS#10, PEM; EC, P-256; unusable; RequestIsNoCertificate; KeyIsNotRsa',
    ],
    [
      'a request of an Ed25519 key',
      () => newRequest(newKey('ED25519')),
      'PKCS#10, PEM; Ed25519; unusable; RequestIsNoCertificate; KeyIsNotRsa',
    ],
    [
      'a request that was changed',
      () => Buffer.from(derRequest().toString('latin1').replace('test', 'tesT'), 'latin1'),
      'PKCS#10, DER; RSA, 2048 bits; not signed; unusable; RequestIsNoCertificate; RequestNotSigned',
    ],
  ];
  for (const [what, contents, summary] of rows) {
    it(`describes ${what}`, async () => {
      expect((await inspectText(contents())).items.map(summaryOf)).to.deep.equal([summary]);
    });
  }

  it('tells names, dates, extensions and fingerprint as openssl does', async () => {
    const text = newCertificate(
      keys.pem,
      '/C=DE/O=Müller, GmbH/CN=a',
      '-addext',
      'keyUsage=critical,digitalSignature,keyCertSign,decipherOnly',
    );
    const [item] = (await inspectText(text)).items;
    if (item?.kind !== 'certificate') return expect.fail();
    const { subject, issuer, notAfter, isAuthority, keyUsage, signatureAlgorithm, serialNumber, sha256 } =
      item;
    expect(subject).to.equal(String.raw`CN=a,O=Müller\, GmbH,C=DE`);
    expect(issuer).to.equal(subject);
    expect(notAfter).to.equal(new X509Certificate(text).validToDate.toISOString());
    expect(isAuthority).to.equal(true);
    expect(keyUsage).to.deep.equal(['digitalSignature', 'keyCertSign', 'decipherOnly']);
    expect(signatureAlgorithm).to.equal('RSA with SHA-256');
    expect(`serial=${serialNumber}\n`).to.equal(openssl(['x509', '-noout', '-serial'], text));
    const fingerprint = openssl(['x509', '-noout', '-fingerprint', '-sha256'], text);
    expect(fingerprint.toLowerCase()).to.equal(`sha256 fingerprint=${sha256.toLowerCase()}\n`);
    return undefined;
  });

  it('reads the names of a request as those of a certificate', async () => {
    const file = write('k', keys.pem);
    for (const subject of [
      '/C=DE/O=Müller, GmbH/CN=a',
      '/CN=日本/OU=x#y',
      '/CN=a/emailAddress=me@acme.example',
    ]) {
      const request = openssl(['req', '-new', '-key', file, '-utf8', '-subj', subject]);
      const [first] = (await inspectText(request)).items;
      const [second] = (await inspectText(newCertificate(keys.pem, subject))).items;
      if (first?.kind !== 'certificate-request' || second?.kind !== 'certificate') return expect.fail();
      expect(first.subject).to.equal(second.subject);
    }
    const nameless = openssl(['req', '-new', '-key', file, '-subj', '/']);
    expect((await inspectText(nameless)).items[0]).to.include({ subject: '' });
    return undefined;
  });

  it('warns of a certificate that is ended, or not yet valid, by the time that it is told', async () => {
    const file = write('server.crt', yearLong());
    const namesAt = async (moment: Date): Promise<string[]> =>
      namesOf((await inspect({ file }, moment)).items[0]!);
    expect(await namesAt(new Date('2001-01-01'))).to.deep.equal(['CertificateNotYetValid']);
    expect(await namesAt(now)).to.deep.equal([]);
    expect(await namesAt(new Date('2101-01-01'))).to.deep.equal(['CertificateEnded']);
  });
});
