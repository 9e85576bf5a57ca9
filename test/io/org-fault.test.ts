import { expect } from 'chai';
import { findFault } from '../../src/io/org-fault.ts';

const envelope = (inside: string): string =>
  `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">${inside}</soapenv:Envelope>\n`;
const page = (title: string, text = ''): string =>
  `<!DOCTYPE html>\n<html><head><title>\n ${title}\n</title></head><body>${text}<script>alert(1)</script></body></html>`;

type Row = [
  what: string,
  status: number,
  type: string,
  text: string,
  kind: string | undefined,
  said?: string,
];

/** Answers to a REST call. */
const rest: Row[] = [
  ['an answer', 200, 'application/json', '{"done":true}', undefined],
  ['an answer that is declared as something else', 200, 'text/html', '[{"version":"67.0"}]', undefined],
  ['no content', 204, '', '', undefined],
  ['a refusal', 400, 'application/json', '[{"errorCode":"INVALID_FIELD","message":"No"}]', undefined],
  ['a refusal without a word', 404, '', '', 'missing', 'status 404'],
  ['half an answer', 200, 'application/json', '{"done":tr', 'unreadable', 'status 200, application/json'],
  ['nothing', 200, '', '', 'unreadable', 'status 200, without a content type'],
  ['a text', 403, 'text/plain', 'Blocked by policy', 'unreadable', 'status 403, text/plain'],
  ['a page', 200, 'text/html; charset=utf-8', page('Sign  in'), 'page', '"Sign in" (status 200)'],
  ['a page without a title', 200, 'text/html', '<p>x</p>', 'page', '"a page without a title" (status 200)'],
  [
    'maintenance',
    503,
    'text/html',
    page('Salesforce', 'We are down for maintenance.'),
    'maintenance',
    '"Salesforce" (status 503)',
  ],
  ['an org that is gone', 420, 'text/html', page('x'), 'gone', '"x" (status 420)'],
  ['an org that is gone, by its words', 200, 'text/html', page('x', 'Data Not Available'), 'gone'],
  [
    'too much at once',
    429,
    'application/json',
    '[{"message":"Slow","errorCode":"X"}]',
    'limited',
    'Slow (X)',
  ],
  ['a server that cannot', 503, '', '', 'busy', 'status 503'],
  ['a gateway', 502, 'text/plain', 'bad gateway', 'failed', 'status 502'],
  ['an error of the org', 500, 'application/json', '[{"message":"Oh"}]', 'failed', 'Oh (status 500)'],
  ['another address', 302, '', '', 'redirected', 'https://new.example.com'],
];

/** Answers to a SOAP call. */
const soap: Row[] = [
  ['an answer', 200, 'text/xml', envelope('<a/>'), undefined],
  ['an answer that is declared as something else', 200, 'text/html', envelope('<a/>'), undefined],
  ['a refusal', 500, 'text/xml', envelope('<soapenv:Fault/>'), undefined],
  ['half an answer', 200, 'text/xml', envelope('<a/>').slice(0, 50), 'unreadable'],
  ['half a refusal', 500, 'text/xml', envelope('<a/>').slice(0, 50), 'failed', 'status 500'],
  ['the words of REST', 200, 'application/json', '{}', 'unreadable'],
  [
    'a server that cannot',
    503,
    'text/xml',
    envelope('<faultstring>Later</faultstring>'),
    'busy',
    'Later (status 503)',
  ],
];

describe('io/org-fault', () => {
  const headers = (type: string): Record<string, string> => ({
    ...(type ? { 'content-type': type } : {}),
    location: 'https://new.example.com/services/data?x=1',
    'retry-after': '7',
  });
  for (const [rows, isSoap] of [
    [rest, false],
    [soap, true],
  ] as const) {
    for (const [what, status, type, text, kind, said] of rows) {
      it(`finds ${kind ?? 'no fault'} in ${what} (${isSoap ? 'SOAP' : 'REST'})`, () => {
        const fault = findFault({ status, headers: headers(type), text }, isSoap);
        expect(fault?.kind).to.equal(kind);
        if (said !== undefined) expect(fault?.message).to.equal(said);
        expect(fault?.message ?? '').not.to.match(/[<>]|undefined/);
      });
    }
  }

  it('keeps the time to wait of who says one', () => {
    const answer = { status: 429, headers: headers(''), text: '' };
    expect(findFault(answer, false)?.retryAfterSeconds).to.equal(7);
    expect(findFault({ ...answer, status: 302 }, false)?.retryAfterSeconds).to.equal(undefined);
  });
});
