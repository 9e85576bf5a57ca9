import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { unassignPermissionSet } from '../../src/simulator/org-changes.ts';
import { CONSUMER_KEY, externalApp, type Files, filesOf, manifest, type Piece, zipOf } from './app-files.ts';
import {
  addJwtApp,
  adminCall,
  deploy,
  deployUser,
  logIn,
  makeClock,
  pollDeploy,
  postZip,
  records,
  startOrg,
  stopOrgs,
} from './org-client.ts';
import { emptyOrg, GLOBAL, header, POLICY, SETTINGS } from './app-pieces.ts';

describe('metadata deploy', () => {
  afterEach(stopOrgs);

  it('creates an External Client App from one zip, and says so component by component', async () => {
    const simulator = await emptyOrg();
    const { result, problems } = await deploy(simulator, filesOf(externalApp({ permissionSet: 'Known' })));
    expect(problems).to.deep.equal([]);
    expect(result.status).to.equal('Succeeded');
    const names = result.details.componentSuccesses.map((item) => `${item.componentType}:${item.fullName}`);
    expect(names).to.have.members([
      ':package.xml',
      'ExternalClientApplication:Jwt_CI',
      `${SETTINGS}:Jwt_CI`,
      `${GLOBAL}:Jwt_CI`,
      `${POLICY}:Jwt_CI`,
    ]);
    const [app] = await records(
      simulator,
      'SELECT Id, DeveloperName, MasterLabel FROM ExternalClientApplication',
    );
    expect(app).to.deep.include({ DeveloperName: 'Jwt_CI', MasterLabel: 'Jwt_CI app' });
    expect(app?.Id).to.match(/^0xI\w{15}$/);
    const accesses = await records(
      simulator,
      'SELECT Parent.Name, SetupEntityId, SetupEntityType FROM SetupEntityAccess',
    );
    expect(accesses).to.have.length(1);
    expect(accesses[0]).to.include({ SetupEntityId: app?.Id, SetupEntityType: 'ExternalClientApplication' });
  });

  it('answers the start of a deploy with 201 and status Pending', async () => {
    const { status, json } = await postZip(await emptyOrg(), zipOf(filesOf([header])));
    expect(status).to.equal(201);
    expect(json.id).to.match(/^0Af\w{15}$/);
    expect(json.deployResult).to.include({ id: json.id, status: 'Pending', done: false, success: false });
  });

  it('takes a folder around the package when it is not a single one, and only then', async () => {
    const simulator = await emptyOrg();
    const atRoot = filesOf([header]);
    const inFolder = Object.fromEntries(Object.entries(atRoot).map(([path, text]) => [`pkg/${path}`, text]));
    const problemsOf = async (files: Files, singlePackage: boolean) =>
      (await deploy(simulator, files, { singlePackage })).problems;
    expect(await problemsOf(atRoot, true)).to.deep.equal([]);
    expect(await problemsOf(inFolder, false)).to.deep.equal([]);
    expect(await problemsOf(atRoot, false)).to.deep.equal(['No package.xml found']);
    expect(await problemsOf(inFolder, true)).to.deep.equal(['No package.xml found']);
  });

  it('does not delete a permission set that is assigned', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator);
    const files = {
      'package.xml': manifest([]),
      'destructiveChanges.xml': manifest([['PermissionSet', 'Jwt_CI_Access']]),
    };
    expect((await deploy(simulator, files)).fact).to.equal('DATA-09');
    unassignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access');
    expect((await deploy(simulator, files)).result.status).to.equal('Succeeded');
  });

  it('takes file names that keep -meta.xml', async () => {
    const simulator = await emptyOrg();
    const files = Object.entries(filesOf(externalApp({}))).map(([path, text]) => [
      `${path}${path === 'package.xml' ? '' : '-meta.xml'}`,
      text,
    ]);
    const { result } = await deploy(simulator, Object.fromEntries(files) as Files);
    expect(result.status).to.equal('Succeeded');
  });

  it('takes the wildcard in package.xml', async () => {
    const files = { ...filesOf([header]), 'package.xml': manifest([['ExternalClientApplication', '*']]) };
    expect((await deploy(await emptyOrg(), files)).result.status).to.equal('Succeeded');
  });

  it('accepts the jsforce spelling of the upload: the file first, then entity_content', async () => {
    const simulator = await emptyOrg();
    const boundary = '--------------------------1234';
    const part = (name: string, rest: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${rest}`;
    const body = Buffer.concat([
      Buffer.from(part('file', '; filename="package.xml"\r\nContent-Type: application/zip\r\n\r\n')),
      zipOf(filesOf([header])),
      Buffer.from(
        `\r\n${part('entity_content', '\r\nContent-Type: application/json\r\n\r\n{"deployOptions":{"singlePackage":true}}')}\r\n`,
      ),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
    const response = await fetch(new URL('/services/data/v66.0/metadata/deployRequest', simulator.origin), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${simulator.admin.accessToken}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      body,
    });
    expect(response.status).to.equal(201);
    const { id } = (await response.json()) as { id: string };
    expect((await pollDeploy(simulator, id)).result.status).to.equal('Succeeded');
  });

  it('refuses an upload without a zip', async () => {
    const { status, fact } = await adminCall(
      await emptyOrg(),
      '/services/data/v66.0/metadata/deployRequest',
      'POST',
      {},
    );
    expect([status, fact]).to.deep.equal([400, 'DEPLOY-18']);
  });

  it('does not know the deploy of another org', async () => {
    const path = '/services/data/v66.0/metadata/deployRequest/0Af000000000000AAA';
    expect((await adminCall(await emptyOrg(), path)).status).to.equal(404);
  });

  describe('package', () => {
    const bad: [fact: string, id: string, files: Files, problem: string | RegExp][] = [
      [
        'a member without a file',
        'DEPLOY-07',
        { 'package.xml': manifest([['ExternalClientApplication', 'Gone']]) },
        "An object 'Gone' of type ExternalClientApplication was named in package.xml, but was not found in zipped directory",
      ],
      [
        'a file that package.xml does not name',
        'DEPLOY-08',
        { ...filesOf([header]), 'package.xml': manifest([]) },
        'Not in package.xml',
      ],
      [
        'a type that does not exist',
        'DEPLOY-19',
        { 'package.xml': manifest([['ExternalApp', 'X']]) },
        "Unknown type name 'ExternalApp' in package.xml [simulated wording]",
      ],
      ['a zip without package.xml', 'DEPLOY-09', { 'readme.txt': 'x' }, 'No package.xml found'],
      [
        'the deletion of what is not there',
        'DEPLOY-10',
        {
          'package.xml': manifest([]),
          'destructiveChanges.xml': manifest([['ExternalClientApplication', 'Gone']]),
        },
        'No ExternalClientApplication named: Gone found',
      ],
    ];
    for (const [fact, id, files, problem] of bad) {
      it(`complains of ${fact}`, async () => {
        const { result, problems, fact: answered } = await deploy(await emptyOrg(), files);
        expect(problems).to.deep.equal([problem]);
        expect(answered).to.equal(id);
        expect(result.status).to.equal('Failed');
      });
    }

    it('complains of bytes that are no zip', async () => {
      const simulator = await emptyOrg();
      const { json } = await postZip(simulator, Buffer.from('no zip'));
      expect((await pollDeploy(simulator, String(json.id))).fact).to.equal('DEPLOY-09');
    });

    it('lets ignoreWarnings pass a file that package.xml does not name, without deploying it', async () => {
      const simulator = await emptyOrg();
      const files = { ...filesOf([header]), 'package.xml': manifest([]) };
      const { result } = await deploy(simulator, files, { ignoreWarnings: true });
      expect(result.status).to.equal('Succeeded');
      expect(result.details.componentSuccesses.map(({ problemType }) => problemType)).to.include('Warning');
      expect(simulator.org.records.components).to.deep.equal([]);
    });

    it('lets allowMissingFiles pass a member without a file', async () => {
      const files = { 'package.xml': manifest([['ExternalClientApplication', 'Gone']]) };
      expect((await deploy(await emptyOrg(), files, { allowMissingFiles: true })).result.status).to.equal(
        'Succeeded',
      );
    });

    it('reads a zip that names its folders too', async () => {
      const simulator = await emptyOrg();
      const files: Record<string, Uint8Array> = { 'externalClientApps/': new Uint8Array() };
      for (const [path, text] of Object.entries(filesOf([header]))) files[path] = strToU8(text);
      const zip = zipSync(files);
      const { json } = await postZip(simulator, Buffer.from(zip));
      expect((await pollDeploy(simulator, String(json.id))).result.status).to.equal('Succeeded');
    });
  });

  describe('transaction', () => {
    const half: Piece[] = [header, ['ExternalClientApplication', 'Other', '<label>no e-mail</label>']];

    it('writes nothing when one component fails', async () => {
      const simulator = await emptyOrg();
      const { result } = await deploy(simulator, filesOf(half));
      expect(result.status).to.equal('Failed');
      expect(simulator.org.records.components).to.deep.equal([]);
    });

    it('writes nothing either when a production org is told not to roll back', async () => {
      const simulator = await emptyOrg();
      const { result } = await deploy(simulator, filesOf(half), { rollbackOnError: false });
      expect([result.status, simulator.org.records.components]).to.deep.equal(['Failed', []]);
    });

    it('writes what it can without rollbackOnError', async () => {
      const simulator = await emptyOrg({ type: 'sandbox' });
      const { result } = await deploy(simulator, filesOf(half), { rollbackOnError: false });
      expect(result.status).to.equal('SucceededPartial');
      expect(simulator.org.records.components.map(({ fullName }) => fullName)).to.deep.equal(['Jwt_CI']);
    });

    it('writes nothing of a type that the version does not have, without rollbackOnError either', async () => {
      const simulator = await emptyOrg({ type: 'sandbox' });
      const { result, fact } = await deploy(simulator, filesOf([header], '58.0'), { rollbackOnError: false });
      expect([result.status, fact]).to.deep.equal(['Failed', 'DEPLOY-32']);
      expect(simulator.org.records.components).to.deep.equal([]);
    });

    it('writes nothing with checkOnly, and still finds faults', async () => {
      const simulator = await emptyOrg();
      const { result } = await deploy(simulator, filesOf(externalApp({})), { checkOnly: true });
      expect(result.status).to.equal('Succeeded');
      expect(simulator.org.records.components).to.deep.equal([]);
      const second = await deploy(simulator, filesOf(half), { checkOnly: true });
      expect(second.result.status).to.equal('Failed');
    });
  });

  describe('time', () => {
    const begin = async () => {
      const clock = makeClock();
      const simulator = await emptyOrg({ now: clock.now, deploySeconds: 10 });
      const { json } = await postZip(simulator, zipOf(filesOf([header])));
      return { clock, simulator, id: String(json.id) };
    };

    it('is Pending, then InProgress, then Succeeded', async () => {
      const { clock, simulator, id } = await begin();
      expect((await pollDeploy(simulator, id)).result).to.include({ status: 'Pending', done: false });
      clock.time += 6000;
      expect((await pollDeploy(simulator, id)).result).to.include({ status: 'InProgress', done: false });
      expect(simulator.org.records.components).to.deep.equal([]);
      clock.time += 4000;
      expect((await pollDeploy(simulator, id)).result).to.include({ status: 'Succeeded', done: true });
    });

    it('ends although nobody asks', async () => {
      const { clock, simulator } = await begin();
      clock.time += 10_000;
      await logIn(simulator);
      expect(simulator.org.records.components).to.have.length(1);
    });

    it('ends before a later one of another org, which may want the same consumer key', async () => {
      const clock = makeClock();
      const orgs = [{ name: 'first' }, { name: 'second' }].map((org) => ({ ...org, deploySeconds: 10 }));
      const simulator = await startOrg({ orgs, now: clock.now });
      const files = filesOf(externalApp({ consumerKey: CONSUMER_KEY }));
      const ids: string[] = [];
      for (const org of simulator.orgs) {
        const { json } = await postZip({ ...simulator, ...org }, zipOf(files));
        ids.push(String(json.id));
        clock.time += 1000;
      }
      clock.time += 10_000;
      const [first, second] = simulator.orgs.map((org) => ({ ...simulator, ...org }));
      const later = await pollDeploy(second!, ids[1]!);
      expect([later.result.status, later.fact]).to.deep.equal(['Failed', 'APP-03']);
      expect((await pollDeploy(first!, ids[0]!)).result.status).to.equal('Succeeded');
    });

    it('can be cancelled before its end, and writes nothing then', async () => {
      const { clock, simulator, id } = await begin();
      const path = `/services/data/v66.0/metadata/deployRequest/${id}`;
      const cancel = { deployResult: { status: 'Canceling' } };
      const { status, json } = await adminCall(simulator, path, 'PATCH', cancel);
      expect(status).to.equal(202);
      expect(json.deployResult).to.include({ status: 'Canceled', done: true });
      clock.time += 10_000;
      expect((await pollDeploy(simulator, id)).result).to.include({ status: 'Canceled', done: true });
      expect(simulator.org.records.components).to.deep.equal([]);
    });

    it('cannot be cancelled after its end', async () => {
      const { clock, simulator, id } = await begin();
      clock.time += 10_000;
      const path = `/services/data/v66.0/metadata/deployRequest/${id}`;
      const { status, fact } = await adminCall(simulator, path, 'PATCH', {
        deployResult: { status: 'Canceling' },
      });
      expect([status, fact]).to.deep.equal([400, 'DEPLOY-13']);
    });
  });
});
