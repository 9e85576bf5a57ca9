import { expect } from 'chai';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { factIds } from '../../src/simulator/facts/facts.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { exchange, expectRefusal, logIn, orgWithApp, stopOrgs } from './org-client.ts';
import { hasAnswers, openRaw, sendBytes } from './raw-client.ts';

const MEGABYTE = 1_000_000;

type Line = [what: string, request: string, status: number | 'closed'];

/** The head of a request in lines, as HTTP/1.1 wants it. */
const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;

const lines: Line[] = [
  ['broken percent signs in a path', head('GET /%zz HTTP/1.1', 'Host: x'), 404],
  ['broken percent signs in an id', head('GET /id/%/%E0%A4%A HTTP/1.1', 'Host: x'), 403],
  ['broken percent signs in a query', head('GET /services/data?q=%zz%00 HTTP/1.1', 'Host: x'), 200],
  ['dots that climb', head('GET /../../../services/data HTTP/1.1', 'Host: x'), 200],
  ['a backslash', head('GET /services\\data HTTP/1.1', 'Host: x'), 400],
  ['a host of brackets', head('GET /services/data HTTP/1.1', 'Host: [::1'), 400],
  ['a host with a path', head('GET /services/data HTTP/1.1', 'Host: x/y'), 400],
  ['a host with a user', head('GET /services/data HTTP/1.1', 'Host: user@login.salesforce.com'), 400],
  ['an empty host', head('GET /services/data HTTP/1.1', 'Host:'), 400],
  ['a host that nobody has', head('GET /services/data HTTP/1.1', 'Host: example.com:99'), 200],
  ['a long host', head('GET /services/data HTTP/1.1', `Host: ${'a'.repeat(10_000)}`), 200],
  ['the method TRACE', head('TRACE /services/data HTTP/1.1', 'Host: x'), 404],
  ['the method OPTIONS', head('OPTIONS /services/data HTTP/1.1', 'Host: x'), 404],
  ['the method PROPFIND', head('PROPFIND /services/data HTTP/1.1', 'Host: x'), 404],
  ['the method FOO', head('FOO /services/data HTTP/1.1', 'Host: x'), 400],
  ['CONNECT to the port of an org', head('CONNECT login.salesforce.com:443 HTTP/1.1', 'Host: x'), 'closed'],
  [
    'an upgrade',
    head('GET /services/data HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'),
    200,
  ],
  ['HTTP/1.0', head('GET /services/data HTTP/1.0', 'Host: x'), 200],
  [
    'HTTP/1.0 that would be kept alive',
    head('GET /services/data HTTP/1.0', 'Host: x', 'Connection: keep-alive'),
    200,
  ],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['a null byte in the path', head('GET /services\0/data HTTP/1.1', 'Host: x'), 400],
  ['a null byte in a header', head('GET /services/data HTTP/1.1', 'Host: x', 'A: b\0c'), 400],
  [
    'a null byte in a body',
    `${head('POST /services/oauth2/token HTTP/1.1', 'Host: x', 'Content-Length: 3')}a\0b`,
    400,
  ],
  ['20 KB of path', head(`GET /${'a'.repeat(20_000)} HTTP/1.1`, 'Host: x'), 414],
  [
    '3000 short headers',
    head('GET / HTTP/1.1', 'Host: x', ...Array.from({ length: 3000 }, () => 'a: b')),
    431,
  ],
  ['a negative length', head('POST /services/oauth2/token HTTP/1.1', 'Host: x', 'Content-Length: -1'), 400],
  [
    'a chunk of no size',
    `${head('POST /services/oauth2/token HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked')}zz\r\n`,
    400,
  ],
  [
    'a token of 10 KB',
    head('GET /services/data/v66.0 HTTP/1.1', 'Host: x', `Authorization: Bearer ${'a'.repeat(10_000)}`),
    401,
  ],
];

/** Sends a body of some megabytes in chunks, as long as the server takes them and has not answered. */
async function pour(
  { origin }: Simulator,
  path: string,
  megabytes: number,
): Promise<{ status: number; body: string; sent: number }> {
  const sending = request(new URL(path, origin), { method: 'POST' });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  const sent = await pourInto(sending, Buffer.alloc(MEGABYTE, 'a'), megabytes, answered);
  const [response] = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  sending.destroy();
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), sent };
}

