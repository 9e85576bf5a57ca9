import { expect } from 'chai';
import { refreshSandbox } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, CONSUMER_KEY, externalApp, filesOf, zipOf } from './app-files.ts';
import { GLOBAL, header, settings } from './app-pieces.ts';
import { connect } from './metadata-client.ts';
import { addJwtApp, deploy, logIn, postZip, records, startOrg, stopOrgs, testKey } from './org-client.ts';

/** Two orgs of one world, each as it would be seen alone. */
async function twoOrgs(): Promise<[Simulator, Simulator]> {
  const simulator = await startOrg({
    allowConnectedApps: true,
    orgs: [{ name: 'one' }, { name: 'two', type: 'sandbox' }],
  });
  const [one, two] = simulator.orgs.map((org) => ({ ...simulator, ...org }));
  if (one === undefined || two === undefined) throw new Error('There are not two orgs');
  return [one, two];
}

describe('consumer keys of several orgs', () => {
  afterEach(stopOrgs);

  it('are taken everywhere once an app of one org has them', async () => {
    const [one, two] = await twoOrgs();
    await deploy(one, filesOf(externalApp({ consumerKey: CONSUMER_KEY })));
    for (const pieces of [
      externalApp({ name: 'Another', consumerKey: CONSUMER_KEY }),
      [connectedApp({ consumerKey: CONSUMER_KEY })],
    ]) {
      const { problems, fact } = await deploy(two, filesOf(pieces));
      expect([fact, ...problems]).to.deep.equal(['APP-03', 'The consumer key is already taken.']);
    }
  });

  it('are taken by a deploy that is over, also when nobody has asked for it yet', async () => {
    const [one, two] = await twoOrgs();
    await deploy(two, filesOf([header, settings]));
    await postZip(one, zipOf(filesOf(externalApp({ consumerKey: CONSUMER_KEY }))));
    const { success, errors } = await connect(two).create(GLOBAL, {
      fullName: 'Jwt_CI',
      callbackUrl: 'http://localhost:1717/OauthRedirect',
      consumerKey: CONSUMER_KEY,
      externalClientApplication: 'Jwt_CI',
    });
    expect([success, errors[0]?.message]).to.deep.equal([false, 'The consumer key is already taken.']);
  });

  it('are free again when that app is deleted', async () => {
    const [one, two] = await twoOrgs();
    await deploy(one, filesOf([connectedApp({ consumerKey: CONSUMER_KEY })]));
    await connect(one).delete('ConnectedApp', 'Jwt_Old');
    expect(
      (await deploy(two, filesOf([connectedApp({ consumerKey: CONSUMER_KEY })]))).problems,
    ).to.deep.equal([]);
  });

  it('are taken by staged credentials, too', async () => {
    const [one, two] = await twoOrgs();
    await addJwtApp(one);
    one.org.records.stagedCredentials.push({
      id: '0xC000000000000AAA',
      appName: 'Jwt_CI',
      key: 'StagedInOrgOne',
      secret: 'StagedSecretOfOne',
      isRotated: false,
      createdBy: one.admin.userId,
      createdAt: one.org.now(),
      since: one.org.now(),
    });
    const taken = await deploy(two, filesOf(externalApp({ consumerKey: 'StagedInOrgOne' })));
    expect(taken.fact).to.equal('APP-03');
    const secret = '<consumerSecret>StagedSecretOfOne</consumerSecret>';
    expect((await deploy(two, filesOf(externalApp({ globalExtra: secret })))).fact).to.equal('APP-36');
  });

  it('belong, after the refresh of a sandbox, to apps that are not installed there', async () => {
    const [one, two] = await twoOrgs();
    await addJwtApp(two);
    await deploy(two, filesOf([connectedApp({ certificate: testKey().certificate })]));
    refreshSandbox(two.org);
    expect((await logIn(two)).text).to.contain('External client app is not installed in this org');
    expect(two.org.records.components.map(({ type }) => type)).to.deep.equal(['ConnectedApp']);
    expect((await deploy(one, filesOf(externalApp({ consumerKey: CONSUMER_KEY })))).fact).to.equal('APP-03');
    expect(() => refreshSandbox(one.org)).to.throw('The simulated org one is no sandbox');
    expect(await records(one, 'SELECT Id FROM ExternalClientApplication')).to.deep.equal([]);
  });
});
