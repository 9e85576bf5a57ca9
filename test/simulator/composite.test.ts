import { expect } from 'chai';
import { addPermissionSet } from '../../src/simulator/org-changes.ts';
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

  it('takes at most 25 subrequests', async () => {
    const simulator = await startOrg();
    const many = new Array<object>(26).fill({ method: 'GET', url: `${DATA}/query?q=x`, referenceId: 'x' });
    const reply = await adminCall(simulator, `${DATA}/composite`, 'POST', { compositeRequest: many });
    expectError(reply, 400, 'JSON_PARSER_ERROR');
  });
});
