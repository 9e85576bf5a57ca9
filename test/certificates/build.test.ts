import { expect } from 'chai';
import { createHash, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildCertificate,
  checkCertificateSize,
  exactValidity,
  MAXIMUM_CERTIFICATE_BYTES,
  validityFrom,
} from '../../src/certificates/build.ts';
import { commonNameSubject, parseSubject } from '../../src/certificates/subject.ts';
import { exportPrivateKey, generateKeyPair, type KeyPair } from '../../src/keys/generate.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { thrownBy } from '../io/thrown.ts';
import { openssl, opensslBytes } from '../keys/openssl.ts';

const now = new Date('2026-11-24T12:00:00.789Z');
const SUBJECT = 'CN=Müller 日本,OU=CI,O=Beispiel GmbH,L=Köln,ST=NRW,C=DE';

describe('certificates/build', () => {
  const folder = temporaryFolder();
  let pair: KeyPair;
  let pem: string;

  before(async () => {
    pair = await generateKeyPair(2048);
    pem = await buildCertificate(pair, parseSubject(SUBJECT), validityFrom(now, 365));
  });

  const build = (subject: string, days = 365): Promise<string> =>
    buildCertificate(pair, parseSubject(subject), validityFrom(now, days));
  const show = (...options: string[]): string => openssl(['x509', '-noout', ...options], pem);

  it('is an X.509 v3 certificate with exactly the extensions that strict linters ask for', () => {
    const text = show('-text');
    expect(text).to.include('Version: 3 (0x2)');
    expect(text.match(/Signature Algorithm: (\S+)/g)).to.deep.equal([
      'Signature Algorithm: sha256WithRSAEncryption',
      'Signature Algorithm: sha256WithRSAEncryption',
    ]);
    const [, extensions = ''] = /X509v3 extensions:\n([\s\S]*?)\n {4}Signature Algorithm/.exec(text) ?? [];
    const lines = extensions.split('\n').map((line) => line.trim());
    const id = keyIdentifier(pair);
    expect(lines).to.deep.equal([
      'X509v3 Basic Constraints: critical',
      'CA:FALSE',
      'X509v3 Key Usage: critical',
      'Digital Signature',
      'X509v3 Subject Key Identifier:',
      id,
      'X509v3 Authority Key Identifier:',
      id,
    ]);
  });

  it('stands up to openssl verify -x509_strict', () => {
    const file = join(folder(), 'server.crt');
    writeFileSync(file, pem);
    const moment = String(now.getTime() / 1000 + 1).split('.')[0]!;
    expect(openssl(['verify', '-x509_strict', '-attime', moment, '-CAfile', file, file])).to.equal(
      `${file}: OK\n`,
    );
  });

  it('is PEM text with LF, byte for byte as openssl writes it', () => {
    expect(openssl(['x509'], pem)).to.equal(pem);
  });

  it('holds the public key of the private key', () => {
    expect(show('-pubkey')).to.equal(openssl(['pkey', '-pubout'], exportPrivateKey(pair.privateKey)));
  });

  it('has a positive serial number of 16 bytes, another one each time', async () => {
    const others = await Promise.all(Array.from({ length: 8 }, () => build('CN=x')));
    const serials = [pem, ...others].map((text) => openssl(['x509', '-noout', '-serial'], text).trim());
    for (const serial of serials) expect(serial).to.match(/^serial=[4-7][0-9A-F]{31}$/);
    expect(new Set(serials).size).to.equal(9);
  });

  it('names issuer and subject alike, in the order of the DER, readable as UTF-8', () => {
    const name = `C=DE,ST=NRW,L=Köln,O=Beispiel GmbH,OU=CI,CN=Müller 日本`;
    expect(show('-subject', '-nameopt', 'utf8,sname,sep_comma_plus')).to.equal(`subject=${name}\n`);
    expect(show('-issuer', '-nameopt', 'utf8,sname,sep_comma_plus')).to.equal(`issuer=${name}\n`);
  });

  it('writes the country as PrintableString and every other value as UTF8String', () => {
    const strings = openssl(['asn1parse'], pem)
      .split('\n')
      .filter((line) => /(?:STRING|String) +:/.test(line) && !line.includes('OCTET'))
      .map((line) => /prim: (\w+)/.exec(line)?.[1]);
    const name = ['PRINTABLESTRING', ...Array<string>(5).fill('UTF8STRING')];
    expect(strings).to.deep.equal([...name, ...name]);
  });

  it('begins five minutes before now and ends the asked-for days after now, in whole seconds', () => {
    expect(show('-dates')).to.equal(
      'notBefore=Nov 24 11:55:00 2026 GMT\nnotAfter=Nov 24 12:00:00 2027 GMT\n',
    );
  });

  const ends: Array<[string, string[]]> = [
    ['2049-12-31', ['UTCTIME', 'UTCTIME']],
    ['2050-01-01', ['UTCTIME', 'GENERALIZEDTIME']],
    ['9999-12-31', ['UTCTIME', 'GENERALIZEDTIME']],
  ];
  for (const [date, types] of ends) {
    it(`writes an end on ${date} as ${types[1]!}`, async () => {
      const text = await build('CN=x', daysUntil(date));
      const times = openssl(['asn1parse'], text).match(/UTCTIME|GENERALIZEDTIME/g);
      expect(times).to.deep.equal(types);
      const { notAfter } = readDates(text);
      expect(notAfter).to.match(new RegExp(` ${date.slice(0, 4)} GMT$`));
    });
  }

  const beginnings: Array<[string, string[]]> = [
    ['1950-01-01', ['UTCTIME', 'UTCTIME']],
    ['2049-12-31', ['UTCTIME', 'GENERALIZEDTIME']],
    ['2050-01-01', ['GENERALIZEDTIME', 'GENERALIZEDTIME']],
  ];
  for (const [date, types] of beginnings) {
    it(`begins exactly at ${date} when told to, as ${types[0]!}, and counts the days from there`, async () => {
      const begin = new Date(`${date}T00:00:00Z`);
      const text = await buildCertificate(pair, parseSubject('CN=x'), exactValidity(begin, 1));
      expect(openssl(['asn1parse'], text).match(/UTCTIME|GENERALIZEDTIME/g)).to.deep.equal(types);
      const { validFromDate, validToDate } = new X509Certificate(text);
      expect(validFromDate.toISOString()).to.equal(begin.toISOString());
      expect(validToDate.getTime() - begin.getTime()).to.equal(86_400_000);
      const [from = ''] = /:(\d+Z)/.exec(openssl(['asn1parse'], text)) ?? [];
      expect(from).to.match(/^:\d{12,14}Z$/);
    });
  }

  for (const days of [daysUntil('9999-12-31') + 1, 3_000_000, 1e12, Infinity, NaN]) {
    it(`refuses ${days} days, which end after the year 9999`, async () => {
      const error = await thrownBy(() => validityFrom(now, days));
      expect(error.name).to.equal('ValidityTooLongError');
      expect(error.message).to.include(String(days));
    });
  }

  it('stays under 4 KB with a key of 4096 bits and a usual subject', async () => {
    const text = await buildCertificate(
      await generateKeyPair(4096),
      parseSubject(SUBJECT),
      validityFrom(now, 365),
    );
    expect(Buffer.byteLength(text)).to.be.below(MAXIMUM_CERTIFICATE_BYTES);
    expect(new X509Certificate(text).publicKey.asymmetricKeyDetails?.modulusLength).to.equal(4096);
  });

  describe('larger than 4 KB', () => {
    const units = (count: number): string => `CN=x${`,OU=${'漢'.repeat(64)}`.repeat(count)}`;
    const largest = ['CN', 'O', 'OU', 'L', 'ST'].map(
      (type) => `${type}=${'😀'.repeat(['L', 'ST'].includes(type) ? 128 : 64)}`,
    );

    it('is refused, with the remark that its DER form is small enough, and only when it is', async () => {
      const fits = await build(units(4));
      expect(Buffer.byteLength(fits)).to.be.within(3300, MAXIMUM_CERTIFICATE_BYTES);
      checkCertificateSize(fits, { isDerWritten: false });
      const pem = await build(units(7));
      const error = await thrownBy(() => checkCertificateSize(pem, { isDerWritten: false }));
      expect(error.name).to.equal('CertificateTooLargeError');
      expect(error.message).to.include(
        ` has ${pem.length} bytes as PEM text; Salesforce takes at most 4096.`,
      );
      expect(error.message).to.include(`${derSize(pem)} bytes and is small enough`);
      expect(error.actions?.at(-1)).to.include('sf jwt keygen --also certificate-der');
    });

    it('is taken when its DER form is written as well and is small enough', async () => {
      checkCertificateSize(await build(units(7)), { isDerWritten: true });
    });

    it('is refused with the remark that DER does not help: the largest subject and 4096 bits', async () => {
      const big = await generateKeyPair(4096);
      const pem = await buildCertificate(big, parseSubject(largest.join(',')), validityFrom(now, 1));
      for (const isDerWritten of [false, true]) {
        const error = await thrownBy(() => checkCertificateSize(pem, { isDerWritten }));
        expect(error.name).to.equal('CertificateTooLargeAsDerError');
        expect(error.message).to.include(`Its DER form has ${derSize(pem)} bytes, so that does not help.`);
      }
    });
  });

  it('refuses to return a certificate whose public key is not that of the private key', async () => {
    const { publicKey } = await generateKeyPair(2048);
    const mismatched = { privateKey: pair.privateKey, publicKey };
    const error = await thrownBy(() =>
      buildCertificate(mismatched, commonNameSubject('x'), validityFrom(now, 1)),
    );
    expect(error.name).to.equal('CertificateSelfCheckFailedError');
    expect(error.message).to.include('its signature verifies');
  });
});

/** SHA-1 over the bits of the public key (RFC 5280, 4.2.1.2, method 1), as openssl prints it. */
function keyIdentifier({ publicKey }: KeyPair): string {
  const digest = createHash('sha1').update(publicKey.export({ type: 'pkcs1', format: 'der' }));
  return digest.digest('hex').toUpperCase().match(/../g)!.join(':');
}

function daysUntil(date: string): number {
  return (Date.parse(`${date}T00:00:00Z`) - Date.parse('2026-11-24T00:00:00Z')) / 86_400_000;
}

function derSize(pem: string): number {
  return opensslBytes(['x509', '-outform', 'DER'], pem).length;
}

function readDates(pem: string): { notAfter: string } {
  return { notAfter: openssl(['x509', '-noout', '-enddate'], pem).trim() };
}
