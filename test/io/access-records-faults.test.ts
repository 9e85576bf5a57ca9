import { expect } from 'chai';
import { deleteGrant, writeGrant } from '../../src/io/access-records.ts';
import { endFaults, strike } from '../../src/simulator/fault-strikes.ts';
import { faultNames, type FaultName } from '../../src/simulator/faults.ts';
import { expireSessions } from '../../src/simulator/org-changes.ts';
import { ADMIN, DEPLOY, openAccessOrg, type AccessOrg } from '../access/access-org.ts';
import { thrownBy } from './thrown.ts';

const COMPOSITE = '/services/data/v67.0/composite';

describe('io/access-records, at every fault of an org', () => {
  let org: AccessOrg;
  beforeEach(async () => (org = await openAccessOrg()));
  afterEach(async () => org.close());

  // A body that ends in the middle ends the process: jsforce does not listen for it (see test/sf/faults.test.ts). An ended
  // session is no fault that passes.
  const passing = faultNames.filter((name) => name !== 'truncated-json' && name !== 'session-expired');
  const strikeOnce = (name: FaultName): void => {
    const amount = name === 'latency' ? 10 : undefined;
    strike(org.simulator.world, { name, path: COMPOSITE, times: 1, amount });
  };

  for (const name of passing)
    it(`writes the grant all the same at one ${name}, and knows it for its own`, async () => {
      const plan = await org.plan({ usernames: [ADMIN, DEPLOY] });
      strikeOnce(name);
      const written = await writeGrant(org.connection, plan);
      expect(written.permissionSets).to.have.length(1);
      expect(written.assignments).to.have.length(2);
      expect(await org.holders()).to.deep.equal([ADMIN, DEPLOY]);
      await deleteGrant(org.connection, written);
      expect(await org.sets()).to.deep.equal([]);
    });

  for (const name of passing)
    it(`takes the grant back all the same at one ${name}`, async () => {
      const written = await writeGrant(org.connection, await org.plan({ usernames: [ADMIN, DEPLOY] }));
      strikeOnce(name);
      await deleteGrant(org.connection, written);
      expect(await org.holders()).to.deep.equal([]);
      expect(await org.sets()).to.deep.equal([]);
    });

  it('says that the outcome is not known when no answer comes at all; the next run goes on', async () => {
    const plan = await org.plan();
    strike(org.simulator.world, { name: 'wrong-content-type', path: COMPOSITE });
    const error = await thrownBy(() => writeGrant(org.connection, plan));
    expect(error.name).to.equal('OrgCallFailedError');
    expect(error.message).to.match(
      /\nWhether the org has taken the last part is not known; running the command/,
    );
    endFaults(org.simulator.world);
    expect((await org.plan()).admitted.map(({ username }) => username)).to.deep.equal([ADMIN]);
  });

  it('writes nothing when the session has ended, and says no more than that', async () => {
    const plan = await org.plan();
    expireSessions(org.simulator.org);
    const error = await thrownBy(() => writeGrant(org.connection, plan));
    expect(error.name).to.equal('OrgSessionEndedError');
    expect(error.message).not.to.include('not known');
    expect(org.simulator.org.records.permissionSets.map(({ name }) => name)).not.to.include('Jwt_Access');
  });

  it('says what is left when the session has ended before it was taken back', async () => {
    const written = await writeGrant(org.connection, await org.plan());
    expireSessions(org.simulator.org);
    const error = await thrownBy(() => deleteGrant(org.connection, written));
    expect(error.name).to.equal('GrantLeftError');
    expect(error.message).to.include('\n- "Jwt_Access" of the user "admin@simulator.example".');
    expect(error.message).to.include('no longer accepts the login');
  });
});
