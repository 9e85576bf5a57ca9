import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { expect } from 'chai';
import { assignPermissionSet } from '../../src/simulator/org-changes.ts';
import { takeSnapshot } from '../../src/simulator/page/snapshot.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { connectedApp, filesOf } from './app-files.ts';
import { call, deploy, logIn, makeClock, orgWithApp, startOrg, stopOrgs } from './org-client.ts';

/** Reads versions off the stream as they come. */
async function watch({
  origin,
}: Simulator): Promise<{ next: () => Promise<string>; ended: Promise<unknown>; stop: () => void }> {
  const agent = new Agent();
  const sent = request(new URL('/simulator/events', origin), { agent }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.setEncoding('utf8').on('error', () => undefined);
  expect(response.headers['content-type']).to.equal('text/event-stream');
  let received = '';
  const versions: string[] = [];
  response.on('data', (part: string) => {
    received += part;
    const found = [...received.matchAll(/^data: (\S+)\n\n/gm)].map(([, version = '']) => version);
    versions.push(...found);
    if (found.length > 0) received = '';
    response.emit('versions');
  });
  return {
    next: async () => {
      while (versions.length === 0) await once(response, 'versions');
      return versions.shift() ?? '';
    },
    ended: new Promise((resolve) => response.once('close', resolve)),
    stop: () => agent.destroy(),
  };
}

describe('the stream of changes', () => {
  afterEach(stopOrgs);

  it('sends the version now, and again after a request, a change by hand and the passing of time', async () => {
    const clock = makeClock();
    const simulator = await orgWithApp({ now: clock.now, propagationSeconds: 60 });
    const stream = await watch(simulator);
    const seen = [await stream.next()];
    expect(seen[0]).to.equal(takeSnapshot(simulator.world, clock.now()).version);
    await logIn(simulator);
    seen.push(await stream.next());
    assignPermissionSet(simulator.org, simulator.admin.username, 'Jwt_CI_Access');
    seen.push(await stream.next());
    clock.time += 60_000;
    seen.push(await stream.next());
    expect(new Set(seen).size).to.equal(4);
    expect(seen[3]).to.equal(takeSnapshot(simulator.world, clock.now()).version);
    stream.stop();
  });

  it('sees a deploy end that nobody asks for', async () => {
    const clock = makeClock();
    const simulator = await startOrg({ now: clock.now, deploySeconds: 10 });
    await deploy(simulator, filesOf([connectedApp({})]));
    const stream = await watch(simulator);
    await stream.next();
    clock.time += 10_000;
    await stream.next();
    expect(takeSnapshot(simulator.world, clock.now()).orgs[0]?.deploys[0]?.status).to.equal('Failed');
    stream.stop();
  });

  it('ends with the simulator, and does not hold it up', async () => {
    const simulator = await startSimulator();
    const stream = await watch(simulator);
    await stream.next();
    const begin = Date.now();
    await simulator.close();
    await stream.ended;
    expect(Date.now() - begin).to.be.lessThan(1000);
  });

  it('outlives a fault of the simulator', async () => {
    const simulator = await startOrg();
    const stream = await watch(simulator);
    await stream.next();
    const { deploys } = simulator.org;
    Object.assign(simulator.org, { deploys: null });
    await stream.ended;
    Object.assign(simulator.org, { deploys });
    expect((await call(simulator, '/services/data')).status).to.equal(200);
  });
});
