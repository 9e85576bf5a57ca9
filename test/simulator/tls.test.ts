import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { Agent, ProxyAgent, request } from 'undici';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';

type Asked = { status: number; body: string };

/** A request as a client behind the proxy makes it: CONNECT, TLS under that name, then HTTP. */
async function askByName(simulator: Simulator, name: string, token?: string): Promise<Asked> {
  const { authority, proxy } = simulator.tls!;
  const dispatcher = new ProxyAgent({ uri: proxy.origin, token, requestTls: { ca: authority } });
  try {
    const url = `https://${name}/.well-known/openid-configuration`;
    const { statusCode, body } = await request(url, { dispatcher });
    return { status: statusCode, body: await body.text() };
  } finally {
    await dispatcher.destroy();
  }
}

async function refusalOf(asked: Promise<Asked>): Promise<string> {
  return asked.then(
    ({ status }) => `answered ${status}`,
    (error: unknown) => (error as Error).message,
  );
}

describe('a simulator with tls', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ name: 'acme', sites: ['acme.my.site.com'], tls: true });
  });
  after(() => simulator.close());

  const names = ['login.salesforce.com', 'test.salesforce.com', 'acme.my.salesforce.com', 'acme.my.site.com'];
  for (const name of names) {
    it(`is reached as ${name} through its proxy, and answers with that name`, async () => {
      const { status, body } = await askByName(simulator, name);
      expect(status).to.equal(200);
      expect(JSON.parse(body)).to.include({ issuer: `https://${name}` });
    });
  }

  for (const name of ['acme.example', 'na1.salesforce.com', 'login.salesforce.com:80']) {
    it(`leads nobody to ${name}`, async () => {
      expect(await refusalOf(askByName(simulator, name))).to.contain('403');
    });
  }

  it('is trusted by nobody who was not told of its authority', async () => {
    const dispatcher = new Agent();
    const asked = request(new URL('/services/data', simulator.origin), { dispatcher });
    const { code } = (await asked.catch((error: unknown) => error as { code?: string })) as { code?: string };
    await dispatcher.destroy();
    expect(code).to.match(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
  });

  it('serves https on loopback, too', async () => {
    const dispatcher = new Agent({ connect: { ca: simulator.tls!.authority } });
    const { statusCode } = await request(new URL('/services/data', simulator.origin), { dispatcher });
    await dispatcher.destroy();
    expect(statusCode).to.equal(200);
    expect(simulator.origin.protocol).to.equal('https:');
  });

  it('has an authority that lives for a month and can sign for hosts alone', () => {
    const authority = new X509Certificate(simulator.tls!.authority);
    expect(authority.ca).to.equal(true);
    expect(authority.subject).to.equal('CN=Simulated org (not Salesforce)');
    const days = (Date.parse(authority.validTo) - Date.now()) / 86_400_000;
    expect(days).to.be.within(29, 31);
  });

  it('asks for credentials when it was given some', async () => {
    const guarded = await startSimulator({ name: 'guarded', tls: { credentials: 'user:secret' } });
    try {
      const name = 'guarded.my.salesforce.com';
      const token = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;
      expect(await refusalOf(askByName(guarded, name))).to.contain('407');
      expect(await refusalOf(askByName(guarded, name, token('user:wrong')))).to.contain('407');
      expect((await askByName(guarded, name, token('user:secret'))).status).to.equal(200);
    } finally {
      await guarded.close();
    }
  });

  it('takes CONNECT only', async () => {
    const dispatcher = new Agent();
    const { statusCode, body } = await request(simulator.tls!.proxy, { dispatcher });
    expect(statusCode).to.equal(405);
    expect(await body.text()).to.contain('CONNECT');
    await dispatcher.destroy();
  });
});
