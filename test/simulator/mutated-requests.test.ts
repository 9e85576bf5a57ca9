import { expect } from 'chai';
import { factIds } from '../../src/simulator/facts/facts.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { externalApp, filesOf, zipOf } from './app-files.ts';
import { goodClaims, logIn, orgWithApp, sign, stopOrgs } from './org-client.ts';
import { hasAnswers, openRaw } from './raw-client.ts';

const MUTATIONS = 500;
const SEED = 20_261_124;
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Numbers below a limit that look random and are the same in every run (mulberry32). */
function makeNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

type Numbers = ReturnType<typeof makeNumbers>;

function cut(bytes: Buffer, start: number, end: number, between: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([bytes.subarray(0, start), between, bytes.subarray(end)]);
}

function replaceText(bytes: Buffer, pattern: RegExp, replacement: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(pattern, replacement), 'latin1');
}

/** What can happen to the bytes of a request. */
const mutations: ((bytes: Buffer, random: Numbers) => Buffer)[] = [
  (bytes, random) => {
    const place = random(bytes.length);
    return cut(bytes, place, place + 1, Buffer.from([random(256)]));
  },
  (bytes, random) => cut(bytes, random(bytes.length), bytes.length),
  (bytes, random) => {
    const place = random(bytes.length);
    return cut(bytes, place, place + random(40));
  },
  (bytes, random) => {
    const [place, length] = [random(bytes.length), random(200)];
    return cut(bytes, place, place, bytes.subarray(place, place + length));
  },
  (bytes, random) => cut(bytes, random(bytes.length), bytes.length, Buffer.alloc(random(100), random(256))),
  (bytes, random) => {
    const place = random(bytes.length);
    return cut(
      bytes,
      place,
      place,
      Buffer.from(['\0', '%', '%zz', '\r\n', '..', '"', '\xff'][random(7)]!, 'latin1'),
    );
  },
  (bytes, random) => replaceText(bytes, /Content-Length: \d+/, `Content-Length: ${random(3000) - 50}`),
  (bytes, random) => replaceText(bytes, /^\S+/, ['GET', 'PUT', 'TRACE', 'BREW', 'delete', ''][random(6)]!),
  (bytes, random) => replaceText(bytes, /HTTP\/1\.1/, ['HTTP/1.0', 'HTTP/2', 'HTTP/9.9', 'ICY'][random(4)]!),
  (bytes, random) =>
    replaceText(
      bytes,
      /Host: .*/,
      ['Host: login.salesforce.com', 'Host: [', 'Host: a,b', 'X: y'][random(4)]!,
    ),
  (bytes, random) =>
    replaceText(
      bytes,
      /Content-Type: .*/,
      ['Content-Type: text/plain', 'Content-Type: multipart/form-data; boundary=', ''][random(3)]!,
    ),
  (bytes, random) => replaceText(bytes, /v66\.0/, ['v0.0', 'v99.0', 'v66.00', 'vx', ''][random(5)]!),
  (bytes, random) =>
    replaceText(
      bytes,
      /Content-Length: \d+/,
      `Transfer-Encoding: ${['chunked', 'gzip', 'chunked, chunked'][random(3)]!}`,
    ),
];

type Good = { request: string; headers: Record<string, string>; body: Buffer };

