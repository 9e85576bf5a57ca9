import { expect } from 'chai';
import { findToken, formOfToken, type RevocableForm } from '../../src/assertion/access-token.ts';

const jwt = (header: object, claims: object): string =>
  [header, claims, 'signature']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');

const rows: Array<[what: string, text: string, form: RevocableForm | undefined]> = [
  [
    'an access token',
    '00Dxx0000001gPL!AR8AQJXg5oj8jXSgxJfA0lBog',
    { kind: 'opaque', orgId: '00Dxx0000001gPL' },
  ],
  [
    'one with the long id of its org',
    '00Dxx0000001gPLEAY!AR8AQJXg5oj8jXSgxJfA0lBog',
    { kind: 'opaque', orgId: '00Dxx0000001gPL' },
  ],
  ['a refresh token', '5Aep861KIwKdekr90I4iHdDtJUzOkcnCu.zNi3Q', { kind: 'opaque', orgId: undefined }],
  [
    'an access token in JWT format',
    jwt({ tty: 'sfdc-core-token', alg: 'RS256' }, { iss: 'https://acme.my.salesforce.com' }),
    { kind: 'jwt', issuer: 'https://acme.my.salesforce.com' },
  ],
  [
    'one that says no issuer',
    jwt({ tty: 'sfdc-core-token', alg: 'RS256' }, { iss: 7 }),
    { kind: 'jwt', issuer: undefined },
  ],
  [
    'an assertion',
    jwt({ alg: 'RS256' }, { iss: '3MVG9', aud: 'https://login.salesforce.com' }),
    { kind: 'other-jwt' },
  ],
  ['a JWT that is damaged', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIz.c2ln', undefined],
  ['nothing', '', undefined],
  ['a sentence', 'this is not a token of any kind', undefined],
  ['a short word', 'token', undefined],
  ['a variable that was not replaced', '${{ secrets.TOKEN }}', undefined],
];

describe('the form of a token', () => {
  for (const [what, text, form] of rows) {
    it(what, () => expect(formOfToken(text)).to.deep.equal(form));
  }

  it('is found in a line, and in a header', () => {
    for (const text of [
      ' token\r\n',
      'Bearer token',
      'Authorization: Bearer token\n',
      'authorization:bearer  token',
    ])
      expect(findToken(text)).to.equal('token');
  });
});
