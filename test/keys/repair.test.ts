import { expect } from 'chai';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { repair } from '../../src/keys/repair.ts';
import { encodings, layouts, mangle, pemManglings, wrappings } from './manglings.ts';
import { newCertificate, newKey, newRequest, openssl, opensslBytes } from './openssl.ts';

describe('keys/repair', () => {
  let pem: string;
  let certificate: string;

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    certificate = newCertificate(pem);
  });

  /** Protected keys come out differently each time. */
  const once = (make: () => string): (() => string) => {
    let made: string | undefined;
    return () => (made ??= make());
  };
  const texts: Array<[string, () => string]> = [
    ['a private key', () => pem],
    ['a PKCS#1 key', once(() => openssl(['rsa', '-traditional'], pem))],
    ['an encrypted key', once(() => openssl(['pkcs8', '-topk8', '-passout', 'pass:secret'], pem))],
    [
      'an old encrypted key',
      once(() => openssl(['rsa', '-traditional', '-des3', '-passout', 'pass:secret'], pem)),
    ],
    [
      'an old encrypted key with AES',
      once(() => openssl(['rsa', '-traditional', '-aes256', '-passout', 'pass:secret'], pem)),
    ],
    ['a certificate', () => certificate],
    ['a signing request', once(() => newRequest(pem))],
    ['a key and its certificate', () => pem + certificate],
    ['three blocks', () => certificate + pem + certificate],
  ];
  for (const [what, text] of texts) {
    it(`leaves ${what} as openssl writes it`, () => {
      expect(repair(Buffer.from(text())).toString()).to.equal(text());
    });

    for (const mangling of [...layouts, ...wrappings, ...encodings, ...pemManglings]) {
      // the letter n can be told only where all lines are of one length: not after other headers or blocks
      if (mangling.what.startsWith('the letter n') && what !== 'a private key') continue;
      it(`restores ${what} from: ${mangling.what}`, () => {
        expect(repair(mangling.apply(Buffer.from(text()))).toString()).to.equal(text());
      });
    }
  }

  it('restores any text from any combination', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.option(fc.constantFrom(...pemManglings.filter(({ what }) => !what.startsWith('the letter n')))),
        fc.array(fc.constantFrom(...layouts), { maxLength: 2 }),
        fc.array(fc.constantFrom(...wrappings), { maxLength: 3 }),
        fc.constantFrom(...encodings),
        ([, text], first, laidOut, wrapped, encoding) => {
          const manglings = [...laidOut, ...(first ? [first] : []), ...wrapped, encoding];
          expect(
            repair(mangle(Buffer.from(text()), manglings)).toString(),
            manglings.map(({ what }) => what).join(', then '),
          ).to.equal(text());
        },
      ),
      { numRuns: 300 },
    );
  }).timeout(120_000);

  it('takes away what stands around the blocks', () => {
    const text = `Bag Attributes\n  friendlyName: M\xfcller\nKey Attributes: <No Attributes>\n${pem}\nsubject=CN = x\n`;
    for (const encoding of ['utf8', 'latin1'] as const)
      expect(repair(Buffer.from(text, encoding)).toString()).to.equal(pem);
  });

  it('takes a text of several names and values for the blocks in it', () => {
    const yaml = `tls:\n  key: |\n${pem.replace(/^/gm, '    ')}\n  crt: |\n${certificate.replace(/^/gm, '    ')}\n`;
    expect(repair(Buffer.from(yaml)).toString()).to.equal(pem + certificate);
  });

  const unchanged: Array<[string, () => Buffer]> = [
    ['a DER key', () => opensslBytes(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], pem)],
    ['a DER certificate', () => opensslBytes(['x509', '-outform', 'DER'], certificate)],
    ['a Java keystore', () => Buffer.concat([Buffer.from('feedfeed', 'hex'), randomBytes(500)])],
    ['random bytes', () => randomBytes(2000)],
    ['bytes that could be UTF-16 of no even length', () => Buffer.from('fffe41', 'hex').subarray(0, 1)],
    ['nothing', () => Buffer.alloc(0)],
    ['JSON', () => Buffer.from('{"kty":"RSA","n":"a\\nb"}')],
    ['a sentence', () => Buffer.from('This is no key.')],
    [
      'a PGP key',
      () => Buffer.from('-----BEGIN PGP MESSAGE-----\nVersion: 1\n\nabc=\n=aa\n-----END PGP MESSAGE-----'),
    ],
  ];
  for (const [what, contents] of unchanged) {
    it(`leaves ${what} as it is`, () => {
      const bytes = contents();
      expect(repair(bytes).equals(bytes)).to.equal(true);
    });
  }

  it('gives the bytes of base64 of DER, of the body of a PEM alone as well', () => {
    const der = opensslBytes(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], pem);
    expect(repair(Buffer.from(der.toString('base64'))).equals(der)).to.equal(true);
    expect(repair(Buffer.from(pem.replace(/-----.*-----\n/g, ''))).equals(der)).to.equal(true);
  });

  it('changes nothing more the second time, whatever the bytes are', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'binary', maxLength: 400 }).map((text) => Buffer.from(text)),
      fc
        .array(
          fc.constantFrom(
            '-----BEGIN ',
            'PRIVATE KEY',
            '-----',
            '-----END ',
            '\\n',
            '\n',
            '"',
            'MIIE',
            '--',
            ' ',
            '=',
            '\u2014',
          ),
        )
        .map((pieces) => Buffer.from(pieces.join(''))),
    );
    fc.assert(
      fc.property(anything, (contents) => {
        const once = repair(contents);
        expect(repair(once).equals(once)).to.equal(true);
      }),
      { numRuns: 2000 },
    );
  });

  const large: Array<[string, () => Buffer]> = [
    ['beginnings of blocks', () => Buffer.from('-----BEGIN A-----'.repeat(60_000))],
    ['dashes', () => Buffer.alloc(1_000_000, '-')],
    ['spaces', () => Buffer.alloc(1_000_000, ' ')],
    ['backslashes', () => Buffer.from(`-----BEGIN ${'\\'.repeat(1_000_000)}`)],
    ['quotes', () => Buffer.alloc(1_000_000, '"')],
    ['base64', () => Buffer.alloc(1_000_000, 'MIIE')],
    ['BEGIN without an end', () => Buffer.from('--BEGIN '.repeat(125_000))],
    ['base64 of base64 of base64 …', deeplyWrapped],
    ['members that open and never close', () => Buffer.alloc(1_000_000, '3080', 'hex')],
  ];
  for (const [what, contents] of large) {
    it(`is done with 1 MB of ${what} in a moment`, () => {
      const bytes = contents();
      const start = process.cpuUsage();
      repair(bytes);
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1e6).to.be.below(2);
    });
  }
});

function deeplyWrapped(): Buffer {
  let text = Buffer.from('-----BEGIN PRIVATE KEY-----');
  while (text.length < 700_000) text = Buffer.from(text.toString('base64').padEnd(64, 'A'));
  return text;
}
