import { expect } from 'chai';
import fc from 'fast-check';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { toPassphrase } from '../../src/keys/passphrase.ts';
import { isSealedKey, openSealedKey } from '../../src/keys/sealed.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { sealAsHardis, type HardisFile } from './hardis-file.ts';
import { newCertificate, newKey, openssl } from './openssl.ts';

const SOURCE = 'config/branches/.jwt/main.key';

describe('keys/hardis', () => {
  let pem: string;
  let file: HardisFile;

  const open = (text: string, passphrase = file.passphrase): Promise<string> =>
    openSealedKey(text, toPassphrase(passphrase), SOURCE);

  async function refusal(text: string, passphrase = file.passphrase): Promise<string> {
    const error = await thrownBy(() => open(text, passphrase));
    expect(everythingIn(error)).not.to.include(file.passphrase).and.not.to.include(pem.slice(100, 140));
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    expect(error.message).to.include(SOURCE);
    return error.name;
  }

  before(() => {
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    file = sealAsHardis(pem);
  });

  const accepted: Array<[string, () => string]> = [
    ['as it is written', () => file.text],
    ['with a line end', () => `${file.text}\n`],
    ['with CRLF and a byte order mark', () => `\uFEFF${file.text}\r\n`],
    ['in capital letters', () => file.text.toUpperCase()],
    ['in lines of 64 characters', () => file.text.replace(/.{64}/g, '$&\n')],
    ['around a key with CRLF', () => sealAsHardis(pem.replaceAll('\n', '\r\n'), file.passphrase).text],
    ['around a PKCS#1 key', () => sealAsHardis(openssl(['rsa', '-traditional'], pem), file.passphrase).text],
  ];
  for (const [what, text] of accepted) {
    it(`opens a file ${what}`, async () => {
      expect(isSealedKey(text())).to.equal(true);
      expect(await open(text())).to.equal(pem);
    });
  }

  it('opens what openssl encrypted', async () => {
    const [iv, passphrase] = [randomBytes(16), randomBytes(16).toString('hex')];
    const options = [
      '-K',
      Buffer.from(passphrase).toString('hex'),
      '-iv',
      iv.toString('hex'),
      '-base64',
      '-A',
    ];
    const ciphertext = Buffer.from(openssl(['enc', '-aes-256-cbc', ...options], pem), 'base64');
    expect(await open(`${iv.toString('hex')}:${ciphertext.toString('hex')}`, passphrase)).to.equal(pem);
  });

  it('names every other passphrase as wrong, also those that happen to give a padding', async () => {
    for (let count = 0; count < 1000; count += 1)
      expect(await refusal(file.text, randomBytes(16).toString('hex'))).to.equal('PassphraseWrongError');
  });

  for (const passphrase of ['', 'short', 'x'.repeat(31), 'x'.repeat(33), 'ä'.repeat(32)]) {
    it(`names the passphrase ${JSON.stringify(passphrase)} as wrong, whose length is`, async () => {
      expect(await refusal(file.text, passphrase)).to.equal('PassphraseWrongError');
    });
  }

  const refused: Array<[string, string, () => string]> = [
    ['SealedKeyDamaged', 'a file that ends after the colon', () => file.text.slice(0, 33)],
    ['SealedKeyDamaged', 'a file that is cut off in a block', () => file.text.slice(0, -6)],
    ['PassphraseWrong', 'a file that is cut off after a block', () => file.text.slice(0, -32)],
    ['SealedKeyDamaged', 'a file with a block missing', () => file.text.slice(0, 289) + file.text.slice(321)],
    ['PassphraseWrong', 'a file whose first block was changed', () => flip(file.text, 34)],
    ['SealedKeyDamaged', 'a file with a changed block', () => flip(file.text, 800)],
    [
      'SealedKeyDamaged',
      'a key with a number that does not fit',
      () => sealAsHardis(misfit(), file.passphrase).text,
    ],
    ['PassphraseWrong', 'a certificate', () => sealAsHardis(newCertificate(pem), file.passphrase).text],
  ];
  function flip(text: string, at: number): string {
    return text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);
  }
  /** As an attacker could make it who knows the blocks of the file. */
  function misfit(): string {
    const jwk = createPrivateKey(pem).export({ format: 'jwk' });
    const other = createPrivateKey(newKey('RSA', 'rsa_keygen_bits:2048')).export({ format: 'jwk' });
    const key = createPrivateKey({ key: { ...jwk, d: other.d, dp: other.dp, dq: other.dq }, format: 'jwk' });
    return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  }
  for (const [name, what, text] of refused) {
    it(`says ${name} of ${what}`, async () => {
      expect(await refusal(text())).to.equal(`${name}Error`);
    });
  }

  it('opens a changed file to a key that works, or refuses it by name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(file.text.length - 1), { minLength: 1, maxLength: 4 }),
        async (places) => {
          const opened = await open(places.reduce(flip, file.text)).catch((error: unknown) => error as Error);
          if (opened instanceof Error)
            expect(opened.name).to.match(/^(PassphraseWrong|SealedKeyDamaged)Error$/);
          else {
            const [key, original] = [createPrivateKey(opened), createPrivateKey(pem)].map(
              (each) => each.export({ format: 'jwk' }).n,
            );
            expect(key).to.equal(original);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
