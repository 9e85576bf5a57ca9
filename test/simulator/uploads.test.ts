import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { filesOf, manifest, zipOf } from './app-files.ts';
import { emptyOrg, header } from './app-pieces.ts';
import {
  adminCall,
  call,
  expectError,
  logIn,
  orgWithApp,
  pollDeploy,
  postZip,
  type Reply,
  stopOrgs,
} from './org-client.ts';
import { craftZip, type Entry } from './crafted-zip.ts';
import type { Simulator } from '../../src/simulator/server.ts';

const MEGABYTE = 1_000_000;
const SOAP = '/services/Soap/m/66.0';

const PACKAGE: Entry = { path: 'package.xml', content: Buffer.from(manifest([])) };
const zeros = (size: number): Buffer => Buffer.alloc(size);
const component = (content: string): Entry[] => [
  { path: 'package.xml', content: Buffer.from(manifest([['ExternalClientApplication', 'Jwt_CI']])) },
  { path: 'externalClientApps/Jwt_CI.eca', content: Buffer.from(content) },
];

function soapBody(simulator: Simulator, operation: string): string {
  return (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>' +
    `<SessionHeader><sessionId>${simulator.admin.accessToken}</sessionId></SessionHeader></e:Header>` +
    `<e:Body>${operation}</e:Body></e:Envelope>`
  );
}

