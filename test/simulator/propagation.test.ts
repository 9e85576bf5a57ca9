import { expect } from 'chai';
import { assignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { makeKey } from './openssl-keys.ts';
import {
  addJwtApp,
  exchange,
  expectRefusal,
  goodClaims,
  logIn,
  makeClock,
  sign,
  startOrg,
  stopOrgs,
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

  it('does not begin anew when a deploy changes nothing', async () => {
    const { simulator, pass } = await start();
    await addJwtApp(simulator);
    pass(120);
    await addJwtApp(simulator, { consumerKey: undefined });
    expect((await logIn(simulator)).status).to.equal(200);
  });
});
