import { expect } from 'chai';
import { checkNewPassphrase, MINIMUM_PASSPHRASE_LENGTH, toPassphrase } from '../../src/keys/passphrase.ts';
import { everythingIn, thrownBy } from '../io/thrown.ts';

describe('keys/passphrase', () => {
  for (const text of ['twelve chars', '😀'.repeat(12), ' spaces at both ends ', 'ü'.repeat(512)])
    it(`takes a new passphrase of ${Array.from(text).length} characters: ${text.slice(0, 24)}`, () =>
      checkNewPassphrase(toPassphrase(text)));

  const refused: Array<[string, string, string]> = [
    ['11 characters', 'eleven char', 'PassphraseTooShortError'],
    ['11 characters of four bytes each', '😀'.repeat(11), 'PassphraseTooShortError'],
    ['nothing', '', 'PassphraseTooShortError'],
    ['1025 bytes', 'x'.repeat(1025), 'PassphraseTooLongError'],
    ['two lines', 'the first line\nthe second line', 'PassphraseUnusableError'],
    ['NUL', 'before and \0 after', 'PassphraseUnusableError'],
    [
      'bytes that are no UTF-8',
      `${Buffer.from([0xff]).toString('utf8')} and some text`,
      'PassphraseUnusableError',
    ],
  ];
  for (const [what, text, name] of refused) {
    it(`refuses a new passphrase of ${what}, without telling it: ${name}`, async () => {
      const error = await thrownBy(() => checkNewPassphrase(toPassphrase(text)));
      expect(error.name).to.equal(name);
      if (text !== '') expect(everythingIn(error)).not.to.include(text);
      expect(error.actions?.at(-1)).to.include('--new-passphrase-file');
    });
  }

  it('needs 12 characters', () => expect(MINIMUM_PASSPHRASE_LENGTH).to.equal(12));
});
