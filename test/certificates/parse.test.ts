import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { buildCertificate, validityFrom } from '../../src/certificates/build.ts';
import { certificateBody, parseCertificate, summarizeCertificate } from '../../src/certificates/parse.ts';
import { commonNameSubject } from '../../src/certificates/subject.ts';
import { generateKeyPair } from '../../src/keys/generate.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { newCertificate, newKey, newRequest, openssl, opensslBytes } from '../keys/openssl.ts';

describe('certificates/parse', () => {
  let key: string;
  let pem: string;
  let der: Buffer;
  let other: string;

  before(() => {
    key = newKey('RSA', 'rsa_keygen_bits:2048');
    pem = newCertificate(key, '/C=DE/O=Acme/CN=first', '-set_serial', '0x4142');
    der = opensslBytes(['x509', '-outform', 'DER'], pem);
    other = newCertificate(newKey('RSA', 'rsa_keygen_bits:2048'), '/CN=second');
  });

  const accepted: Array<[string, () => string | Buffer]> = [
    ['PEM', () => pem],
    ['DER', () => der],
    ['PEM with CRLF', () => pem.replaceAll('\n', '\r\n')],
    ['PEM with escaped line breaks', () => pem.replaceAll('\n', '\\n')],
    ['PEM with spaces for line breaks', () => pem.replaceAll('\n', ' ')],
    ['PEM in quotes and base64', () => Buffer.from(JSON.stringify(pem)).toString('base64')],
    ['PEM in UTF-16, as PowerShell writes it', () => Buffer.from(`\uFEFF${pem}`, 'utf16le')],
    ['base64 of DER', () => der.toString('base64')],
    ['PEM after its own text', () => openssl(['x509', '-text'], pem)],
    ['a trusted certificate of openssl', () => openssl(['x509', '-trustout'], pem)],
    ['the first of a bundle', () => pem + other],
    ['PEM with the private key after it', () => pem + key],
    ['PEM with the private key before it', () => key + pem],
  ];
  for (const [what, contents] of accepted) {
    it(`reads ${what}`, () => {
      const certificate = parseCertificate(Buffer.from(contents()), 'server.crt');
      expect(certificate.raw.equals(der)).to.equal(true);
    });
  }

  const refused: Array<[string, string, () => string | Buffer]> = [
    ['an empty file', 'CertificateFileEmptyError', () => ''],
    ['white space', 'CertificateFileEmptyError', () => '\r\n  \n'],
    ['a private key', 'CertificateIsPrivateKeyError', () => key],
    ['a PKCS#1 private key', 'CertificateIsPrivateKeyError', () => openssl(['rsa', '-traditional'], key)],
    [
      'an encrypted private key',
      'CertificateIsPrivateKeyError',
      () => openssl(['pkcs8', '-topk8', '-passout', 'pass:x'], key),
    ],
    [
      'a DER private key',
      'CertificateIsPrivateKeyError',
      () => opensslBytes(['pkey', '-outform', 'DER'], key),
    ],
    ['a private key in base64', 'CertificateIsPrivateKeyError', () => Buffer.from(key).toString('base64')],
    ['a signing request', 'CertificateIsRequestError', () => newRequest(key)],
    [
      'a signing request of old software',
      'CertificateIsRequestError',
      () => newRequest(key).replaceAll('CERT', 'NEW CERT'),
    ],
    ['a public key', 'CertificateNotRecognizedError', () => openssl(['pkey', '-pubout'], key)],
    ['a sign-in page', 'CertificateNotRecognizedError', () => '<html><body>Please sign in</body></html>'],
    ['random text', 'CertificateNotRecognizedError', () => 'not a certificate'],
    ['PEM that ends in the middle', 'CertificateNotRecognizedError', () => pem.slice(0, 600)],
    ['PEM without its middle', 'CertificateNotRecognizedError', () => pem.slice(0, 300) + pem.slice(500)],
    ['DER that ends in the middle', 'CertificateNotRecognizedError', () => der.subarray(0, 400)],
    [
      'an EC certificate',
      'CertificateIsNotRsaError',
      () => newCertificate(newKey('EC', 'ec_paramgen_curve:P-256')),
    ],
    ['an Ed25519 certificate', 'CertificateIsNotRsaError', () => newCertificate(newKey('ED25519'))],
    [
      'an RSA-PSS certificate',
      'CertificateIsNotRsaError',
      () => newCertificate(newKey('RSA-PSS', 'rsa_keygen_bits:2048')),
    ],
    [
      'a key of 1024 bits',
      'CertificateKeyTooShortError',
      () => newCertificate(newKey('RSA', 'rsa_keygen_bits:1024')),
    ],
  ];
  for (const [what, name, contents] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const error = await thrownBy(() => parseCertificate(Buffer.from(contents()), '/home/me/server.crt'));
      expect(error.name).to.equal(name);
      expect(error.message).to.include('/home/me/server.crt');
      expect(error.actions?.at(-1)).to.include('sf jwt keygen');
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
      for (const line of key.trim().split('\n').slice(1, -1))
        expect(everythingIn(error)).not.to.include(line);
    });
  }

  it('names the type and the size of a key that cannot serve', async () => {
    const messageFor = async (text: string): Promise<string> =>
      (await thrownBy(() => parseCertificate(Buffer.from(text), 'x.crt'))).message;
    expect(await messageFor(newCertificate(newKey('EC', 'ec_paramgen_curve:P-256')))).to.include('type EC.');
    expect(await messageFor(newCertificate(newKey('RSA', 'rsa_keygen_bits:1024')))).to.include(
      '1024 bits; at least 2048',
    );
  });

  it('takes a certificate that has expired: Salesforce does not look at its dates', async () => {
    const pair = await generateKeyPair(2048);
    const expired = await buildCertificate(
      pair,
      commonNameSubject('old'),
      validityFrom(new Date('2020-01-01T00:00:00Z'), 1),
    );
    expect(() => openssl(['x509', '-noout', '-checkend', '0'], expired)).to.throw();
    expect(parseCertificate(Buffer.from(expired), 'old.crt').subject).to.equal('CN=old');
  });

  it('gives the body as one line of base64 of the DER', () => {
    expect(certificateBody(new X509Certificate(pem))).to.equal(der.toString('base64'));
  });

  it('summarizes a certificate as openssl reads it', () => {
    const shown = openssl(
      [
        'x509',
        '-noout',
        '-subject',
        '-serial',
        '-fingerprint',
        '-sha256',
        '-dates',
        '-dateopt',
        'iso_8601',
        '-nameopt',
        'RFC2253',
      ],
      pem,
    );
    const read = Object.fromEntries(
      shown
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/).slice(0, 2) as [string, string]),
    );
    const { subject, serialNumber, sha256, notBefore, notAfter } = summarizeCertificate(
      new X509Certificate(pem),
    );
    expect(subject).to.equal('CN=first,O=Acme,C=DE').and.to.equal(read['subject']);
    expect(serialNumber).to.equal('4142').and.to.equal(read['serial']);
    expect(sha256).to.equal(read['sha256 Fingerprint']);
    expect(new Date(notBefore).getTime()).to.equal(Date.parse(read['notBefore']!));
    expect(new Date(notAfter).getTime()).to.equal(Date.parse(read['notAfter']!));
  });
});
