import { expect } from 'chai';
import { addPermissionSet, assignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { adminCall, expectError, records, startOrg, stopOrgs } from './org-client.ts';

const DATA = '/services/data/v66.0';

describe('composite', () => {
  afterEach(stopOrgs);

  type Subresponse = { body: { id: string; totalSize: number }; httpStatusCode: number; referenceId: string };
  const composite = async (simulator: Simulator, allOrNone: boolean, compositeRequest: object[]) => {
    const { json, fact } = await adminCall(simulator, `${DATA}/composite`, 'POST', {
      allOrNone,
      compositeRequest,
    });
    return { fact, answers: json.compositeResponse as Subresponse[] };
  };
  const createSet = {
    method: 'POST',
    url: `${DATA}/sobjects/PermissionSet`,
    referenceId: 'ps',
    body: { Name: 'Jwt', Label: 'Jwt' },
  };
  const assign = (AssigneeId: string) => ({
    method: 'POST',
    url: `${DATA}/sobjects/PermissionSetAssignment`,
    referenceId: 'psa',
    body: { AssigneeId, PermissionSetId: '@{ps.id}' },
  });
  const sets = (simulator: Simulator) =>
    records(simulator, "SELECT Id FROM PermissionSet WHERE Name = 'Jwt'");

  it('creates a permission set and assigns it by reference', async () => {
    const simulator = await startOrg();
    const { answers } = await composite(simulator, true, [createSet, assign(simulator.admin.userId)]);
    expect(answers.map(({ httpStatusCode, referenceId }) => [httpStatusCode, referenceId])).to.deep.equal([
      [201, 'ps'],
      [201, 'psa'],
    ]);
    const rows = await records(
      simulator,
      "SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Jwt'",
    );
    expect(rows).to.deep.equal([{ AssigneeId: simulator.admin.userId }]);
  });

  it('takes a value of an earlier query, and reads and deletes', async () => {
    const simulator = await startOrg();
    addPermissionSet(simulator.org, 'Known');
    const q = encodeURIComponent("SELECT Id FROM PermissionSet WHERE Name = 'Known'");
    const { answers } = await composite(simulator, true, [
      { method: 'GET', url: `${DATA}/query?q=${q}`, referenceId: 'found' },
      { method: 'GET', url: `${DATA}/sobjects/PermissionSet/@{found.records[0].Id}`, referenceId: 'read' },
      { method: 'DELETE', url: `${DATA}/sobjects/PermissionSet/@{found.records[0].Id}`, referenceId: 'gone' },
    ]);
    expect(answers.map(({ httpStatusCode }) => httpStatusCode)).to.deep.equal([200, 200, 204]);
    expect(await records(simulator, "SELECT Id FROM PermissionSet WHERE Name = 'Known'")).to.deep.equal([]);
  });

  it('rolls everything back with allOrNone, and says so in each answer', async () => {
    const simulator = await startOrg();
    const { answers, fact } = await composite(simulator, true, [
      createSet,
      assign('005000000000000'),
      createSet,
    ]);
    expect(fact).to.equal('DATA-14');
    expect(answers.map(({ httpStatusCode }) => httpStatusCode)).to.deep.equal([400, 400, 400]);
    const codes = answers.map(({ body }) => (body as unknown as { errorCode: string }[])[0]?.errorCode);
    expect(codes).to.deep.equal(['PROCESSING_HALTED', 'INVALID_CROSS_REFERENCE_KEY', 'PROCESSING_HALTED']);
    expect(await sets(simulator)).to.deep.equal([]);
  });

  it('keeps what succeeded without allOrNone, and halts what refers to a failure', async () => {
    const simulator = await startOrg();
    const broken = { ...createSet, referenceId: 'broken', body: { Name: 'x' } };
    const dependent = {
      ...assign(simulator.admin.userId),
      body: { AssigneeId: 'x', PermissionSetId: '@{broken.id}' },
    };
    const { answers } = await composite(simulator, false, [createSet, broken, dependent]);
    expect(answers.map(({ httpStatusCode }) => httpStatusCode)).to.deep.equal([201, 400, 400]);
    expect((answers[2]?.body as unknown as { errorCode: string }[])[0]?.errorCode).to.equal(
      'PROCESSING_HALTED',
    );
    expect(await sets(simulator)).to.have.length(1);
  });

  it('answers 404 for a subrequest that it does not know', async () => {
    const simulator = await startOrg();
    const { answers } = await composite(simulator, false, [
      { method: 'GET', url: '/services/data', referenceId: 'x' },
    ]);
    expect(answers[0]?.httpStatusCode).to.equal(404);
  });

  const ask = (simulator: Simulator, compositeRequest: object[], version = '66.0') =>
    adminCall(simulator, `/services/data/v${version}/composite`, 'POST', { compositeRequest });
  const queryFor = (soql: string, referenceId: string) => ({
    method: 'GET',
    url: `${DATA}/query?q=${encodeURIComponent(soql)}`,
    referenceId,
  });

  it('takes a reference into the URL of a later query, whose rest is encoded', async () => {
    const simulator = await startOrg();
    addPermissionSet(simulator.org, 'Known');
    assignPermissionSet(simulator.org, simulator.admin.username, 'Known');
    const soql = encodeURIComponent(
      "SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSetId = '",
    );
    const { answers } = await composite(simulator, false, [
      queryFor("SELECT Id FROM PermissionSet WHERE Name = 'Known'", 'known'),
      { method: 'GET', url: `${DATA}/query?q=${soql}@{known.records[0].Id}%27`, referenceId: 'holders' },
    ]);
    expect(answers.map(({ body }) => body.totalSize)).to.deep.equal([1, 1]);
    expect(answers[1]?.body).to.have.nested.property(
      'records[0].Assignee.Username',
      simulator.admin.username,
    );
  });

  it('halts only what refers to a row that is not there', async () => {
    const simulator = await startOrg();
    const { answers } = await composite(simulator, false, [
      queryFor("SELECT Id FROM PermissionSet WHERE Name = 'Nobody'", 'app'),
      {
        method: 'GET',
        url: `${DATA}/query?q=SELECT+Id+FROM+PermissionSet+WHERE+Id='@{app.records[0].Id}'`,
        referenceId: 'sets',
      },
      queryFor('SELECT Id FROM Organization', 'org'),
    ]);
    expect(answers.map(({ httpStatusCode }) => httpStatusCode)).to.deep.equal([200, 400, 200]);
    expect(answers[1]?.body).to.deep.equal([
      {
        errorCode: 'PROCESSING_HALTED',
        message: 'Invalid reference specified. No value for app.records[0].Id found in app.',
      },
    ]);
  });

  it('tells where a created record is', async () => {
    const simulator = await startOrg();
    const { answers } = await composite(simulator, true, [createSet]);
    expect(answers[0])
      .to.have.property('httpHeaders')
      .that.deep.equals({
        Location: `${DATA}/sobjects/PermissionSet/${answers[0]?.body.id}`,
      });
  });

  const refusalOf = (message: string) => ({
    compositeResponse: [
      {
        body: [{ errorCode: 'LIMIT_EXCEEDED', message }],
        httpHeaders: {},
        httpStatusCode: 400,
        referenceId: null,
      },
    ],
  });

  it('takes at most 25 subrequests, and does none of more', async () => {
    const simulator = await startOrg();
    const creations = Array.from({ length: 26 }, (_, index) => ({
      ...createSet,
      referenceId: `ps${index}`,
      body: { Name: `Jwt${index}`, Label: `Jwt${index}` },
    }));
    const { status, json, fact } = await ask(simulator, creations);
    expect([status, fact]).to.deep.equal([200, 'DATA-18']);
    expect(json).to.deep.equal(refusalOf('The request can’t contain more than 25 operations.'));
    expect((await ask(simulator, creations.slice(1))).json)
      .to.have.property('compositeResponse')
      .with.length(25);
    expect(await records(simulator, "SELECT Id FROM PermissionSet WHERE Name LIKE 'Jwt%'")).to.have.length(
      25,
    );
  });

  it('takes at most five queries', async () => {
    const simulator = await startOrg();
    const queries = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
      queryFor('SELECT Id FROM Organization', name),
    );
    const { status, json } = await ask(simulator, queries);
    expect(status).to.equal(200);
    expect(json).to.deep.equal(
      refusalOf('The request can’t contain more than 5 queries [simulated wording]'),
    );
    const five = (await ask(simulator, queries.slice(1))).json as { compositeResponse: Subresponse[] };
    expect(five.compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).to.deep.equal([
      200, 200, 200, 200, 200,
    ]);
  });

  it('wants reference ids of letters, digits and underscores, since 52.0', async () => {
    const simulator = await startOrg();
    const request = [queryFor('SELECT Id FROM Organization', 'the-org')];
    const message =
      "Provided referenceId ('the-org') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').";
    expectError(await ask(simulator, request), 400, 'JSON_PARSER_ERROR', message);
    expect((await ask(simulator, request, '51.0')).json)
      .to.have.property('compositeResponse')
      .with.length(1);
  });

  it('refuses what is no list', async () => {
    const simulator = await startOrg();
    const reply = await adminCall(simulator, `${DATA}/composite`, 'POST', { compositeRequest: 'x' });
    expectError(reply, 400, 'JSON_PARSER_ERROR');
  });
});
