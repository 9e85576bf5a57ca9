// What we make, read by programs that did not make it: openssl, GnuTLS, and Java, which Salesforce is written in.
import { expect } from 'chai';
import fc from 'fast-check';
import { X509Certificate } from 'node:crypto';
import { buildCertificate, exactValidity } from '../../src/certificates/build.ts';
import { parseSubject } from '../../src/certificates/subject.ts';
import { generateKeyPair, type KeyPair } from '../../src/keys/generate.ts';
import { openssl } from '../keys/openssl.ts';
import { CERTTOOL, itWith, KEYTOOL, readAsn1, readWith } from './programs.ts';

/** Of today: openssl verifies for now. */
const begin = new Date(Math.floor(Date.now() / 1000 - 3600) * 1000);

const EVERY_TYPE =
  'CN=ci,SN=Müller,GN=Eva,E=a@b.de,UID=u1,DC=example,DC=com,serialNumber=12-3,STREET=Weg 1,OU=x,O=Acme,L=Köln,ST=NRW,C=DE';
const certificates: Array<{ what: string; subject: string; days: number; keySize: 2048 | 3072 | 4096 }> = [
  { what: 'a usual one', subject: 'CN=server', days: 365, keySize: 2048 },
  { what: 'every type of attribute', subject: EVERY_TYPE, days: 730, keySize: 3072 },
  {
    what: 'every special character',
    subject: 'CN=\\,\\+\\"\\\\\\<\\>\\;=#,O=\\ x\\ ',
    days: 1,
    keySize: 2048,
  },
  { what: 'Hebrew and Arabic', subject: 'CN=שרת ייצור,O=شركة مثال', days: 30, keySize: 2048 },
  { what: '64 characters of four bytes', subject: `CN=${'😀'.repeat(64)}`, days: 30, keySize: 4096 },
  { what: 'an end after 2050', subject: 'CN=long', days: 20_000, keySize: 2048 },
];

describe('certificates, read by others', () => {
  const pairs: Partial<Record<number, KeyPair>> = {};

  before(async function () {
    this.timeout(60_000);
    for (const size of [2048, 3072, 4096] as const) pairs[size] = await generateKeyPair(size);
  });

  const build = async (subject: string, days = 30, keySize = 2048): Promise<string> =>
    buildCertificate(pairs[keySize]!, parseSubject(subject), exactValidity(begin, days));

  for (const { what, subject, days, keySize } of certificates) {
    describe(what, () => {
      let pem: string;
      before(async () => (pem = await build(subject, days, keySize)));

      it('stands up to openssl verify -x509_strict, with and without -check_ss_sig', () => {
        const verify = (...options: string[]): string =>
          readWith(
            { name: 'openssl', package: 'openssl', isInstalled: true },
            ['verify', '-x509_strict', ...options, '-CAfile', 'crt', 'crt'],
            { crt: pem },
          );
        expect(verify()).to.equal('crt: OK\n');
        expect(verify('-check_ss_sig', '-purpose', 'any')).to.equal('crt: OK\n');
      });

      itWith(CERTTOOL, 'is read by GnuTLS', () => {
        const shown = readWith(CERTTOOL, ['--certificate-info', '--infile', 'crt'], { crt: pem });
        expect(shown)
          .to.include(`Modulus (bits ${keySize})`)
          .and.to.include('Signature Algorithm: RSA-SHA256');
        expect(shown).to.include('Certificate Authority (CA): FALSE').and.to.include(pem);
      });

      itWith(KEYTOOL, 'is read by Java, and taken into a key store', () => {
        const shown = readWith(KEYTOOL, ['-printcert', '-v', '-file', 'crt'], { crt: pem });
        expect(shown).to.include(new X509Certificate(pem).fingerprint256);
        expect(shown).to.include(`${keySize}-bit RSA key`).and.to.include('SHA256withRSA');
        const args = [
          '-importcert',
          '-noprompt',
          '-keystore',
          'ks',
          '-storepass',
          'a passphrase',
          '-file',
          'crt',
        ];
        expect(readWith(KEYTOOL, args, { crt: pem })).to.include('added to keystore');
      });
    });
  }

  /** What RFC 5280 asks of the certificate above its names; values as `openssl asn1parse` prints them. */
  describe('RFC 5280', () => {
    let lines: ReturnType<typeof readAsn1>;
    before(async () => (lines = readAsn1(await build('CN=ci,C=DE'))));

    const points: Array<{ clause: string; says: string; holds: () => boolean }> = [
      {
        clause: '4.1.1.2',
        says: 'the same signature algorithm inside and outside, with NULL as its parameters',
        holds: () => {
          const places = lines.flatMap(({ text }, index) =>
            text === 'sha256WithRSAEncryption' ? [lines[index + 1]?.type] : [],
          );
          return places.join() === 'NULL,NULL';
        },
      },
      {
        clause: '4.1.2.1',
        says: 'version 3',
        holds: () => lines[3]?.type === 'INTEGER' && lines[3].text === '02',
      },
      {
        clause: '4.1.2.2',
        says: 'a positive serial number of at most 20 bytes, with more than 64 random bits',
        holds: () => lines[4]?.type === 'INTEGER' && /^[1-7][0-9A-F]{31}$/.test(lines[4].text),
      },
      {
        clause: '4.1.2.4',
        says: 'names as PrintableString and UTF8String alone',
        holds: () =>
          lines
            .filter(({ depth, type }) => depth === 5 && type.endsWith('STRING') && !/OCTET|BIT/.test(type))
            .every(({ type }) => ['PRINTABLESTRING', 'UTF8STRING'].includes(type)),
      },
      {
        clause: '4.1.2.5',
        says: 'times in UTC to the second, without fractions',
        holds: () =>
          lines.filter(({ type, text }) => type.endsWith('TIME') && /^\d{12}Z$/.test(text)).length === 2,
      },
      {
        clause: '4.1.2.8',
        says: 'no unique identifiers',
        holds: () => !lines.some(({ depth, type }) => depth === 2 && /cont \[ [12] \]/.test(type)),
      },
      {
        clause: '4.2',
        says: 'each extension once',
        holds: () => {
          const types = lines.filter(({ text }) => text.startsWith('X509v3')).map(({ text }) => text);
          return types.length === 4 && new Set(types).size === 4;
        },
      },
      {
        clause: '4.2.1.9',
        says: 'basicConstraints without cA, which DER leaves out because it is the default',
        holds: () => valueOf('X509v3 Basic Constraints') === 'TRUE 3000',
      },
      {
        clause: '4.2.1.3',
        says: 'a critical keyUsage of digitalSignature, without trailing zero bits',
        holds: () => valueOf('X509v3 Key Usage') === 'TRUE 03020780',
      },
      {
        clause: '4.2.1.2',
        says: 'a subject key identifier that is not critical',
        holds: () => /^0414[0-9A-F]{40}$/.test(valueOf('X509v3 Subject Key Identifier')),
      },
      {
        clause: '4.2.1.1',
        says: 'an authority key identifier, the same, with neither issuer nor serial number',
        holds: () =>
          valueOf('X509v3 Authority Key Identifier') ===
          `30168014${valueOf('X509v3 Subject Key Identifier').slice(4)}`,
      },
    ];
    for (const { clause, says, holds } of points)
      it(`${clause}: ${says}`, () => expect(holds()).to.equal(true));

    /** Its critical flag, if there, and its bytes. */
    function valueOf(extension: string): string {
      const start = lines.findIndex(({ text }) => text === extension) + 1;
      const end = lines.findIndex(({ type }, index) => index >= start && type === 'OCTET STRING') + 1;
      return lines
        .slice(start, end)
        .map(({ text }) => (text === '255' ? 'TRUE' : text))
        .join(' ');
    }
  });

  it('brings any subject back, whatever its characters and however they are escaped', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(subjects, async (attributes) => {
        const text = attributes.map(({ type, written }) => `${type}=${written}`).join(',');
        const pem = await build(text);
        const wanted = attributes.map(({ type, value }) => [type, value] as const).reverse();
        const shown = openssl(
          ['x509', '-noout', '-subject', '-nameopt', 'sname,sep_multiline,dump_all,utf8'],
          pem,
        );
        const hex = wanted.map(
          ([type, value]) => `    ${type}=#${Buffer.from(value).toString('hex').toUpperCase()}`,
        );
        expect(shown).to.equal(`subject=\n${hex.join('\n')}\n`);
        const byNode = new X509Certificate(pem).subject.replace(/\\(.)/gsu, '$1');
        expect(byNode).to.equal(wanted.map(([type, value]) => `${type}=${value}`).join('\n'));
      }),
      { numRuns: 150 },
    );
  });
});