async function pourInto(
  sending: ClientRequest,
  chunk: Buffer,
  count: number,
  answered: Promise<unknown>,
): Promise<number> {
  const answer = answered.then(() => 'answered');
  for (let sent = 0; sent < count; sent += 1) {
    const isTaken = sending.write(chunk) ? Promise.resolve() : once(sending, 'drain');
    if ((await Promise.race([answer, isTaken])) === 'answered') return sent * chunk.length;
  }
  sending.end();
  return count * chunk.length;
}

describe('a hostile request', () => {
  let simulator: Simulator;
  before(async () => (simulator = await orgWithApp()));
  after(stopOrgs);
  afterEach('the next login works', async () => {
    expect((await logIn(simulator)).status).to.equal(200);
  });

  for (const [what, bytes, status] of lines) {
    it(`${what}: ${status}`, async () => {
      const received = await sendBytes(simulator, Buffer.from(bytes, 'latin1'));
      const [, code = 'closed', fact] =
        /^HTTP\/1\.1 (\d+).*?\r\nx-simulated-fact: ([A-Z]+-\d\d)\r\n/s.exec(received) ?? [];
      expect(code, received).to.equal(String(status));
      if (status !== 'closed') expect(factIds).to.include(fact);
    });
  }

  it('fifty at once on one connection are answered in their order', async () => {
    const { socket, until } = await openRaw(simulator);
    const paths = Array.from({ length: 50 }, (_, place) =>
      place % 2 === 0 ? '/services/data' : `/${place}`,
    );
    socket.write(paths.map((path) => head(`GET ${path} HTTP/1.1`, 'Host: x')).join(''));
    const received = await until((text) => hasAnswers(text, paths.length));
    const statuses = received.match(/HTTP\/1\.1 \d+/g)?.map((line) => Number(line.slice(-3)));
    expect(statuses).to.deep.equal(paths.map((_, place) => (place % 2 === 0 ? 200 : 404)));
    socket.destroy();
  });

  it('an assertion of 900 KB is invalid', async () => {
    expectRefusal(await exchange(simulator, `e30.${'a'.repeat(900_000)}.e30`), 'invalidAssertion');
    expectRefusal(await exchange(simulator, '.'.repeat(900_000)), 'invalidAssertion');
  });

  it('an assertion of 10 MB is refused by what it says of its length', async () => {
    const { status, json } = await exchange(simulator, 'a'.repeat(10 * MEGABYTE));
    expect([status, json.error]).to.deep.equal([413, 'invalid_request']);
  });

  it('100 MB that come in chunks are refused when the limit is passed, and not taken any further', async () => {
    const { status, body, sent } = await pour(simulator, '/services/oauth2/token', 100);
    expect([status, body]).to.deep.equal([
      413,
      '{"error":"invalid_request","error_description":"Maximum size of request is 1000000 bytes. [simulated wording]"}',
    ]);
    expect(sent).to.be.lessThan(30 * MEGABYTE);
  });

  it('100 MB of SOAP are refused when the limit is passed', async () => {
    const { status, body, sent } = await pour(simulator, '/services/Soap/m/66.0', 100);
    expect(status).to.equal(500);
    expect(body).to.contain('EXCEEDED_MAX_SIZE_REQUEST');
    expect(sent).to.be.lessThan(90 * MEGABYTE);
  });

  it('two hundred that are never finished keep nobody else waiting, and leave nothing behind', async () => {
    const halves = [
      'POST /services/oauth2/token HTTP/1.1\r\nHo',
      head('POST /services/oauth2/token HTTP/1.1', 'Host: x', 'Content-Length: 500') + 'grant_type=',
      head('POST /services/Soap/m/66.0 HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked') + 'ff\r\n<',
      '',
    ];
    const before = simulator.requests.length;
    const clients = await Promise.all(Array.from({ length: 200 }, () => openRaw(simulator)));
    for (const [place, { socket }] of clients.entries()) socket.write(halves[place % halves.length] ?? '');
    expect((await logIn(simulator)).status).to.equal(200);
    for (const { socket } of clients) socket.resetAndDestroy();
    expect((await logIn(simulator)).status).to.equal(200);
    expect(simulator.requests).to.have.length(before + 2);
  });

  it('whose sender does not wait for the answer harms nobody', async () => {
    const good = head('GET /services/data HTTP/1.1', 'Host: x');
    for (let count = 0; count < 50; count += 1) {
      const { socket } = await openRaw(simulator);
      socket.write(good.repeat(10));
      socket.resetAndDestroy();
    }
  });
});
