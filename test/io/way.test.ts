import { expect } from 'chai';
import { askSite, lookUp } from '../../src/io/way.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { startFaultyFront } from '../faulty-front.ts';
import { loopback } from './servers.ts';

describe('io/way', () => {
  const net = loopback();

  it('looks up names, and takes addresses as they are', async () => {
    expect(await lookUp('127.0.0.1')).to.deep.equal(['127.0.0.1']);
    expect(await lookUp('::1')).to.deep.equal(['::1']);
    expect(await lookUp('no-such-name.invalid')).to.deep.equal([]);
  });

  it('knows an org, and which', async () => {
    const simulator = await startSimulator({});
    const site = await askSite(simulator.origin);
    await simulator.close();
    expect(site).to.deep.equal({
      kind: 'org',
      orgId: simulator.orgId.slice(0, 15),
      myDomain: simulator.origin.origin,
    });
  });

  it('knows Salesforce by its API versions where no org is told', async () => {
    const simulator = await startSimulator({});
    const fault = { path: '/.well-known/auth-configuration', times: 1, status: 404, body: 'Not Found' };
    const front = await startFaultyFront(fault, () => simulator);
    const site = await askSite(front.origin);
    front.close();
    await simulator.close();
    expect(site).to.deep.equal({ kind: 'salesforce' });
  });

  it('tells what else answers, and follows no redirect', async () => {
    const { url, received } = await net.answer({
      status: 302,
      headers: { 'content-type': 'text/html', location: 'https://portal.example.com/sign-in' },
      body: '<html>',
    });
    expect(await askSite(url)).to.deep.equal({ kind: 'other', status: 302, contentType: 'text/html' });
    expect(received.map((request) => request.url)).to.deep.equal([
      '/.well-known/auth-configuration',
      '/services/data/',
    ]);
  });
});
