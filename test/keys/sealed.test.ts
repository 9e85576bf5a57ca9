import { expect } from 'chai';
import fc from 'fast-check';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { toPassphrase } from '../../src/keys/passphrase.ts';
import { isSealedKey, MOST_ITERATIONS, openSealedKey, sealKey } from '../../src/keys/sealed.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { headerOf, openJwe, QUICK_HEADER, sealJwe, unwrapKey, withHeader, type JweHeader } from './jwe.ts';
import { newCertificate, newKey, openssl, opensslBytes } from './openssl.ts';
import { RFC_7517_C, RFC_7520_5_3 } from './published-jwe.ts';

const PASSPHRASE = 'correct horse bättery 🐎 staple';
const passphrase = toPassphrase(PASSPHRASE);

describe('keys/sealed', () => {
  let pem: string;
  let privateKey: KeyObject;
  let jwk: string;
  let quick: string;

  const open = (text: string, secret = passphrase): Promise<string> =>
    openSealedKey(text, secret, 'server.key.jwe');

  /** The refusal, after looking for secrets in it. */
  async function refusal(text: string, secret = passphrase): Promise<{ name: string; message: string }> {
    const error = await thrownBy(() => open(text, secret));
    expect(everythingIn(error)).not.to.include(PASSPHRASE).and.not.to.include(pem.slice(100, 140));
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
    expect(error.message).to.include('server.key.jwe');
    expect(error.actions?.at(-1), 'a command to paste').to.match(/(?:sf jwt|git) \w+/);
    return error;
  }

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    privateKey = createPrivateKey(pem);
    jwk = JSON.stringify(privateKey.export({ format: 'jwk' }));
    quick = sealJwe(jwk, PASSPHRASE);
  });

  describe('what is sealed', () => {
    let sealed: string;
    before(async () => (sealed = await sealKey(privateKey, passphrase)));

    it('opens with node:crypto, by the letter of RFC 7516 and RFC 7518, to the key as a JWK', () => {
      const contents = JSON.parse(openJwe(sealed, PASSPHRASE).toString()) as Record<string, string>;
      expect(createPrivateKey({ key: contents, format: 'jwk' }).equals(privateKey)).to.equal(true);
    });

    it('says what is inside, and what it takes to open it', () => {
      const { p2s, ...header } = headerOf(sealed);
      expect(header).to.deep.equal({
        alg: 'PBES2-HS512+A256KW',
        enc: 'A256GCM',
        cty: 'jwk+json',
        p2c: 600_000,
      });
      expect(Buffer.from(String(p2s), 'base64url')).to.have.length(16);
    });

    it('shows nothing of the key or the passphrase', () => {
      const bytes = Buffer.concat(sealed.split('.').map((part) => Buffer.from(part, 'base64url')));
      const { n, d } = JSON.parse(jwk) as { n: string; d: string };
      for (const secret of [PASSPHRASE, n, d, pem.slice(100, 140)])
        expect(bytes.includes(secret)).to.equal(false);
    });

    it('opens again to the same key', async () => {
      expect(await open(sealed)).to.equal(pem);
    });

    it('is never the same twice: salt, key and initialization vector are new', async () => {
      const again = (await sealKey(privateKey, passphrase)).split('.');
      expect(sealed.split('.').filter((part, index) => part === again[index])).to.deep.equal([]);
    });
  });

  describe('what other software sealed', () => {
    it('opens the example of RFC 7517, appendix C', async () => {
      const opened = createPrivateKey(await open(RFC_7517_C.jwe, toPassphrase(RFC_7517_C.passphrase)));
      expect(opened.export({ format: 'jwk' }).n).to.equal(RFC_7517_C.modulus);
    });

    it('says of the example of RFC 7520, 5.3 that it opens, and holds no private key', async () => {
      const { jwe, passphrase: secret, contentEncryptionKey } = RFC_7520_5_3;
      const { name } = await refusal(jwe, toPassphrase(secret));
      expect(name).to.equal('SealedContentsNotKeyError');
      // and the oracle of these tests agrees with the RFC
      expect(unwrapKey(jwe, secret).toString('base64url')).to.equal(contentEncryptionKey);
    });

    const algorithms = ['PBES2-HS256+A128KW', 'PBES2-HS384+A192KW', 'PBES2-HS512+A256KW'];
    for (const alg of algorithms)
      for (const enc of ['A128GCM', 'A192GCM', 'A256GCM']) {
        it(`opens ${alg} with ${enc}`, async () => {
          expect(await open(sealJwe(jwk, PASSPHRASE, { ...QUICK_HEADER, alg, enc }))).to.equal(pem);
        });
      }

    const contents: Array<[string, () => string | Buffer]> = [
      ['PEM', () => pem],
      ['PKCS#1 PEM', () => openssl(['rsa', '-traditional'], pem)],
      ['DER', () => opensslBytes(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], pem)],
      ['a JWK with members of its own', () => JSON.stringify({ ...(JSON.parse(jwk) as object), kid: 'ci' })],
      ['a JWK with white space', () => `\n  ${jwk}\n`],
    ];
    for (const [what, text] of contents) {
      it(`opens ${what} in it`, async () => {
        expect(await open(sealJwe(text(), PASSPHRASE))).to.equal(pem);
      });
    }

    const spaced: Array<[string, (jwe: string) => string]> = [
      ['a line end after it', (jwe) => `${jwe}\n`],
      ['CRLF and a byte order mark around it', (jwe) => `\uFEFF${jwe}\r\n`],
      ['lines of 64 characters', (jwe) => jwe.replace(/.{64}/g, '$&\n')],
    ];
    for (const [what, change] of spaced) {
      it(`opens it with ${what}`, async () => {
        expect(isSealedKey(change(quick))).to.equal(true);
        expect(await open(change(quick))).to.equal(pem);
      });
    }
  });

  describe('what is refused', () => {
    const wrong = ['Correct horse bättery 🐎 staple', `${PASSPHRASE} `, 'x', '', PASSPHRASE.normalize('NFD')];
    for (const secret of wrong) {
      it(`names the passphrase ${JSON.stringify(secret)} as wrong`, async () => {
        expect((await refusal(quick, toPassphrase(secret))).name).to.equal('PassphraseWrongError');
      });
    }

    const long = 'A'.repeat(200);
    const headers: Array<[name: string, header: JweHeader]> = [
      ['SealedKeyNotSupported', { alg: 'none' }],
      ['SealedKeyNotSupported', { alg: 'dir' }],
      ['SealedKeyNotSupported', { alg: 'RSA-OAEP-256' }],
      ['SealedKeyNotSupported', { alg: 'A256KW' }],
      ['SealedKeyNotSupported', { alg: 'pbes2-hs512+a256kw' }],
      ['SealedKeyNotSupported', { alg: ['PBES2-HS512+A256KW', long] }],
      ['SealedKeyNotSupported', { alg: undefined }],
      ['SealedKeyNotSupported', { alg: '\u001b[31m' }],
      ['SealedKeyNotSupported', { enc: 'none' }],
      ['SealedKeyNotSupported', { enc: 256 }],
      ['SealedKeyNotSupported', { enc: undefined }],
      ['SealedKeyNotSupported', { zip: 'DEF' }],
      ['SealedKeyNotSupported', { zip: null }],
      ['SealedKeyNotSupported', { crit: ['exp'], exp: 1 }],
      ['SealedKeyNotSupported', { crit: ['p2c', 'p2c'] }],
      ['SealedKeyNotSupported', { crit: [] }],
      ['SealedKeyNotSupported', { crit: null }],
      ['SealedKeyWeak', { p2c: 999 }],
      ['SealedKeyWeak', { p2c: 0 }],
      ['SealedKeyWeak', { p2c: -600_000 }],
      ['SealedKeyWeak', { p2c: 600_000.5 }],
      ['SealedKeyWeak', { p2c: '600000' }],
      ['SealedKeyWeak', { p2c: undefined }],
      ['SealedKeyWeak', { p2c: 2 ** 53 }],
      ['SealedKeyTooCostly', { p2c: MOST_ITERATIONS + 1 }],
      ['SealedKeyTooCostly', { p2c: Number.MAX_SAFE_INTEGER }],
      ['SealedKeyWeak', { p2s: Buffer.alloc(7).toString('base64url') }],
      ['SealedKeyWeak', { p2s: '' }],
      ['SealedKeyWeak', { p2s: 7 }],
      ['SealedKeyWeak', { p2s: undefined }],
    ];
    for (const [name, header] of headers) {
      it(`says ${name} of a header with ${inspect(header, { breakLength: Infinity }).slice(0, 50)}, at once`, async () => {
        const started = performance.now();
        const { name: said, message } = await refusal(withHeader(quick, header));
        expect(said).to.equal(`${name}Error`);
        expect(message.length).to.be.below(250);
        expect(performance.now() - started).to.be.below(200);
      });
    }

    const shapes: Array<[string, string, () => string]> = [
      ['SealedKeyDamaged', 'no text', () => ''],
      ['SealedKeyDamaged', 'four parts', () => quick.split('.').slice(0, 4).join('.')],
      ['SealedKeyDamaged', 'six parts', () => `${quick}.AAAA`],
      ['SealedKeyDamaged', 'a header that is no JSON', () => `e30x${quick}`],
      ['SealedKeyDamaged', 'a header that is a number', () => quick.replace(/^[^.]*/, 'NA')],
      ['SealedKeyNotSupported', 'a header that is a list', () => quick.replace(/^[^.]*/, 'W10')],
      ['SealedKeyDamaged', 'a tag that is cut off', () => quick.slice(0, -4)],
      ['SealedKeyDamaged', 'no tag', () => quick.replace(/[^.]*$/, '')],
      ['SealedKeyDamaged', 'no wrapped key', () => quick.replace(/\.[^.]*/, '.')],
      ['SealedKeyDamaged', 'characters that are not base64url', () => `${quick.slice(0, -4)}*!*!`],
      ['SealedKeyDamaged', 'a megabyte', () => quick + 'A'.repeat(1024 * 1024)],
    ];
    for (const [name, what, text] of shapes) {
      it(`says ${name} of ${what}`, async () => {
        expect((await refusal(text())).name).to.equal(`${name}Error`);
      });
    }

    for (const [index, part] of [
      'header',
      'wrapped key',
      'initialization vector',
      'contents',
      'tag',
    ].entries()) {
      it(`notices a changed ${part}`, async () => {
        const parts = quick.split('.');
        const bytes = Buffer.from(parts[index] ?? '', 'base64url');
        // of the header, white space at its end: its meaning stays the same
        const changed = index === 0 ? Buffer.concat([bytes, Buffer.from(' ')]) : bytes;
        if (index > 0) changed[3] = (changed[3] ?? 0) ^ 1;
        parts[index] = changed.toString('base64url');
        expect((await refusal(parts.join('.'))).name).to.equal('PassphraseWrongError');
      });
    }

    const others: Array<[string, () => string]> = [
      ['a public JWK', () => JSON.stringify({ kty: 'RSA', n: 'AQAB', e: 'AQAB' })],
      ['a symmetric JWK', () => '{"kty":"oct","k":"AQAB"}'],
      ['a certificate', () => newCertificate(pem)],
      ['a public key', () => openssl(['pkey', '-pubout'], pem)],
      ['a JWT', () => 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA'],
      ['white space', () => ' '],
      ['a JSON list', () => '[1]'],
      ['half an object', () => '{"kty":"RSA",'],
    ];
    for (const [what, contents] of others) {
      it(`says that ${what} in it is no private key`, async () => {
        const { name } = await refusal(sealJwe(contents(), PASSPHRASE));
        expect(name).to.equal('SealedContentsNotKeyError');
      });
    }
  });

  it('tells sealed keys from all else', () => {
    const others = ['', pem, jwk, 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA', 'a.b.c.d.e', newCertificate(pem)];
    expect(others.filter(isSealedKey)).to.deep.equal([]);
    expect([quick, RFC_7517_C.jwe, `${'0'.repeat(32)}:${'a'.repeat(64)}`].filter(isSealedKey)).to.have.length(
      3,
    );
  });

  it('opens damaged text to the key itself, or refuses it by name, and tells no secret', async () => {
    const names = /^(PassphraseWrong|SealedKey(Damaged|NotSupported|Weak|TooCostly))Error$/;
    const damage = fc.record({
      at: fc.nat(quick.length),
      length: fc.nat(40),
      text: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('.', '\n', 'A', '=', '+', '\0', '":')),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const text = damages.reduce(
          (rest, { at, length, text: inserted }) => rest.slice(0, at) + inserted + rest.slice(at + length),
          quick,
        );
        if (/"p2c":[1-9]\d{4,}/.test(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString())) return;
        const opened = await open(text).catch((error: unknown) => error as Error);
        if (opened instanceof Error) {
          expect(opened.name).to.match(names);
          expect(everythingIn(opened as never)).not.to.include(PASSPHRASE);
        } else expect(opened).to.equal(pem);
      }),
      { numRuns: 300 },
    );
  });
});
