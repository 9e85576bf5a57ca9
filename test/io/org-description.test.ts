import { expect } from 'chai';
import { describeOrg } from '../../src/io/org-description.ts';
import { disableRestApi } from '../../src/simulator/org-changes.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { loopback, type Answer } from './servers.ts';

const TOKEN = '00Dxx0000000000!AQEAQsecrettoken.secret_token';
const refused = [{ errorCode: 'INVALID_TYPE', message: "sObject type 'Organization' is not supported." }];
const row = {
  Name: 'Acme',
  InstanceName: 'USA2S',
  IsSandbox: true,
  TrialExpirationDate: '2026-12-01T00:00:00.000+0000',
  NamespacePrefix: 'acme',
  OrganizationType: 'Enterprise Edition',
};
const parts = (hub: number, org: number): Answer => ({
  status: 200,
  body: JSON.stringify({
    compositeResponse: [
      { referenceId: 'hub', httpStatusCode: hub, body: hub < 400 ? { records: [] } : refused },
      { referenceId: 'org', httpStatusCode: org, body: org < 400 ? { records: [row] } : refused },
    ],
  }),
});

describe('io/org-description', () => {
  const net = loopback();
  const ask = async (answer: Answer): ReturnType<typeof describeOrg> =>
    describeOrg((await net.answer(answer)).url.origin, TOKEN);

  it('asks once, for both', async () => {
    const { url, received } = await net.answer(parts(200, 200));
    expect(await describeOrg(url.origin, TOKEN)).to.deep.equal({
      kind: 'proven',
      isDevHub: true,
      org: {
        name: 'Acme',
        instanceName: 'USA2S',
        namespacePrefix: 'acme',
        isSandbox: false,
        isScratch: true,
        trialExpirationDate: '2026-12-01T00:00:00.000+0000',
        orgEdition: 'Enterprise Edition',
      },
    });
    expect(received.map(({ method, url: path }) => `${method} ${path}`)).to.deep.equal([
      'POST /services/data/v66.0/composite',
    ]);
    expect(received[0]?.headers['authorization']).to.equal(`Bearer ${TOKEN}`);
  });

  it('takes a refused query for something that the user may not read', async () => {
    expect(await ask(parts(400, 400))).to.deep.equal({ kind: 'proven', isDevHub: false, org: undefined });
    expect(await ask(parts(400, 200))).to.deep.include({ isDevHub: false });
    expect(await ask(parts(200, 403))).to.deep.include({ isDevHub: true, org: undefined });
  });

  it('says when the org is busy', async () => {
    const busy = await ask({ status: 503, headers: { 'retry-after': '3' } });
    expect(busy).to.deep.equal({ kind: 'busy', status: 503, retryAfterSeconds: 3 });
  });

  it("gives a token that is not taken as a refusal, in the org's own words", async () => {
    const simulator = await startSimulator();
    disableRestApi(simulator.org);
    const refusal = await describeOrg(simulator.origin.origin, simulator.admin.accessToken);
    await simulator.close();
    expect(refusal).to.deep.include({ kind: 'refused', status: 403, errorCode: 'API_DISABLED_FOR_ORG' });
    const errorCode = 'INVALID_SESSION_ID';
    const message = 'Session expired or invalid';
    expect(await ask({ status: 401, body: JSON.stringify([{ errorCode, message }]) })).to.deep.equal({
      kind: 'refused',
      status: 401,
      errorCode,
      message,
    });
  });

  it('needs no composite resource: the plainest call proves the token, too', async () => {
    expect(await ask({ status: 200, body: '{}' })).to.deep.equal({
      kind: 'proven',
      isDevHub: false,
      org: undefined,
    });
  });
});
