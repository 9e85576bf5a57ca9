import { expect } from 'chai';
import fc from 'fast-check';
import { parseExtraClaims, type ExtraClaims } from '../../src/assertion/extra-claims.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';

describe('assertion/extra-claims', () => {
  const accepted: Array<[typed: string[], claims: ExtraClaims]> = [
    [[], {}],
    [['jti=7f3c'], { jti: '7f3c' }],
    [['text=2'], { text: '2' }],
    [['text=true'], { text: 'true' }],
    [['text={"a":1}'], { text: '{"a":1}' }],
    [['text='], { text: '' }],
    [['text=a=b:=c'], { text: 'a=b:=c' }],
    [['text= two words \n'], { text: ' two words \n' }],
    [['text=Zürich 🐎'], { text: 'Zürich 🐎' }],
    [['number:=2'], { number: 2 }],
    [['number:=-1.5e3'], { number: -1500 }],
    [['number:=9007199254740991'], { number: Number.MAX_SAFE_INTEGER }],
    [['flag:=true', 'none:=null'], { flag: true, none: null }],
    [['list:=["a", 1]', 'object:={"a":{"b":[]}}'], { list: ['a', 1], object: { a: { b: [] } } }],
    [['json:="text"'], { json: 'text' }],
    [['nbf:=1790000000'], { nbf: 1_790_000_000 }],
    [['https://example.com/claims/is:root=yes'], { 'https://example.com/claims/is:root': 'yes' }],
    [['https://example.com/claims/root:=true'], { 'https://example.com/claims/root': true }],
    [['constructor=a', 'toString=b'], { constructor: 'a', toString: 'b' }],
  ];
  for (const [typed, claims] of accepted) {
    it(`reads ${JSON.stringify(typed)}`, () => expect(parseExtraClaims(typed)).to.deep.equal(claims));
  }

  it('keeps a name that means something to JavaScript', () => {
    expect(JSON.stringify(parseExtraClaims(['__proto__=x']))).to.equal('{"__proto__":"x"}');
  });

  const refused: Array<[name: string, typed: string[], words: RegExp]> = [
    ['ClaimInvalid', ['jti'], /"jti" is not a claim/],
    ['ClaimInvalid', ['=x'], /"=x"/],
    ['ClaimInvalid', [''], /""/],
    ['ClaimHasFlag', ['iss=x'], /--client-id/],
    ['ClaimHasFlag', ['sub=x'], /--username/],
    ['ClaimHasFlag', ['prn=x'], /--username/],
    ['ClaimHasFlag', ['aud:=["x"]'], /--audience/],
    ['ClaimHasFlag', ['exp:=1'], /--lifetime/],
    ['ClaimHasFlag', ['iat=1'], /--lifetime/],
    ['ClaimRepeated', ['jti=a', 'jti=b'], /"jti" is given more than once/],
    ['ClaimRepeated', ['jti=a', 'x=1', 'jti:=2'], /jti/],
    ['ClaimIsNotJson', ['x:=yes'], /"x" is not JSON/],
    ['ClaimIsNotJson', ['x:='], /"x"/],
    ['ClaimIsNotJson', ['x:={a:1}'], /x/],
    ['ClaimIsNotJson', ['x:=9007199254740993'], /too large to stay exact/],
    ['ClaimIsNotJson', ['x:={"deep":[12345678901234567890]}'], /too large/],
    ['ClaimIsNotNumber', ['nbf=1790000000'], /nbf:=/],
    ['ClaimIsNotNumber', ['nbf:="1790000000"'], /nbf:=/],
  ];
  for (const [name, typed, words] of refused) {
    it(`says ${name} of ${JSON.stringify(typed)}`, async () => {
      const error = await thrownBy(() => parseExtraClaims(typed));
      expect([error.name, error.exitCode]).to.deep.equal([`${name}Error`, 2]);
      expect(shownBy(error))
        .to.match(words)
        .and.not.to.match(/%[sdj]|undefined/);
      expect(error.actions?.at(-1), 'a command to paste').to.include('sf jwt sign --');
    });
  }

  it('gives every text and every JSON value back as it was', () => {
    const name = fc.string({ minLength: 1 }).map((text) => `x${text.replace(/[=:]/g, '')}`);
    fc.assert(
      fc.property(name, fc.string(), (key, value) => {
        expect(parseExtraClaims([`${key}=${value}`])[key]).to.equal(value);
      }),
    );
    const isExact = (json: string): boolean => !/\d{16}|e\+/.test(json);
    fc.assert(
      fc.property(name, fc.json().filter(isExact), (key, json) => {
        expect(parseExtraClaims([`${key}:=${json}`])[key]).to.deep.equal(JSON.parse(json));
      }),
    );
  });
});
