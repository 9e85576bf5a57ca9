import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { expect } from 'chai';
import { addChecksum } from '../../src/simulator/record-ids.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { call, makeClock, startOrg, stopOrgs } from './org-client.ts';

describe('simulator', () => {
  afterEach(stopOrgs);

  it('listens to this machine alone, on a free port', async () => {
    const { origin } = await startOrg();
    expect(origin.hostname).to.equal('127.0.0.1');
    expect(Number(origin.port)).to.be.greaterThan(0);
  });

  it('rejects with the error of Node when the port is in use', async () => {
    const { origin } = await startOrg();
    const error: unknown = await startSimulator({ port: Number(origin.port) }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'EADDRINUSE' });
  });

  it('listens on the port that it is given', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    expect((await startOrg({ port })).origin.port).to.equal(String(port));
  });

  it('has users of its name, and a living session of its administrator', async () => {
    const { admin, org, orgId, origin } = await startOrg({ name: 'acme' });
    expect(org.records.users.map(({ username, isActive }) => [username, isActive])).to.deep.equal([
      ['admin@acme.example', true],
      ['deploy@acme.example', true],
      ['inactive@acme.example', false],
    ]);
    expect(admin.username).to.equal('admin@acme.example');
    expect(orgId).to.match(/^00DSIMULATED[A-Za-z0-9]{3}[A-Z0-5]{3}$/);
    const headers = { authorization: `Bearer ${admin.accessToken}` };
    expect((await fetch(new URL('/services/data/v67.0', origin), { headers })).status).to.equal(200);
  });

  it('records every request in order, with body, status, fact and the time of the org', async () => {
    const clock = makeClock('2030-01-01T00:00:00Z');
    const simulator = await startOrg({ now: clock.now });
    await call(simulator, '/services/oauth2/token?a=b%20c', { method: 'POST', body: 'grant_type=x' });
    await call(simulator, '/nothing');
    expect(
      simulator.requests.map(({ method, path, status, fact }) => [method, path, status, fact]),
    ).to.deep.equal([
      ['POST', '/services/oauth2/token?a=b%20c', 400, 'TOKEN-15'],
      ['GET', '/nothing', 404, 'REST-17'],
    ]);
    expect(simulator.requests[0]?.body).to.equal('grant_type=x');
    expect(simulator.requests[0]?.at.toISOString()).to.equal('2030-01-01T00:00:00.000Z');
  });

  it('closes although a client keeps its connection open', async () => {
    const simulator = await startSimulator();
    await call(simulator, '/services/data');
    const begin = Date.now();
    await simulator.close();
    expect(Date.now() - begin).to.be.lessThan(1000);
  });

  it('says so when it fails itself, instead of answering like an org', async () => {
    const simulator = await startOrg();
    Object.assign(simulator.org, { deploys: null });
    const { status, fact, text } = await call(simulator, '/services/data');
    expect([status, fact]).to.deep.equal([500, 'ORG-09']);
    expect(text).to.match(/^The simulator failed: TypeError/);
    expect(simulator.requests.at(-1)?.fact).to.equal('ORG-09');
  });

  it('gives ids the checksum of the platform', () => {
    expect(addChecksum('001000000000000')).to.equal('001000000000000AAA');
    expect(addChecksum('00D2o000000i6mB')).to.match(/^00D2o000000i6mB[A-Z0-5]{3}$/);
    expect(addChecksum('ABCDEabcdeABCDE')).to.equal('ABCDEabcdeABCDE5A5');
  });
});