/** Specials of RFC 4514, right-to-left text and marks, joined and combined characters, four bytes, and any other. */
const characters = fc.oneof(
  fc.constantFrom(' ', ',', '+', '"', '\\', '<', '>', ';', '=', '#', "'", '/'),
  fc.constantFrom(
    'ש',
    'م',
    '\u200F',
    '\u202E',
    '👩\u200D',
    'e\u0301',
    'ß',
    '日',
    '😀',
    '\u{10FFFF}',
    'A',
    '0',
    'f',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);

const isAllowed = (value: string): boolean => !/[\p{Cc}\p{Cs}\uFFFD]/u.test(value);

/** A value and one of the ways to write it: each character by itself where that is allowed, escaped, or as its bytes. */
const values = fc
  .array(fc.tuple(characters, fc.constantFrom('plain', 'escaped', 'bytes')), { minLength: 1, maxLength: 30 })
  .map((parts) => ({ value: parts.map(([part]) => part).join(''), written: parts.map(write).join('') }))
  .filter(({ value }) => isAllowed(value) && Array.from(value).length <= 64);

function write([part, way]: [string, string], index: number, { length }: unknown[]): string {
  const bytes = (): string =>
    [...Buffer.from(part)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  if (way === 'bytes') return bytes();
  const isAtEnd = index === 0 || index === length - 1;
  const mustBeEscaped = /^[,+"\\<>;]$/.test(part) || (isAtEnd && /^[ #]$/.test(part));
  const canBeEscaped = /^[ "#+,;<=>\\]$/.test(part);
  return mustBeEscaped || (way === 'escaped' && canBeEscaped) ? `\\${part}` : part;
}

const subjects = fc
  .tuple(
    values.map((value) => ({ type: 'CN', ...value })),
    fc.array(fc.tuple(fc.constantFrom('O', 'OU', 'L', 'ST', 'street', 'UID', 'GN', 'SN'), values), {
      maxLength: 4,
    }),
  )
  .map(([name, others]) => [name, ...others.map(([type, value]) => ({ type, ...value }))]);