function postSoap(simulator: Simulator, body: string | Buffer): Promise<Reply> {
  return call(simulator, SOAP, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

/** Runs one hostile request, for no longer than a test may take; afterwards the org must log in as ever, and not be much larger. */
async function withstand<T>(simulator: Simulator, request: () => Promise<T>): Promise<T> {
  const before = process.memoryUsage().arrayBuffers;
  const answer = await request();
  expect(process.memoryUsage().arrayBuffers - before, 'bytes').to.be.lessThan(300 * MEGABYTE);
  expect((await logIn(simulator)).status).to.equal(200);
  return answer;
}

describe('a hostile upload', () => {
  afterEach(stopOrgs);

  describe('is not queued:', () => {
    const limits: [fact: string, code: string, message: RegExp, id: string, zip: () => Buffer][] = [
      [
        'a zip of 10001 entries',
        'INVALID_OPERATION',
        /^Too many files in zip$/,
        'DEPLOY-24',
        () =>
          Buffer.from(
            zipSync(
              Object.fromEntries(
                Array.from({ length: 10_001 }, (_item, index) => [`f/${index}`, new Uint8Array()]),
              ),
            ),
          ),
      ],
      [
        'a zip of more than 39 MB',
        'LIMIT_EXCEEDED',
        /more than 39000000 bytes/,
        'DEPLOY-25',
        () => craftZip([PACKAGE, { path: 'big', content: zeros(40 * MEGABYTE), method: 0, checksum: 0 }]),
      ],
      [
        'a bomb that says how large it is',
        'LIMIT_EXCEEDED',
        /more than 600000000 bytes/,
        'DEPLOY-25',
        () =>
          craftZip([
            PACKAGE,
            { path: 'classes/Bomb.cls', content: zeros(MEGABYTE), claimed: 700 * MEGABYTE },
          ]),
      ],
      ...[
        '../outside.xml',
        'a/../../outside.xml',
        '/etc/outside',
        'C:/outside.xml',
        'a\\..\\b',
        './package.xml',
        '..',
      ].map((path): [string, string, RegExp, string, () => Buffer] => [
        `the path ${path}`,
        'INVALID_OPERATION',
        /a path that leads out of it/,
        'DEPLOY-26',
        () => craftZip([PACKAGE, { path, content: Buffer.from('x') }]),
      ]),
    ];
    for (const [fact, code, message, id, zip] of limits) {
      it(fact, async () => {
        const simulator = await orgWithApp();
        const bytes = zip();
        const reply = await withstand(simulator, () => postZip(simulator, bytes));
        expectError(reply, 400, code);
        expect(reply.text).to.match(new RegExp(message.source.replaceAll(/^\^|\$$/g, '')));
        expect(reply.fact).to.equal(id);
        const deploys = simulator.org.deploys.length;
        const operation = `<deploy><ZipFile>${bytes.toString('base64')}</ZipFile><DeployOptions/></deploy>`;
        const soap = await postSoap(simulator, soapBody(simulator, operation));
        expect(soap.status).to.equal(500);
        if (bytes.length < 39 * MEGABYTE) expect(soap.text).to.contain(`<faultcode>sf:${code}</faultcode>`);
        expect(simulator.org.deploys).to.have.length(deploys);
      });
    }
  });

  describe('fails as a deploy:', () => {
    const laughs =
      '<!DOCTYPE lol [<!ENTITY a "ha">' +
      Array.from({ length: 30 }, (_item, index) => {
        const inner = index === 0 ? '&a;' : `&b${index - 1};`;
        return `<!ENTITY b${index} "${inner.repeat(10)}">`;
      }).join('') +
      ']><ExternalClientApplication><label>&b29;</label></ExternalClientApplication>';
    const outside =
      '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]><ExternalClientApplication><label>&file;</label></ExternalClientApplication>';
    const deep = '<a>'.repeat(100_000) + '</a>'.repeat(100_000);
    const failing: [fact: string, problem: RegExp, zip: () => Buffer][] = [
      ['no zip', /^The zip file is damaged$/, () => Buffer.from('no zip')],
      ['an empty file', /^The zip file is damaged$/, () => Buffer.alloc(0)],
      ['half a zip', /^The zip file is damaged$/, () => zipOf(filesOf([header])).subarray(0, 200)],
      ['a directory that is missing', /^The zip file is damaged$/, () => craftZip([PACKAGE], 7)],
      [
        'a bomb that lies about its size',
        /larger than|damaged/,
        () => craftZip([{ path: 'package.xml', content: zeros(500 * MEGABYTE), claimed: 100, checksum: 0 }]),
      ],
      ['a wrong checksum', /^The zip file is damaged$/, () => craftZip([{ ...PACKAGE, checksum: 1 }])],
      ['an unknown packing', /packed in an unknown way$/, () => craftZip([{ ...PACKAGE, method: 14 }])],
      [
        'more XML than the simulator reads',
        /more than 5000000 bytes of XML/,
        () => craftZip([PACKAGE, { path: 'externalClientApps/Big.eca', content: zeros(6 * MEGABYTE) }]),
      ],
      [
        'entities that expand a billionfold',
        /^Error parsing file: document types are not allowed/,
        () => craftZip(component(laughs)),
      ],
      [
        'an entity from outside',
        /^Error parsing file: document types are not allowed/,
        () => craftZip(component(outside)),
      ],
      [
        'elements nested 100000 deep',
        /^Error parsing file: Maximum nested tags exceeded/,
        () => craftZip(component(deep)),
      ],
      [
        'an element that never ends',
        /^Error parsing file: .{0,200}$/,
        () => craftZip(component('<a>'.repeat(300_000))),
      ],
    ];
    for (const [fact, problem, zip] of failing) {
      it(fact, async () => {
        const simulator = await orgWithApp();
        const bytes = zip();
        const { result } = await withstand(simulator, async () => {
          const { status, json, text } = await postZip(simulator, bytes);
          expect(status, text).to.equal(201);
          return pollDeploy(simulator, String(json.id));
        });
        expect(result.status).to.equal('Failed');
        expect(result.details.componentFailures[0]?.problem).to.match(problem);
        expect(JSON.stringify(result)).to.not.contain('root:');
      });
    }
  });

  describe('is no multipart body:', () => {
    const bodies: [fact: string, contentType: string, body: string][] = [
      ['no boundary', 'multipart/form-data', '--x\r\n'],
      ['another content type', 'text/plain', 'x'],
      ['a part without a header', 'multipart/form-data; boundary=x', '--x\r\nzip\r\n--x--'],
      [
        'a part without a name',
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data\r\n\r\nzip\r\n--x--',
      ],
      [
        'an end that does not come',
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nzip',
      ],
      ['nothing', 'multipart/form-data; boundary=x', ''],
      [
        'broken JSON',
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="json"\r\n\r\n{\r\n--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nzip\r\n--x--',
      ],
      ['a million boundaries', 'multipart/form-data; boundary=x', '--x'.repeat(1_000_000)],
    ];
    for (const [fact, contentType, body] of bodies) {
      it(fact, async () => {
        const simulator = await orgWithApp();
        const headers = {
          authorization: `Bearer ${simulator.admin.accessToken}`,
          'content-type': contentType,
        };
        const path = '/services/data/v66.0/metadata/deployRequest';
        const reply = await withstand(simulator, () =>
          call(simulator, path, { method: 'POST', headers, body }),
        );
        expectError(reply, 400, 'INVALID_MULTIPART_REQUEST');
        expect(reply.fact).to.equal('DEPLOY-18');
      });
    }
  });

  describe('is no envelope:', () => {
    const envelopes: [fact: string, body: (simulator: Simulator) => string][] = [
      [
        'a document type',
        (simulator) => `<!DOCTYPE x [<!ENTITY a "b">]>${soapBody(simulator, '<listMetadata/>')}`,
      ],
      [
        'elements nested 100000 deep',
        (simulator) => soapBody(simulator, '<a>'.repeat(100_000) + '</a>'.repeat(100_000)),
      ],
      [
        'six megabytes',
        (simulator) => soapBody(simulator, `<listMetadata>${' '.repeat(6 * MEGABYTE)}</listMetadata>`),
      ],
      ['nothing', () => ''],
      ['no XML', () => '{"a":1}'],
      ['an envelope without a body', () => '<e:Envelope xmlns:e="x"/>'],
    ];
    for (const [fact, body] of envelopes) {
      it(fact, async () => {
        const simulator = await orgWithApp();
        const text = body(simulator);
        const reply = await withstand(simulator, () => postSoap(simulator, text));
        expect([reply.status, reply.fact]).to.deep.equal([500, 'SOAP-10']);
      });
    }
  });

  it('may be as large as the limits say, by REST and by SOAP', async function () {
    this.timeout(60_000);
    const simulator = await orgWithApp();
    const large = craftZip([
      PACKAGE,
      { path: 'staticresources/large.resource', content: zeros(38.9 * MEGABYTE), method: 0, checksum: 0 },
    ]);
    const rest = await withstand(simulator, () => postZip(simulator, large, { ignoreWarnings: true }));
    expect((await pollDeploy(simulator, String(rest.json.id))).result.status).to.equal('Succeeded');
    const operation = `<deploy><ZipFile>${large.toString('base64')}</ZipFile><DeployOptions><singlePackage>true</singlePackage></DeployOptions></deploy>`;
    const soap = await withstand(simulator, () => postSoap(simulator, soapBody(simulator, operation)));
    expect([soap.status, soap.fact]).to.deep.equal([200, 'SOAP-08']);
  });

  it('of more than 50 MB is turned away, by SOAP and by REST', async function () {
    this.timeout(60_000);
    const simulator = await orgWithApp();
    const large = zeros(60 * MEGABYTE);
    const soap = await withstand(simulator, () => postSoap(simulator, large));
    expect([soap.status, soap.fact]).to.deep.equal([500, 'SOAP-20']);
    expect(soap.text).to.contain(
      'EXCEEDED_MAX_SIZE_REQUEST: Maximum size of request reached. Maximum size of request is 52428800 bytes.',
    );
    const rest = await withstand(simulator, () => postZip(simulator, large));
    expectError(rest, 413, 'REQUEST_ENTITY_TOO_LARGE');
  });

  it('leaves no trace: the next package deploys', async () => {
    const simulator = await emptyOrg();
    await postZip(simulator, Buffer.from(strToU8('no zip')));
    const { json } = await postZip(simulator, zipOf(filesOf([header])));
    expect((await pollDeploy(simulator, String(json.id))).result.status).to.equal('Succeeded');
    expect((await adminCall(simulator, '/services/data/v66.0')).status).to.equal(200);
  });
});
