import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, MAXIMUM_JWT_LENGTH } from '../../src/assertion/decode.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { ROOT } from '../terminal.ts';
import { ENCRYPTED, HS256, NONE, RS256 } from './vectors.ts';

const encode = (text: string | Buffer): string => Buffer.from(text).toString('base64url');
const HEADER = encode('{"alg":"RS256"}');
const CLAIMS = encode('{"iss":"KEY"}');

/** A token of this header and these claims, written as they stand, with a signature of four bytes. */
const token = (header: string | Buffer, claims: string | Buffer = '{"iss":"KEY"}'): string =>
  `${encode(header)}.${encode(claims)}.c2ln`;

const nested = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

describe('assertion/decode', () => {
  const joe = { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true };
  const read: Array<[string, string, object, object]> = [
    ['HS256 of RFC 7515, A.1', HS256, { typ: 'JWT', alg: 'HS256' }, joe],
    ['RS256 of RFC 7515, A.2', RS256, { alg: 'RS256' }, joe],
    ['none of RFC 7515, A.5, whose signature is empty', NONE, { alg: 'none' }, joe],
    ['empty objects', token('{}', '{}'), {}, {}],
    ['white space inside the JSON', token(' {\n"alg" : "RS256" }\t'), { alg: 'RS256' }, { iss: 'KEY' }],
    [
      'one name in two objects',
      token('{"a":{"b":1},"c":{"b":2}}'),
      { a: { b: 1 }, c: { b: 2 } },
      { iss: 'KEY' },
    ],
    ['a value like its name', token('{"a":"a","b":["a","a"]}'), { a: 'a', b: ['a', 'a'] }, { iss: 'KEY' }],
    [
      'brackets and quotes inside texts',
      token(String.raw`{"a":"{\"a\":[","b":"\\"}`),
      { a: '{"a":[', b: '\\' },
      { iss: 'KEY' },
    ],
    ['a byte order mark inside a text', token('{"a":"\uFEFF"}'), { a: '\uFEFF' }, { iss: 'KEY' }],
    ['names with accents', token('{}', '{"sub":"müller@例え.jp"}'), {}, { sub: 'müller@例え.jp' }],
    ['32 levels', token('{}', nested(32)), {}, JSON.parse(nested(32)) as object],
  ];
  for (const [what, text, header, claims] of read) {
    it(`reads ${what}`, () => {
      const jwt = decodeJwt(text, 'a.jwt');
      expect(jwt.header).to.deep.equal(header);
      expect(jwt.claims).to.deep.equal(claims);
      expect(`${jwt.signedText}.${jwt.signature.toString('base64url')}`).to.equal(text);
    });
  }

  const refused: Array<[string, string, string]> = [
    ['nothing', 'JwtPartsMiscountedError', ''],
    ['one part', 'JwtPartsMiscountedError', HEADER],
    ['two parts', 'JwtPartsMiscountedError', `${HEADER}.${CLAIMS}`],
    ['four parts', 'JwtPartsMiscountedError', `${HEADER}.${CLAIMS}.c2ln.c2ln`],
    ['an encrypted token', 'JwtIsEncryptedError', ENCRYPTED],
    ['padding', 'JwtHasSpaceOrPaddingError', `${HEADER}.${CLAIMS}.c2lnbg==`],
    ['a space', 'JwtHasSpaceOrPaddingError', `${HEADER}. ${CLAIMS}.c2ln`],
    ['a line break', 'JwtHasSpaceOrPaddingError', `${HEADER}.${CLAIMS.slice(0, 4)}\n${CLAIMS.slice(4)}.c2ln`],
    ['a space of no width', 'JwtHasSpaceOrPaddingError', `${HEADER}.${CLAIMS}.c2ln\uFEFF`],
    [
      'the alphabet of plain base64',
      'JwtNotBase64UrlError',
      `${HEADER}.${encode('{"a":"???"}').replace('_', '/')}.c2ln`,
    ],
    ['"+" in the signature', 'JwtNotBase64UrlError', `${HEADER}.${CLAIMS}.c2+n`],
    ['a letter of another alphabet', 'JwtNotBase64UrlError', `${HEADER}.${CLAIMS}.c2lñ`],
    ['a NUL', 'JwtNotBase64UrlError', `${HEADER}.${CLAIMS}.c2ln\0`],
    ['a part of 4n+1 characters', 'JwtNotBase64UrlError', `${HEADER}.${CLAIMS}.c2lnA`],
    ['bits that are left over', 'JwtNotBase64UrlError', `${HEADER}.${CLAIMS}.c2k1cB`],
    ['an empty header', 'JwtNotJsonError', `.${CLAIMS}.c2ln`],
    ['empty claims', 'JwtNotJsonError', `${HEADER}..c2ln`],
    ['bytes that are no UTF-8', 'JwtNotUtf8Error', token(Buffer.from([0x7b, 0xff, 0x7d]))],
    ['Latin-1', 'JwtNotUtf8Error', token('{}', Buffer.from('{"sub":"müller"}', 'latin1'))],
    ['an overlong encoding', 'JwtNotUtf8Error', token(Buffer.from('7b22c0af223a317d', 'hex'))],
    ['a byte order mark', 'JwtNotJsonError', token('\uFEFF{"alg":"RS256"}')],
    [
      'UTF-16',
      'JwtNotUtf8Error',
      token(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{}', 'utf16le')])),
    ],
    ['JSON that is cut off', 'JwtNotJsonError', token('{}', '{"iss":"KE')],
    ['a comment', 'JwtNotJsonError', token('{}', '{/* me */}')],
    ['single quotes', 'JwtNotJsonError', token("{'alg':'RS256'}")],
    ['a comma too many', 'JwtNotJsonError', token('{"alg":"RS256",}')],
    ['text after the object', 'JwtNotJsonError', token('{}{}')],
    ['NaN', 'JwtNotJsonError', token('{}', '{"exp":NaN}')],
    ['a list', 'JwtNotObjectError', token('[]')],
    ['a text', 'JwtNotObjectError', token('{}', '"iss"')],
    ['a number', 'JwtNotObjectError', token('{}', '1')],
    ['null', 'JwtNotObjectError', token('null')],
    ['a member of the header twice', 'JwtMemberTwiceError', token('{"alg":"none","alg":"RS256"}')],
    ['a claim twice', 'JwtMemberTwiceError', token('{}', '{"sub":"a","iss":"b","sub":"a"}')],
    [
      'a claim twice, once with an escape',
      'JwtMemberTwiceError',
      token('{}', String.raw`{"iss":"a","\u0069ss":"b"}`),
    ],
    ['__proto__ twice', 'JwtMemberTwiceError', token('{"__proto__":1,"__proto__":2}')],
    ['a member twice further in', 'JwtMemberTwiceError', token('{}', '{"a":[{"b":1},{"b":1,"b":2}]}')],
    ['33 levels', 'JwtTooDeepError', token('{}', nested(33))],
    ['levels without end', 'JwtTooDeepError', token('{}', nested(20_000))],
    [
      'claims that are not encoded (RFC 7797)',
      'JwtClaimsNotEncodedError',
      `${encode('{"alg":"RS256","b64":false,"crit":["b64"]}')}.$02.c2ln`,
    ],
    ['a megabyte of "a."', 'JwtTooLargeError', 'a.'.repeat(524_288)],
    ['one character more than the most', 'JwtTooLargeError', 'a'.repeat(MAXIMUM_JWT_LENGTH + 1)],
  ];
  for (const [what, name, text] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const error = await thrownBy(() => decodeJwt(text, '/home/me/a.jwt'));
      expect(error.name).to.equal(name);
      expect(error.message).to.include('/home/me/a.jwt');
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
    });
  }

  it('names the member that stands twice, and lets it do nothing to a terminal', async () => {
    const message = async (name: string): Promise<string> => {
      const member = `${JSON.stringify(name)}:1`;
      return (await thrownBy(() => decodeJwt(token('{}', `{${member},${member}}`), 'a.jwt'))).message;
    };
    expect(await message('sub')).to.include(
      'The claims part of the token in a.jwt has the member "sub" twice',
    );
    expect(await message('\u001b[31m\u009b1m\u202e')).to.include(String.raw`"\u001b[31m\u009b1m\u202e"`);
    expect(await message('x'.repeat(5000))).to.have.length.below(250);
  });

  it('has a text for each of its errors that a test row provokes', () => {
    const text = readFileSync(join(ROOT, 'messages', 'jwt-decode.md'), 'utf8');
    const names = [...text.matchAll(/^# error\.(\w+)$/gm)].map(([, name]) => `${name}Error`);
    expect([...new Set(refused.map(([, name]) => name))]).to.have.members(names);
  });

  it('takes any object of members apart as JSON.parse does, and tells every text that it cannot read by name', async () => {
    const json = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 5 }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(json, json, fc.uint8Array(), (header, claims, signature) => {
        fc.pre(header['b64'] !== false);
        const text = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}.${encode(Buffer.from(signature))}`;
        const jwt = decodeJwt(text, 'a.jwt');
        expect(jwt.header).to.deep.equal(JSON.parse(JSON.stringify(header)));
        expect(jwt.claims).to.deep.equal(JSON.parse(JSON.stringify(claims)));
      }),
    );
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array().map((bytes) => encode(Buffer.from(bytes))),
      fc.json().map((text) => encode(text)),
      fc.constantFrom(HEADER, CLAIMS, '.', '..', '=', '\n', encode('{"a":1,"a":2}'), encode(nested(40))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), fc.constantFrom('.', ''), async (pieces, glue) => {
        const text = pieces.join(glue);
        try {
          decodeJwt(text, 'SOURCE');
        } catch {
          const error = await thrownBy(() => decodeJwt(text, 'SOURCE'));
          expect(error.name).to.match(/^Jwt\w+Error$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('shows nothing of a token in an error', async () => {
    const secret = RS256.split('.')[2]!;
    for (const text of [
      `${HEADER}.${CLAIMS}.${secret}=`,
      `${HEADER}.${CLAIMS}.${secret}+`,
      `${HEADER}.${secret}.${secret}`,
    ]) {
      const shown = everythingIn(await thrownBy(() => decodeJwt(text, 'a.jwt')));
      for (let start = 0; start + 12 <= secret.length; start += 4) {
        expect(shown).not.to.include(secret.slice(start, start + 12));
      }
    }
  });
});
