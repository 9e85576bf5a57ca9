import { expect } from 'chai';
import { connect } from 'node:net';
import { once } from 'node:events';
import { factIds } from '../../src/simulator/facts/facts.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { startOrg, stopOrgs } from './org-client.ts';

/** Sends bytes as they are and takes down what comes back until the server, asked to, closes. */
async function sendRaw({ origin }: Simulator, request: string): Promise<string> {
  const socket = connect(Number(origin.port), origin.hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(request.replaceAll('\n', '\r\n'));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

const end = 'Connection: close\n\n';

const requests: Record<string, [request: string, status: number]> = {
  'no HTTP': ['GARBAGE\n\n', 400],
  'a method that nobody knows': [`FOO / HTTP/1.1\nHost: x\n${end}`, 400],
  'no host': [`GET /services/data HTTP/1.1\n${end}`, 400],
  'a host that cannot be one': [`GET /services/data HTTP/1.1\nHost: a b/c\n${end}`, 400],
  'a target that is no path': [`GET http://[ HTTP/1.1\nHost: x\n${end}`, 400],
  'an asterisk': [`OPTIONS * HTTP/1.1\nHost: x\n${end}`, 400],
  'two lengths': [`POST / HTTP/1.1\nHost: x\nContent-Length: 5\nTransfer-Encoding: chunked\n${end}`, 400],
  'headers without end': [`GET / HTTP/1.1\nHost: x\nA: ${'a'.repeat(70_000)}\n${end}`, 431],
  'an expectation': [`GET / HTTP/1.1\nHost: x\nExpect: nonsense\n${end}`, 417],
  'a path that is not there': [`GET /nothing HTTP/1.1\nHost: x\n${end}`, 404],
  'a method that the path does not have': [`DELETE /services/oauth2/userinfo HTTP/1.1\nHost: x\n${end}`, 404],
  'an id in broken percent signs': [`GET /id/%E0%A4%A/x HTTP/1.1\nHost: x\n${end}`, 403],
  'the page': [`GET /simulator/ HTTP/1.1\nHost: 127.0.0.1\n${end}`, 200],
  'the way to the page': [`GET / HTTP/1.1\nHost: 127.0.0.1\nAccept: text/html\n${end}`, 302],
  'the state that the page shows': [`GET /simulator/state HTTP/1.1\nHost: localhost\n${end}`, 200],
  'a HEAD': [`HEAD /services/data HTTP/1.1\nHost: x\n${end}`, 200],
};

describe('every answer on the socket', () => {
  afterEach(stopOrgs);

  for (const [what, [request, status]] of Object.entries(requests)) {
    it(`cites a fact: ${what}`, async () => {
      const answer = await sendRaw(await startOrg(), request);
      const [, code, fact] =
        /^HTTP\/1\.1 (\d+).*?\r\nx-simulated-fact: ([A-Z]+-\d\d)\r\n/s.exec(answer) ?? [];
      expect(Number(code), answer).to.equal(status);
      expect(factIds).to.include(fact);
    });
  }

  it('cites a row of its own for what reaches no route, and for the page', async () => {
    const simulator = await startOrg();
    expect(await sendRaw(simulator, 'GARBAGE\n\n')).to.contain('x-simulated-fact: ORG-10');
    const page = await fetch(new URL('/simulator/', simulator.origin));
    expect(page.headers.get('x-simulated-fact')).to.equal('ORG-11');
  });
});
