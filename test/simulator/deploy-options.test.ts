import { expect } from 'chai';
import { externalApp, filesOf, zipOf } from './app-files.ts';
import { emptyOrg, header } from './app-pieces.ts';
import { connect, refusalOf } from './metadata-client.ts';
import {
  adminCall,
  type Clock,
  deploy,
  expectError,
  makeClock,
  pollDeploy,
  postZip,
  stopOrgs,
} from './org-client.ts';
import type { Simulator } from '../../src/simulator/server.ts';

const REQUESTS = '/services/data/v66.0/metadata/deployRequest';
const TESTED = { checkOnly: true, testLevel: 'RunLocalTests' };
const DAY = 86_400_000;

function componentsOf({ org }: Simulator): string[] {
  return org.records.components.map(({ fullName }) => fullName);
}

describe('quick deploy', () => {
  afterEach(stopOrgs);

  async function validated(
    options: object = TESTED,
  ): Promise<{ simulator: Simulator; id: string; clock: Clock }> {
    const clock = makeClock();
    const simulator = await emptyOrg({ now: clock.now });
    const { id } = await deploy(simulator, filesOf([header]), options);
    expect(componentsOf(simulator)).to.deep.equal([]);
    return { simulator, id, clock };
  }

  it('deploys by REST what a validation with tests found good, under a new id', async () => {
    const { simulator, id } = await validated();
    const started = await adminCall(simulator, REQUESTS, 'POST', { validatedDeployRequestId: id });
    expect([started.status, started.json.validatedDeployRequestId]).to.deep.equal([201, id]);
    expect(started.json.id).to.match(/^0Af/).and.not.equal(id);
    const { json } = await adminCall(simulator, `${REQUESTS}/${String(started.json.id)}`);
    expect(json.validatedDeployRequestId).to.equal(id);
    expect(json.deployResult).to.include({ status: 'Succeeded', checkOnly: false, runTestsEnabled: true });
    expect(componentsOf(simulator)).to.include('Jwt_CI');
  });

  it('deploys by SOAP and by REST as jsforce asks for it', async () => {
    for (const rest of [true, false]) {
      const { simulator, id } = await validated();
      const deployId = await connect(simulator).deployRecentValidation({ id, rest });
      expect(deployId).to.match(/^0Af\w{15}$/);
      expect(componentsOf(simulator)).to.deep.equal([]);
      expect((await pollDeploy(simulator, deployId)).result.status).to.equal('Succeeded');
      expect(componentsOf(simulator)).to.include('Jwt_CI');
    }
  });

  const refused: [fact: string, options: object, days: number][] = [
    ['a validation without tests', { checkOnly: true }, 0],
    ['a validation that was told to run none', { checkOnly: true, testLevel: 'NoTestRun' }, 0],
    ['a deploy that was no validation', { testLevel: 'RunLocalTests', checkOnly: false }, 0],
    ['a validation of more than ten days ago', TESTED, 10.01],
  ];
  for (const [fact, options, days] of refused) {
    it(`refuses ${fact}`, async () => {
      const clock = makeClock();
      const simulator = await emptyOrg({ now: clock.now });
      const { id } = await deploy(simulator, filesOf([header]), options);
      clock.time += days * DAY;
      const reply = await adminCall(simulator, REQUESTS, 'POST', { validatedDeployRequestId: id });
      expectError(reply, 400, 'INVALID_ID_FIELD');
      expect(reply.fact).to.equal('DEPLOY-30');
      const metadata = connect(simulator);
      expect(await refusalOf(metadata.deployRecentValidation({ id }))).to.contain('INVALID_ID_FIELD');
    });
  }

  it('is possible on the tenth day', async () => {
    const { simulator, id, clock } = await validated();
    clock.time += 10 * DAY;
    const { status } = await adminCall(simulator, REQUESTS, 'POST', { validatedDeployRequestId: id });
    expect(status).to.equal(201);
  });

  it('refuses a validation that failed', async () => {
    const simulator = await emptyOrg();
    const bad = filesOf([['ExternalClientApplication', 'Jwt_CI', '<label>no e-mail</label>']]);
    const { id } = await deploy(simulator, bad, TESTED);
    const reply = await adminCall(simulator, REQUESTS, 'POST', { validatedDeployRequestId: id });
    expectError(reply, 400, 'INVALID_ID_FIELD');
  });
});

