// Private keys after an accident: whatever is left is read as the same key, or refused by a name; never a crash, another key,
// or a piece of the key in an error.
import { expect } from 'chai';
import fc from 'fast-check';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SfError } from '@salesforce/core/sfError';
import { needsPassphrase, parsePrivateKey } from '../../src/keys/parse.ts';
import { toPassphrase, type Passphrase } from '../../src/keys/passphrase.ts';
import { everythingIn } from '../io/thrown.ts';
import { encodings, layouts, mangle, pemManglings, wrappings } from './manglings.ts';
import { expectNoneOf } from './none-of.ts';
import { newCertificate, newKey, openssl, opensslBytes } from './openssl.ts';
import { newPkcs12 } from './pkcs12-files.ts';

const secret = toPassphrase('secret');

describe('keys/parse of damaged keys', function () {
  this.timeout(300_000);
  let pem: string;
  let files: Array<{ what: string; contents: Buffer; passphrase?: Passphrase }>;

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    const certificate = newCertificate(pem);
    files = [
      { what: 'PKCS#8', contents: Buffer.from(pem) },
      { what: 'PKCS#1', contents: opensslBytes(['rsa', '-traditional'], pem) },
      { what: 'DER', contents: opensslBytes(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], pem) },
      { what: 'PKCS#1 in DER', contents: opensslBytes(['rsa', '-traditional', '-outform', 'DER'], pem) },
      { what: 'JWK', contents: Buffer.from(JSON.stringify(createPrivateKey(pem).export({ format: 'jwk' }))) },
      { what: 'certificate and key', contents: Buffer.from(certificate + pem) },
      { what: 'base64', contents: Buffer.from(Buffer.from(pem).toString('base64')) },
      {
        what: 'protected',
        contents: opensslBytes(['pkcs8', '-topk8', '-passout', 'pass:secret'], pem),
        passphrase: secret,
      },
      {
        what: 'old protected',
        contents: opensslBytes(['rsa', '-traditional', '-aes256', '-passout', 'pass:secret'], pem),
        passphrase: secret,
      },
      {
        what: 'PKCS#12',
        contents: newPkcs12(pem + certificate, 'secret', '-iter', '10'),
        passphrase: secret,
      },
      {
        what: 'PKCS#12 without MAC',
        contents: newPkcs12(pem + certificate, 'secret', '-iter', '10', '-nomac'),
        passphrase: secret,
      },
    ];
  });

  /** The key that is read, or the name of the error. */
  async function outcomeOf(contents: Buffer, passphrase?: Passphrase): Promise<string> {
    try {
      await needsPassphrase(contents);
      return textOf(await parsePrivateKey(contents, 'k', passphrase));
    } catch (error) {
      if (!(error instanceof SfError)) throw error;
      expect(error.name).to.match(/^(?:Key|Passphrase|SeveralPrivateKeys)\w*Error$/);
      expect(error.exitCode).to.equal(1);
      expectNoneOf(contents, everythingIn(error as SfError));
      return error.name;
    }
  }
  const textOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const anyFile = fc.nat(10).map((index) => files[index]!);

  it('reads the same key after any combination of what secret stores do', async () => {
    const anyMangling = fc.tuple(
      fc.array(fc.constantFrom(...layouts), { maxLength: 2 }),
      fc.option(fc.constantFrom(...pemManglings.filter(({ what }) => !what.startsWith('the letter n')))),
      fc.array(fc.constantFrom(...wrappings), { maxLength: 3 }),
      fc.constantFrom(...encodings),
    );
    const certificate = newCertificate(pem);
    const texts = [pem, openssl(['rsa', '-traditional'], pem), certificate + pem, pem + certificate];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        anyMangling,
        async (text, [laidOut, first, wrapped, encoding]) => {
          const manglings = [...laidOut, ...(first ? [first] : []), ...wrapped, encoding];
          const outcome = await outcomeOf(mangle(Buffer.from(text), manglings));
          expect(outcome, manglings.map(({ what }) => what).join(', then ')).to.equal(pem);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads the same key or names an error after any cut', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, fc.double({ min: 0, max: 1, noNaN: true }), async (file, where) => {
        const length = Math.floor(file.contents.length * where);
        const outcome = await outcomeOf(file.contents.subarray(0, length), file.passphrase);
        // nothing but the last line of a text can be done without
        if (outcome.startsWith('-----')) {
          expect(outcome).to.equal(pem);
          expect(file.contents.length - length).to.be.below(50);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('reads the same key or names an error after any change of a byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        fc.integer({ min: 1, max: 255 }),
        async (file, where, change) => {
          const changed = Buffer.from(file.contents);
          const at = Math.floor(changed.length * where);
          changed.writeUInt8(changed.readUInt8(at) ^ change, at);
          const outcome = await outcomeOf(changed, file.passphrase);
          if (outcome.startsWith('-----'))
            expect(outcome, `${file.what}: byte ${at} with ${change}`).to.equal(pem);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('reads the same key or names an error after any piece was lost, doubled or replaced', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        fc.nat(4000),
        fc.nat(300),
        fc.uint8Array({ maxLength: 40 }),
        async (file, start, length, put) => {
          const { contents } = file;
          const at = start % contents.length;
          const changed = Buffer.concat([contents.subarray(0, at), put, contents.subarray(at + length)]);
          const doubled = Buffer.concat([contents.subarray(0, at + length), contents.subarray(at)]);
          for (const damaged of [changed, doubled]) {
            const outcome = await outcomeOf(damaged, file.passphrase);
            if (outcome.startsWith('-----')) expect(outcome).to.equal(pem);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('names an error for any bytes at all', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.concat([Buffer.from('308204', 'hex'), bytes])),
      fc.string({ unit: 'binary', maxLength: 300 }).map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record(
          {
            kty: fc.constantFrom('RSA', 'EC', 'OKP', 'oct', 1),
            d: fc.anything(),
            n: fc.anything(),
            keys: fc.anything(),
          },
          { requiredKeys: ['kty'] },
        )
        .map((jwk) =>
          Buffer.from(
            JSON.stringify(jwk, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
          ),
        ),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (contents) => {
        expect(await outcomeOf(contents, secret)).to.match(/Error$/);
      }),
      { numRuns: 2000 },
    );
  });
});
