import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import type { Simulator } from '../../src/simulator/server.ts';
import { adminCall, call, expectError, query, startOrg, stopOrgs } from './org-client.ts';

const DATA = '/services/data/v66.0';
const MEGABYTE = 1024 * 1024;

describe('malformed requests', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startOrg();
  });
  afterEach(async () => {
    // Whatever came before, the org still answers.
    expect((await adminCall(simulator, DATA)).status).to.equal(200);
    await stopOrgs();
  });

  const send = (path: string, method: string, body: string | Buffer, contentType = 'application/json') =>
    call(simulator, DATA + path, {
      method,
      headers: { authorization: `Bearer ${simulator.admin.accessToken}`, 'content-type': contentType },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });

  const bodies: [fact: string, body: string | Buffer][] = [
    ['no text', ''],
    ['half an object', '{"Name":'],
    ['a list', '[]'],
    ['a text', '"Jwt"'],
    ['null', 'null'],
    ['no JSON at all', 'Name=Jwt&Label=Jwt'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x7b])],
    ['a million brackets', '['.repeat(1_000_000)],
    ['a list of a hundred thousand lists', '['.repeat(100_000) + ']'.repeat(100_000)],
  ];
  for (const [fact, body] of bodies) {
    for (const [method, path] of [
      ['POST', '/sobjects/PermissionSet'],
      ['POST', '/composite'],
    ] as const) {
      it(`${method} ${path} with ${fact}`, async () => {
        expectError(await send(path, method, body), 400, 'JSON_PARSER_ERROR');
      });
    }
  }

  it('a form instead of JSON', async () => {
    const reply = await send(
      '/sobjects/PermissionSet',
      'POST',
      'Name=Jwt',
      'application/x-www-form-urlencoded',
    );
    expectError(reply, 415, 'UNSUPPORTED_MEDIA_TYPE');
    expectError(await send('/composite', 'POST', '<a/>', 'application/xml'), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  const values: [fact: string, body: string, code: string, message: RegExp][] = [
    [
      'a number for a text',
      '{"Name":1,"Label":"x"}',
      'JSON_PARSER_ERROR',
      /string from VALUE_NUMBER_INT value 1 or/,
    ],
    [
      'an object for a text',
      '{"Name":{"a":1},"Label":"x"}',
      'JSON_PARSER_ERROR',
      /from START_OBJECT value \{ or/,
    ],
    [
      'a fraction for a flag',
      '{"Name":"x","Label":"x","HasActivationRequired":0.5}',
      'JSON_PARSER_ERROR',
      /boolean/,
    ],
    [
      'a member named like a prototype',
      '{"__proto__":{"Name":"x"},"Label":"x"}',
      'INVALID_FIELD',
      /__proto__/,
    ],
    ['a member of an inherited name', '{"constructor":"x"}', 'INVALID_FIELD', /No such column 'constructor'/],
    ['an unnamed member', '{"":"x"}', 'INVALID_FIELD', /No such column ''/],
    [
      'a deep value',
      `{"Name":${'['.repeat(100_000)}${']'.repeat(100_000)},"Label":"x"}`,
      'JSON_PARSER_ERROR',
      /value \[ or/,
    ],
  ];
  for (const [fact, body, code, message] of values) {
    it(`a record with ${fact}`, async () => {
      const reply = await send('/sobjects/PermissionSet', 'POST', body);
      expectError(reply, 400, code);
      expect(reply.text).to.match(message);
    });
  }

  it('a label of ten megabytes, answered by a short sentence', async () => {
    const body = JSON.stringify({ Name: 'Jwt', Label: 'x'.repeat(10 * MEGABYTE) });
    const begin = Date.now();
    const reply = await send('/sobjects/PermissionSet', 'POST', body);
    expectError(reply, 400, 'STRING_TOO_LONG');
    expect(reply.text.length).to.be.lessThan(1000);
    expect(Date.now() - begin).to.be.lessThan(5000);
  });

  it('more than the platform takes at once', async () => {
    const reply = await send('/sobjects/PermissionSet', 'POST', Buffer.alloc(51 * MEGABYTE, 0x20));
    expect(reply.status).to.equal(413);
  });

  it('ids that are none', async () => {
    for (const id of ['x', '%00', '%E0%A4%A', '..%2f..', "'", 'x'.repeat(10_000), '005000000000000%0d%0a']) {
      for (const method of ['GET', 'PATCH']) {
        const path = `${DATA}/sobjects/User/${id}`;
        const reply = await adminCall(simulator, path, method, method === 'GET' ? undefined : {});
        expect(reply.status, `${method} ${id.slice(0, 30)}`).to.equal(404);
      }
    }
  });

  it('subrequests that are none', async () => {
    const compositeRequest = [
      { referenceId: 'z' },
      { method: 'GET', url: 'http://', referenceId: 'a' },
      { method: 'GET', url: '//[', referenceId: 'b' },
      { method: 'GET', url: 5, referenceId: 'c' },
      { method: 'GET', url: `${DATA}/sobjects/User/@{a.constructor.name}`, referenceId: 'd' },
      { method: 'GET', url: `${DATA}/sobjects/@{nothing.id}`, referenceId: 'e' },
      { method: 'POST', url: `${DATA}/composite`, referenceId: 'f', body: {} },
      { method: 'POST', url: `${DATA}/sobjects/PermissionSet`, referenceId: 'g', body: [[]] },
    ];
    const { json } = await adminCall(simulator, `${DATA}/composite`, 'POST', { compositeRequest });
    const codes = (json.compositeResponse as { httpStatusCode: number }[]).map((item) => item.httpStatusCode);
    expect(codes).to.deep.equal([404, 404, 404, 404, 400, 400, 404, 400]);
  });

  it('subrequests with a body that is nested too deep', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const item = `{"method":"POST","url":"${DATA}/sobjects/PermissionSet","referenceId":"a","body":${deep}}`;
    const { json } = await send('/composite', 'POST', `{"compositeRequest":[${item}]}`);
    const [answer] = json.compositeResponse as { httpStatusCode: number }[];
    expect(answer?.httpStatusCode).to.equal(400);
  });

  it('values of earlier answers that hold quotes', async () => {
    const root = `${DATA}/sobjects/PermissionSet`;
    const Label = 'the "quoted" \\ one';
    const { json } = await adminCall(simulator, `${DATA}/composite`, 'POST', {
      allOrNone: true,
      compositeRequest: [
        { method: 'POST', url: root, referenceId: 'a', body: { Name: 'One', Label } },
        { method: 'GET', url: `${root}/@{a.id}`, referenceId: 'b' },
        { method: 'POST', url: root, referenceId: 'c', body: { Name: 'Two', Label: '2 @{b.Label}' } },
        { method: 'GET', url: `${root}/@{c.id}?fields=Label`, referenceId: 'd' },
      ],
    });
    const answers = json.compositeResponse as { body: { Label: string } }[];
    expect(answers[3]?.body.Label).to.equal(`2 ${Label}`);
  });

  /** SOQL that is too long for a URL can come in a composite request alone. */
  async function composite(soql: string): Promise<{ status: number; text: string; ms: number }> {
    const begin = Date.now();
    const url = `${DATA}/query?q=${encodeURIComponent(soql)}`;
    const { json } = await adminCall(simulator, `${DATA}/composite`, 'POST', {
      compositeRequest: [{ method: 'GET', url, referenceId: 'a' }],
    });
    const [answer] = json.compositeResponse as { httpStatusCode: number; body: unknown }[];
    return {
      status: answer?.httpStatusCode ?? 0,
      text: JSON.stringify(answer?.body),
      ms: Date.now() - begin,
    };
  }

  const long: [fact: string, soql: string, status: number, says: string][] = [
    [
      '100 kB of values',
      `SELECT COUNT() FROM User WHERE Name IN (${Array.from({ length: 11_000 }, (_, i) => `'v${i}'`)
        .join(',')
        .slice(0, 99_000)
        .replace(/,[^,]*$/, '')})`,
      200,
      '"totalSize":0',
    ],
    [
      '100 kB of conditions',
      `SELECT COUNT() FROM User WHERE ${"Name='x' OR ".repeat(8000)}Name='y'`,
      200,
      '"totalSize":0',
    ],
    [
      'more than 100000 characters',
      `SELECT Id FROM User WHERE Name = '${'x'.repeat(100_000)}'`,
      400,
      'cannot be longer than 100000',
    ],
    [
      'twenty thousand parentheses',
      `SELECT Id FROM User WHERE ${'('.repeat(20_000)}Name='x'${')'.repeat(20_000)}`,
      400,
      'MALFORMED_QUERY',
    ],
    [
      'twenty thousand NOT',
      `SELECT Id FROM User WHERE ${'NOT '.repeat(20_000)}Name='x'`,
      200,
      '"totalSize":0',
    ],
    [
      'a thousand queries inside each other',
      `SELECT Id FROM User WHERE ProfileId IN (${'SELECT Id FROM Profile WHERE UserLicenseId IN ('.repeat(1000)}`,
      400,
      'QUERY',
    ],
    ['nothing but quotes', "'".repeat(50_000), 400, 'MALFORMED_QUERY'],
    ['nothing but blanks', ' '.repeat(50_000), 400, 'A query string has to be specified'],
  ];
  for (const [fact, soql, status, says] of long) {
    it(`SOQL of ${fact}, answered within seconds`, async () => {
      const answer = await composite(soql);
      expect(answer.text.slice(0, 5000)).to.contain(says);
      expect(answer.status).to.equal(status);
      expect(answer.ms).to.be.lessThan(5000);
    });
  }

  it('SOQL in a URL that is too long, and headers that are', async () => {
    expect(
      (await query(simulator, `SELECT Id FROM User WHERE Name = '${'x'.repeat(20_000)}'`)).status,
    ).to.equal(414);
    const reply = await call(simulator, DATA, { headers: { authorization: `Bearer ${'x'.repeat(20_000)}` } });
    expect(reply.status).to.equal(431);
  });

  it('queries in odd forms', async () => {
    for (const text of ['?', '?q', '?q=', '?q=%', '?q=%00', '?x=SELECT', '?q=SELECT%ZZ']) {
      expectError(await adminCall(simulator, `${DATA}/query${text}`), 400, 'MALFORMED_QUERY');
    }
  });

  it('a connection that ends in the middle of a request', async () => {
    const { port } = simulator.origin;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST ${DATA}/sobjects/PermissionSet HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`,
        );
        socket.destroy();
      });
      socket.once('close', () => {
        resolve();
      });
    });
  });

  it('methods that HTTP knows and an org does not', async () => {
    for (const method of ['PUT', 'OPTIONS', 'PROPFIND', 'TRACE']) {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const headers = { authorization: `Bearer ${simulator.admin.accessToken}` };
        const request = httpRequest(new URL(`${DATA}/sobjects`, simulator.origin), { method, headers });
        request.once('response', (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        request.once('error', reject);
        request.end();
      });
      expect(status, method).to.equal(405);
    }
  });
});