describe('options of a deploy', () => {
  afterEach(stopOrgs);

  const levels: [level: string, version: string, status: number][] = [
    ['NoTestRun', '66.0', 201],
    ['RunSpecifiedTests', '66.0', 201],
    ['RunLocalTests', '66.0', 201],
    ['RunAllTestsInOrg', '66.0', 201],
    ['RunRelevantTests', '66.0', 201],
    ['RunRelevantTests', '65.0', 400],
    ['RunSomeTests', '66.0', 400],
  ];
  for (const [testLevel, version, status] of levels) {
    it(`${status === 201 ? 'take' : 'refuse'} testLevel ${testLevel} in version ${version}`, async () => {
      const simulator = await emptyOrg();
      const options = { testLevel, runTests: testLevel === 'RunSpecifiedTests' ? ['AppTest'] : [] };
      const reply = await postZip(simulator, zipOf(filesOf([header])), options, version);
      expect([reply.status, reply.fact]).to.deep.equal([status, status === 201 ? 'DEPLOY-01' : 'DEPLOY-28']);
    });
  }

  it('are the same by SOAP', async () => {
    const metadata = connect(await emptyOrg());
    const zip = zipOf(filesOf([header]));
    const options = {
      singlePackage: true,
      testLevel: 'RunSpecifiedTests',
      runTests: ['AppTest', 'OtherTest'],
    };
    const { id } = await metadata.deploy(zip, options);
    expect(await metadata.checkDeployStatus(id, false)).to.include({
      status: 'Succeeded',
      runTestsEnabled: true,
    });
    expect(await refusalOf(metadata.deploy(zip, { testLevel: 'RunSomeTests' }))).to.contain('RunSomeTests');
  });

  it('show the number of files and the size of the zip', async () => {
    const zip = zipOf(filesOf(externalApp({})));
    const simulator = await emptyOrg();
    const { json } = await postZip(simulator, zip);
    const { result } = await pollDeploy(simulator, String(json.id));
    expect(result).to.include({ numberFiles: 5, zipSize: zip.length });
  });
});

describe('cancelling a deploy', () => {
  afterEach(stopOrgs);

  async function running(seconds: number, options: object = {}) {
    const clock = makeClock();
    const simulator = await emptyOrg({ now: clock.now, deploySeconds: 100 });
    const { json } = await postZip(simulator, zipOf(filesOf([header])), options);
    clock.time += seconds * 1000;
    return { clock, simulator, id: String(json.id) };
  }
  const cancel = (simulator: Simulator, id: string, version = '66.0') =>
    adminCall(simulator, `/services/data/v${version}/metadata/deployRequest/${id}`, 'PATCH', {
      deployResult: { status: 'Canceling' },
    });

  it('ends one that waits at once, and says by whom', async () => {
    const { simulator, id } = await running(10);
    const { status, json } = await cancel(simulator, id);
    expect(status).to.equal(202);
    expect(json.url).to.equal(`${simulator.origin.origin}/services/data/v66.0/metadata/deployRequest/${id}`);
    expect(json.deployResult).to.include({
      status: 'Canceled',
      done: true,
      canceledBy: simulator.admin.userId,
      canceledByName: 'Simulated Admin',
      completedDate: '2026-11-24T08:00:10.000+0000',
    });
  });

  it('ends one that works a moment later', async () => {
    const { simulator, id, clock } = await running(60);
    const { json } = await cancel(simulator, id);
    expect(json.deployResult).to.include({ status: 'Canceling', done: false });
    clock.time += 1;
    expect((await pollDeploy(simulator, id)).result).to.include({ status: 'Canceled', done: true });
    clock.time += 100_000;
    expect((await pollDeploy(simulator, id)).result.status).to.equal('Canceled');
    expect(componentsOf(simulator)).to.deep.equal([]);
  });

  it('tells a SOAP client whether it is over', async () => {
    const waiting = await running(10);
    expect(await connect(waiting.simulator).cancelDeploy(waiting.id)).to.include({ done: 'true' });
    const working = await running(60);
    expect(await connect(working.simulator).cancelDeploy(working.id)).to.include({ done: 'false' });
  });

  it('does not stop one that finalizes, from version 65.0 on', async () => {
    const { simulator, id, clock } = await running(95);
    expect((await pollDeploy(simulator, id)).result).to.include({ status: 'FinalizingDeploy', done: false });
    const reply = await cancel(simulator, id, '65.0');
    expect([reply.status, reply.fact]).to.deep.equal([400, 'DEPLOY-31']);
    expect(await refusalOf(connect(simulator).cancelDeploy(id))).to.contain('INVALID_OPERATION');
    clock.time += 5000;
    expect((await pollDeploy(simulator, id)).result.status).to.equal('Succeeded');
  });

  it('stops one that finalizes in an older version', async () => {
    const { simulator, id } = await running(95);
    expect((await cancel(simulator, id, '64.0')).status).to.equal(202);
  });

  it('stops a validation to the end, since it never finalizes', async () => {
    const { simulator, id } = await running(95, { checkOnly: true });
    expect((await pollDeploy(simulator, id)).result.status).to.equal('InProgress');
    expect((await cancel(simulator, id)).status).to.equal(202);
  });

  it('is refused for a deploy that is over, and for one that there is not', async () => {
    const { simulator, id } = await running(100);
    const metadata = connect(simulator);
    expect(await refusalOf(metadata.cancelDeploy(id))).to.equal(
      'INVALID_ID_FIELD: Deployment already completed',
    );
    expect(await refusalOf(metadata.cancelDeploy('0Af000000000000AAA'))).to.equal(
      'INVALID_ID_FIELD: Invalid deploy ID',
    );
    expectError(await cancel(simulator, id), 400, 'INVALID_ID_FIELD', 'Deployment already completed');
    expect((await cancel(simulator, '0Af000000000000AAA')).status).to.equal(404);
  });

  it('is no other change', async () => {
    const { simulator, id } = await running(10);
    const reply = await adminCall(simulator, `${REQUESTS}/${id}`, 'PATCH', {
      deployResult: { status: 'Failed' },
    });
    expect([reply.status, reply.fact]).to.deep.equal([400, 'DEPLOY-18']);
  });
});
