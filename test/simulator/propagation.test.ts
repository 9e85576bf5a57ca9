import { expect } from 'chai';
import { assignPermissionSet, setPropagation } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, filesOf } from './app-files.ts';
import { makeKey } from './openssl-keys.ts';
import {
  addJwtApp,
  deploy,
  exchange,
  expectRefusal,
  goodClaims,
  logIn,
  makeClock,
  sign,
  startOrg,
  stopOrgs,
  testKey,
} from './org-client.ts';

describe('propagation', () => {
  afterEach(stopOrgs);

  const start = async (): Promise<{ simulator: Simulator; pass: (seconds: number) => void }> => {
    const clock = makeClock();
    const simulator = await startOrg({ now: clock.now, propagationSeconds: 120 });
    return { simulator, pass: (seconds) => (clock.time += seconds * 1000) };
  };

  it('does not know a new app until its time has passed', async () => {
    const { simulator, pass } = await start();
    await addJwtApp(simulator);
    pass(119);
    expectRefusal(await logIn(simulator), 'unknownConsumerKey');
    pass(1);
    expect((await logIn(simulator)).status).to.equal(200);
  });

  it('verifies with the old certificate until the new one has propagated', async () => {
    const { simulator, pass } = await start();
    await addJwtApp(simulator);
    pass(120);
    const newKey = makeKey();
    await addJwtApp(simulator, { certificate: newKey.certificate, consumerKey: undefined });
    const fresh = () => exchange(simulator, sign(goodClaims(simulator), newKey.privateKey));
    expectRefusal(await fresh(), 'invalidAssertion');
    expect((await logIn(simulator)).status).to.equal(200);
    pass(120);
    expect((await fresh()).status).to.equal(200);
    expectRefusal(await logIn(simulator), 'invalidAssertion');
  });

  it('says "hasn\'t approved" while a new assignment propagates', async () => {
    const { simulator, pass } = await start();
    await addJwtApp(simulator);
    pass(120);
    expectRefusal(await logIn(simulator, { sub: simulator.admin.username }), 'notAdminApproved');
    assignPermissionSet(simulator.org, simulator.admin.username, 'Jwt_CI_Access');
    expectRefusal(await logIn(simulator, { sub: simulator.admin.username }), 'notApproved');
    pass(120);
    expect((await logIn(simulator, { sub: simulator.admin.username })).status).to.equal(200);
  });

  it('keeps to the old policy and scopes until the new ones have propagated', async () => {
    const { simulator, pass } = await start();
    await addJwtApp(simulator, { policyType: 'AllSelfAuthorized', scopes: 'Api' });
    pass(120);
    await addJwtApp(simulator, { consumerKey: undefined });
    expectRefusal(await logIn(simulator), 'refreshScopeMissing');
    pass(120);
    expect((await logIn(simulator)).status).to.equal(200);
  });

  it('leaves a time in which no certificate works, if that is assumed, of a Connected App too', async () => {
    const clock = makeClock();
    const simulator = await startOrg({
      now: clock.now,
      propagationSeconds: 120,
      allowConnectedApps: true,
      assume: ['certificate-gap'],
    });
    const newKey = makeKey();
    const connected = (certificate: string, key?: string) =>
      deploy(
        simulator,
        filesOf([connectedApp({ certificate, consumerKey: key, permissionSet: 'Jwt_CI_Access' })]),
      );
    await addJwtApp(simulator);
    await connected(testKey().certificate, 'ConnectedKey0123456789');
    clock.time += 120_000;
    await addJwtApp(simulator, { certificate: newKey.certificate, consumerKey: undefined });
    expect((await connected(newKey.certificate)).problems).to.deep.equal([]);
    for (const changes of [{}, { iss: 'ConnectedKey0123456789' }]) {
      const fresh = () => exchange(simulator, sign(goodClaims(simulator, changes), newKey.privateKey));
      clock.time += 60_000;
      expectRefusal(await logIn(simulator, changes), 'invalidAssertion');
      expectRefusal(await fresh(), 'invalidAssertion');
      clock.time += 60_000;
      expect((await fresh()).status).to.equal(200);
      expectRefusal(await logIn(simulator, changes), 'invalidAssertion');
      clock.time -= 120_000;
    }
  });

  it('can take another time for one kind of change', async () => {
    const { simulator, pass } = await start();
    const newKey = makeKey();
    const fresh = () => exchange(simulator, sign(goodClaims(simulator), newKey.privateKey));
    setPropagation(simulator.org, 'app', 0);
    setPropagation(simulator.org, 'grant', 0);
    await addJwtApp(simulator);
    expect((await logIn(simulator)).status, 'a new app').to.equal(200);
    setPropagation(simulator.org, 'certificate', 30);
    await addJwtApp(simulator, { certificate: newKey.certificate, consumerKey: undefined });
    pass(29);
    expectRefusal(await fresh(), 'invalidAssertion');
    pass(1);
    expect((await fresh()).status, 'a new certificate').to.equal(200);
    await addJwtApp(simulator, { certificate: newKey.certificate, consumerKey: undefined, scopes: 'Api' });
    pass(119);
    expect((await fresh()).status, 'other scopes').to.equal(200);
    pass(1);
    expectRefusal(await fresh(), 'refreshScopeMissing');
    setPropagation(simulator.org, 'certificate', undefined);
    await addJwtApp(simulator, { consumerKey: undefined });
    pass(119);
    expectRefusal(await logIn(simulator), 'invalidAssertion');
    pass(1);
    expect((await logIn(simulator)).status, 'the first certificate again').to.equal(200);
  });

  it('does not begin anew when a deploy changes nothing', async () => {
    const { simulator, pass } = await start();
    await addJwtApp(simulator);
    pass(120);
    await addJwtApp(simulator, { consumerKey: undefined });
    expect((await logIn(simulator)).status).to.equal(200);
  });
});
