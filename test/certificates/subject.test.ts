import { expect } from 'chai';
import { buildCertificate, validityFrom } from '../../src/certificates/build.ts';
import {
  commonNameSubject,
  formatSubject,
  parseSubject,
  type Subject,
} from '../../src/certificates/subject.ts';
import { generateKeyPair, type KeyPair } from '../../src/keys/generate.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { openssl } from '../keys/openssl.ts';

const values = (subject: Subject): string[] => subject.map(({ type, value }) => `${type}=${value}`);

describe('certificates/subject', () => {
  const rows: Array<[string, string, string[]]> = [
    ['one attribute', 'CN=ci', ['CN=ci']],
    [
      'the order of the DER, which is the reverse',
      'CN=ci,OU=a,OU=b,O=Acme,C=DE',
      ['C=DE', 'O=Acme', 'OU=b', 'OU=a', 'CN=ci'],
    ],
    ['types without regard to case', 'cn=ci,ou=Dev', ['OU=Dev', 'CN=ci']],
    ['spaces around types, signs and values', ' CN = ci , O = Acme Inc ', ['O=Acme Inc', 'CN=ci']],
    ['an escaped comma', 'CN=ci,O=Acme\\, Inc', ['O=Acme, Inc', 'CN=ci']],
    ['every special character, escaped', 'CN=\\,\\+\\"\\\\\\<\\>\\;\\=\\#', ['CN=,+"\\<>;=#']],
    ['an equals sign as it is', 'CN=a=b', ['CN=a=b']],
    ['escaped spaces at both ends', 'CN=\\ ci\\ ', ['CN= ci ']],
    ['an escaped space before spaces that do not count', 'CN=ci\\    ,O=x', ['O=x', 'CN=ci ']],
    ['an escaped backslash before spaces that do not count', 'CN=C:\\\\   ,O=x', ['O=x', 'CN=C:\\']],
    ['an escaped backslash before a comma that separates', 'CN=a\\\\,O=x', ['O=x', 'CN=a\\']],
    ['hexadecimal escapes as bytes of UTF-8', 'CN=Lu\\C4\\8Di\\C4\\87', ['CN=Lučić']],
    ['hexadecimal escapes in lower case, next to text', 'CN=\\e6\\97\\a5本', ['CN=日本']],
    ['white space other than the space as part of the value', 'CN=\u00A0ci\u3000', ['CN=\u00A0ci\u3000']],
    ['long names of types', 'commonName=ci,organizationName=Acme', ['O=Acme', 'CN=ci']],
    [
      'the other types of RFC 4514 and what authorities ask for',
      'CN=x,STREET=Weg 1,DC=example,DC=com,UID=u1,SERIALNUMBER=12-3,GIVENNAME=Eva,SN=Müller,E=a@b.de',
      [
        'emailAddress=a@b.de',
        'SN=Müller',
        'GN=Eva',
        'serialNumber=12-3',
        'UID=u1',
        'DC=com',
        'DC=example',
        'street=Weg 1',
        'CN=x',
      ],
    ],
    [
      'the quotation marks of RFC 4514, section 4',
      'CN=James \\"Jim\\" Smith\\, III,O=Acme',
      ['O=Acme', 'CN=James "Jim" Smith, III'],
    ],
    ['64 characters that take four bytes each', `CN=${'😀'.repeat(64)}`, [`CN=${'😀'.repeat(64)}`]],
    ['128 characters of a place', `CN=x,L=${'l'.repeat(128)}`, [`L=${'l'.repeat(128)}`, 'CN=x']],
  ];
  for (const [what, text, expected] of rows) {
    it(`reads ${what}`, () => {
      expect(values(parseSubject(text))).to.deep.equal(expected);
    });
  }

  it('takes a common name literally', () => {
    expect(values(commonNameSubject('a,b\\c=d'))).to.deep.equal(['CN=a,b\\c=d']);
  });

  const refused: Array<[string, string, string]> = [
    ['nothing', '', 'SubjectMalformedError'],
    ['a bare name', 'my-pipeline', 'SubjectMalformedError'],
    ['the slashes of openssl', '/CN=ci/O=Acme', 'SubjectWithSlashesError'],
    ['an unescaped comma in a value', 'CN=ci,O=Acme, Inc', 'SubjectMalformedError'],
    ['a value in quotation marks with a comma', 'CN=ci,O="Acme, Inc"', 'SubjectQuotedError'],
    ['two attributes in one relative name', 'OU=Sales+CN=J. Smith', 'SubjectMultiValuedError'],
    ['a backslash that escapes nothing', 'CN=ci\\', 'SubjectMalformedError'],
    ['an unknown type', 'CN=ci,X=a@b.de', 'SubjectMalformedError'],
    ['a type by its number', 'CN=ci,2.5.4.10=Acme', 'SubjectMalformedError'],
    ['a type that is a member of every object', 'CN=ci,constructor=x', 'SubjectMalformedError'],
    ['a value as hexadecimal BER', 'CN=#04024869', 'SubjectHexValueError'],
    ['a quotation mark without a backslash', 'CN=James "Jim" Smith', 'SubjectQuotedError'],
    ['a semicolon without a backslash', 'CN=a;O=b', 'SubjectMalformedError'],
    ['an angle bracket without a backslash', 'CN=<a>', 'SubjectMalformedError'],
    ['a backslash before a letter, which would vanish', 'CN=DOMAIN\\user', 'SubjectMalformedError'],
    ['half of a surrogate pair', 'CN=a\uD83D', 'SubjectValueUnusableError'],
    ['a host name label that is not ASCII', 'CN=x,DC=müller', 'SubjectCharacterNotAllowedError'],
    ['an e-mail address that is not ASCII', 'CN=x,E=müller@b.de', 'SubjectCharacterNotAllowedError'],
    [
      'a serial number that is no PrintableString',
      'CN=x,serialNumber=1_2',
      'SubjectCharacterNotAllowedError',
    ],
    ['a host name label of 64 characters', `CN=x,DC=${'a'.repeat(64)}`, 'SubjectValueTooLongError'],
    ['an e-mail address of 256 characters', `CN=x,E=${'a'.repeat(256)}`, 'SubjectValueTooLongError'],
    ['no common name', 'O=Acme,C=DE', 'SubjectWithoutCommonNameError'],
    ['an empty value', 'CN=', 'SubjectValueUnusableError'],
    ['bytes that are no UTF-8', 'CN=a\\FF', 'SubjectValueUnusableError'],
    ['a comma too many at the end', 'CN=a,', 'SubjectMalformedError'],
    ['two commas', 'CN=a,,O=b', 'SubjectMalformedError'],
    ['a plus sign at the end', 'CN=a+', 'SubjectMultiValuedError'],
    ['a value of spaces', 'CN=ci,O=   ', 'SubjectValueUnusableError'],
    ['NUL', 'CN=a\0b', 'SubjectValueUnusableError'],
    ['an escaped line break, as in RFC 4514, section 4', 'CN=Before\\0dAfter', 'SubjectValueUnusableError'],
    ['a C1 control character', 'CN=a\u0085b', 'SubjectValueUnusableError'],
    ['a common name of 65 characters', `CN=${'a'.repeat(65)}`, 'SubjectValueTooLongError'],
    ['an organization of 65 characters', `CN=x,O=${'ü'.repeat(65)}`, 'SubjectValueTooLongError'],
    ['a unit of 65 characters', `CN=x,OU=${'漢'.repeat(65)}`, 'SubjectValueTooLongError'],
    ['a place of 129 characters', `CN=x,L=${'l'.repeat(129)}`, 'SubjectValueTooLongError'],
    ['a state of 129 characters', `CN=x,ST=${'s'.repeat(129)}`, 'SubjectValueTooLongError'],
    ['a country of three letters', 'CN=x,C=DEU', 'SubjectValueTooLongError'],
    ['a country of one letter', 'CN=x,C=D', 'SubjectCountryUnknownError'],
    ['a country in small letters', 'CN=x,C=de', 'SubjectCountryUnknownError'],
    ['a country that is no PrintableString', 'CN=x,C=ÄÖ', 'SubjectCountryUnknownError'],
  ];
  for (const [what, text, name] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const error = await thrownBy(() => parseSubject(text));
      expect(error.name).to.equal(name);
      const action = error.actions?.at(-1) ?? '';
      expect(action).to.include('sf jwt keygen --subject "CN=');
      // what is advised can be typed
      const [, advised = ''] = /--subject "(.*)"/.exec(action) ?? [];
      expect(parseSubject(advised).at(-1)?.value).to.equal('my-pipeline');
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
    });
  }

  it('says at which part the text cannot be read, and which types there are', async () => {
    const { message } = await thrownBy(() => parseSubject('CN=ci,O=Acme, Inc'));
    expect(message)
      .to.include('"CN=ci,O=Acme, Inc" cannot be read at "Inc"')
      .and.to.include('CN, O, OU, L, ST, C');
  });

  it('refuses a common name that no certificate can hold', async () => {
    for (const name of ['', 'a\nb', 'n'.repeat(65)]) {
      expect((await thrownBy(() => commonNameSubject(name))).name).to.match(
        /^SubjectValue(?:Unusable|TooLong)Error$/,
      );
    }
  });

  it('is written as the text that it was read from', () => {
    for (const text of [
      'CN=Müller 日本 😀,O=Beispiel GmbH,C=DE',
      'CN=\\ leading and trailing\\ ',
      'CN=\\#hash \\"quoted\\" \\<a\\>\\; b\\+c\\\\d=e',
    ]) {
      expect(formatSubject(parseSubject(text))).to.equal(text);
    }
  });

  describe('in a certificate, read by openssl', () => {
    let pair: KeyPair;

    before(async () => {
      pair = await generateKeyPair(2048);
    });

    // the text is what openssl prints by RFC 2253, so each must come back as it was typed
    const texts = [
      'CN=ci',
      'CN=Müller 日本 😀,O=Beispiel GmbH,C=DE',
      'CN=ci,OU=Inner,OU=Outer,O=Acme\\, Inc.,L=Zürich,ST=ZH,C=CH',
      'CN=\\ leading and trailing\\ ',
      'CN=\\#hash \\"quoted\\" \\<a\\>\\; b\\+c\\\\d',
      'CN=user@example.com',
    ];
    for (const text of texts) {
      it(`comes back as it was typed: ${text}`, async () => {
        const pem = await buildCertificate(
          pair,
          parseSubject(text),
          validityFrom(new Date('2026-11-24T00:00:00Z'), 1),
        );
        const shown = openssl(
          ['x509', '-noout', '-subject', '-issuer', '-nameopt', 'RFC2253,-esc_msb,utf8'],
          pem,
        );
        expect(shown).to.equal(`subject=${text}\nissuer=${text}\n`);
      });
    }
  });
});