function write({ request, headers, body }: Good): Buffer {
  const all = { ...headers, ...(body.length === 0 ? {} : { 'Content-Length': body.length }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${request} HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}

function good(request: string, headers: Record<string, string>, body: Buffer | string = ''): Good {
  return { request, headers, body: Buffer.from(body) };
}

function multipart(zip: Buffer): Buffer {
  const part = (name: string, type: string) =>
    `--cut\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\nContent-Type: ${type}\r\n\r\n`;
  const options = JSON.stringify({ deployOptions: { checkOnly: true, singlePackage: true } });
  return Buffer.concat([
    Buffer.from(`${part('json', 'application/json')}${options}\r\n${part('file', 'application/zip')}`),
    zip,
    Buffer.from('\r\n--cut--\r\n'),
  ]);
}

/** Requests that the org answers well. */
function goodRequests(simulator: Simulator): Good[] {
  const { accessToken } = simulator.admin;
  const Host = simulator.origin.host;
  const admin = { Host, Authorization: `Bearer ${accessToken}` };
  const form = { Host, 'Content-Type': 'application/x-www-form-urlencoded' };
  const json = { ...admin, 'Content-Type': 'application/json' };
  const assertion = sign(goodClaims(simulator));
  const composite = {
    compositeRequest: [
      { method: 'GET', url: '/services/data/v66.0/query?q=SELECT+Id+FROM+User', referenceId: 'users' },
    ],
  };
  const envelope = `<Envelope><Header><SessionHeader><sessionId>${accessToken}</sessionId></SessionHeader></Header><Body><describeMetadata><asOfVersion>66.0</asOfVersion></describeMetadata></Body></Envelope>`;
  const zip = zipOf(filesOf(externalApp({})));
  return [
    good(
      'POST /services/oauth2/token',
      form,
      new URLSearchParams({ grant_type: GRANT, assertion }).toString(),
    ),
    good('GET /services/data', { Host }),
    good('GET /services/oauth2/userinfo', admin),
    good('GET /services/data/v66.0/query?q=SELECT+Id,Username+FROM+User', admin),
    good('POST /services/data/v66.0/composite', json, JSON.stringify(composite)),
    good('POST /services/data/v66.0/sobjects/PermissionSet', json, '{"Name":"Mutated","Label":"Mutated"}'),
    good(
      'POST /services/data/v66.0/metadata/deployRequest',
      { ...admin, 'Content-Type': 'multipart/form-data; boundary=cut' },
      multipart(zip),
    ),
    good('POST /services/Soap/m/66.0', { Host, 'Content-Type': 'text/xml', SOAPAction: '""' }, envelope),
    good('POST /services/oauth2/revoke', form, 'token=nothing'),
  ];
}

function changeBytes(bytes: Buffer, random: Numbers): Buffer {
  let changed = bytes;
  for (let count = 1 + random(3); count > 0 && changed.length > 0; count -= 1) {
    changed = mutations[random(mutations.length)]!(changed, random);
  }
  return changed;
}

/** Either the body alone, under a length that fits it, or any of the bytes. */
function mutate(request: Good, random: Numbers): Buffer {
  if (request.body.length === 0 || random(3) === 0) return changeBytes(write(request), random);
  return write({ ...request, body: changeBytes(request.body, random) });
}

describe('requests with random changes', function () {
  this.timeout(60_000);
  let simulator: Simulator;
  before(async () => (simulator = await orgWithApp()));
  after(stopOrgs);

  it('are good without them', async () => {
    for (const request of goodRequests(simulator)) {
      const { socket, until } = await openRaw(simulator);
      socket.write(write(request));
      expect(await until((text) => hasAnswers(text))).to.match(/^HTTP\/1\.1 (200|201|400) /);
      socket.destroy();
    }
  });

  it(`are answered, or their connections closed, and the next login works: ${MUTATIONS} of them`, async () => {
    const random = makeNumbers(SEED);
    const requests = goodRequests(simulator);
    const seen = new Map<string, number>();
    for (let count = 0; count < MUTATIONS; count += 1) {
      const bytes = mutate(requests[random(requests.length)]!, random);
      const { socket, received, until } = await openRaw(simulator);
      socket.write(bytes);
      expect((await logIn(simulator)).status, `after ${bytes.toString('latin1')}`).to.equal(200);
      // What has no answer by now waits for more of the request: an end is all that it can get.
      if (!hasAnswers(received())) socket.end();
      const answer = await until((text) => hasAnswers(text));
      socket.destroy();
      const [, status = 'closed', fact = ''] =
        /^HTTP\/1\.1 (\d+).*?\r\nx-simulated-fact: (\S+)\r\n/s.exec(answer) ?? [];
      if (status !== 'closed') expect(factIds, answer).to.include(fact);
      expect(answer, bytes.toString('latin1')).not.to.contain('The simulator failed');
      seen.set(status, (seen.get(status) ?? 0) + 1);
    }
    // Without all of these the changes would have been too small, or too large, to try anything.
    expect([...seen.keys()]).to.include.members(['200', '201', '400', '401', '404', '500']);
  });
});
