import { expect } from 'chai';
import { Connection, OAuth2 } from '@jsforce/jsforce-node';
import { recordLogin } from '../../src/simulator/login-history.ts';
import { addPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { deployUser, logIn, orgAndToken, orgWithApp, startOrg, stopOrgs } from './org-client.ts';

/** jsforce, which the CLI is built on, as a client that knows nothing of us. */
describe('jsforce against the org', () => {
  afterEach(stopOrgs);

  const connect = ({ origin }: Simulator, accessToken: string) =>
    new Connection({ instanceUrl: origin.origin, accessToken, version: '66.0' });
  const adminOf = (simulator: Simulator) => connect(simulator, simulator.admin.accessToken);

  async function failureOf(attempt: PromiseLike<unknown>): Promise<Error & { errorCode?: string }> {
    try {
      await attempt;
    } catch (error) {
      return error as Error;
    }
    throw new Error('It succeeded');
  }

  it('queries, and reads the usage of the day', async () => {
    const simulator = await startOrg();
    const connection = adminOf(simulator);
    const { totalSize, done, records } = await connection.query<{
      LastName: string;
      Profile: { Name: string };
    }>("SELECT LastName, Profile.Name FROM User WHERE LastName = 'Admin'");
    expect({ totalSize, done }).to.deep.equal({ totalSize: 1, done: true });
    expect(records[0]?.Profile.Name).to.equal('System Administrator');
    expect(connection.limitInfo.apiUsage).to.deep.equal({ used: 1, limit: 15000 });
  });

  it('fetches page after page', async () => {
    const simulator = await startOrg();
    for (let count = 0; count < 4500; count += 1) {
      const { org } = simulator;
      recordLogin(org, {
        at: org.now(),
        user: org.records.users[0]!,
        status: 'Success',
        application: '',
        host: '',
      });
    }
    const connection = adminOf(simulator);
    const first = await connection.query('SELECT Id FROM LoginHistory');
    expect([first.done, first.records.length, first.totalSize]).to.deep.equal([false, 2000, 4500]);
    const second = await connection.queryMore(first.nextRecordsUrl ?? '');
    expect([second.done, second.records.length]).to.deep.equal([false, 2000]);
    const all = await connection.query('SELECT Id FROM LoginHistory', { autoFetch: true, maxFetch: 9999 });
    expect(new Set(all.records.map(({ Id }) => Id)).size).to.equal(4500);
  });

  it('finds by a query that it builds, with the rows of a child relationship', async () => {
    const simulator = await startOrg();
    const found = await adminOf(simulator)
      .sobject('Profile')
      .find({ Name: { $like: 'System%' } }, ['Id', 'Name'])
      .sort({ Name: 1 })
      .limit(5)
      .include('Users')
      .select(['Id', 'LastName'])
      .where({ IsActive: true })
      .end()
      .execute();
    expect(found).to.have.length(1);
    expect(found[0]).to.have.nested.property('Users.records[0].LastName', 'Admin');
  });

  it('creates, reads, changes and deletes a record', async () => {
    const connection = adminOf(await startOrg());
    const permissionSets = connection.sobject('PermissionSet');
    const created = await permissionSets.create({ Name: 'Jwt', Label: 'Jwt' });
    expect(created).to.include({ success: true });
    const id = String(created.id);
    expect(await permissionSets.retrieve(id)).to.include({ Name: 'Jwt', PermissionsApiEnabled: false });
    const changed = await permissionSets.update({ Id: id, Label: 'New', PermissionsApiEnabled: true });
    expect(changed).to.include({ id, success: true });
    expect(await permissionSets.retrieve(id)).to.include({ Label: 'New', PermissionsApiEnabled: true });
    expect(await permissionSets.destroy(id)).to.include({ id, success: true });
    expect((await failureOf(permissionSets.retrieve(id))).errorCode).to.equal('NOT_FOUND');
  });

  it('gets the code and message of a refusal', async () => {
    const simulator = await startOrg();
    const connection = adminOf(simulator);
    const { id } = addPermissionSet(simulator.org, 'Known');
    const body = { AssigneeId: simulator.admin.userId, PermissionSetId: id };
    await connection.sobject('PermissionSetAssignment').create(body);
    const twice = await failureOf(connection.sobject('PermissionSetAssignment').create(body));
    expect(twice.errorCode).to.equal('DUPLICATE_VALUE');
    expect(twice.message).to.match(
      /^Duplicate PermissionSetAssignment\. Assignee: 005\w{15}; Permission Set: 0PS/,
    );
    const wrong = await failureOf(connection.query('SELECT Salary FROM User'));
    expect(wrong.errorCode).to.equal('INVALID_FIELD');
    expect(wrong.message).to.contain('ERROR at Row:1:Column:8');
  });

  it('describes the org and an object', async () => {
    const connection = adminOf(await startOrg());
    const { sobjects } = await connection.describeGlobal();
    expect(sobjects.find(({ name }) => name === 'User')).to.include({ keyPrefix: '005', queryable: true });
    const { fields, childRelationships, urls } = await connection.sobject('PermissionSet').describe();
    expect(fields.find(({ name }) => name === 'Name')).to.include({
      type: 'string',
      length: 80,
      nillable: false,
    });
    expect(childRelationships.map(({ relationshipName }) => relationshipName)).to.include(
      'SetupEntityAccessItems',
    );
    expect(urls.describe).to.equal('/services/data/v66.0/sobjects/PermissionSet/describe');
    const tooling = await connection.tooling.describe('ConnectedApplication');
    expect(tooling.fields.map(({ name }) => name)).to.include('ContactEmail');
  });

  it('reads identity and limits', async () => {
    const { simulator, token } = await orgAndToken();
    const user = await connect(simulator, token).identity();
    expect(user).to.include({ username: deployUser(simulator), organization_id: simulator.orgId });
    expect((await adminOf(simulator).limits()).DailyApiRequests).to.have.property('Max', 15000);
  });

  it('revokes a token, and reads why not', async () => {
    const { simulator, token } = await orgAndToken();
    const oauth2 = new OAuth2({ loginUrl: simulator.origin.origin });
    await oauth2.revokeToken(token);
    const failure = await failureOf(connect(simulator, token).query('SELECT Id FROM User'));
    expect(failure.errorCode).to.equal('INVALID_SESSION_ID');
    const again = await failureOf(oauth2.revokeToken(token));
    expect([again.name, again.message]).to.deep.equal(['invalid_token', 'invalid token [simulated wording]']);
  });

  it('logs out by revoking, and refreshes a session that ended', async () => {
    const simulator = await orgWithApp();
    const first = String((await logIn(simulator)).json.access_token);
    const connection = new Connection({
      instanceUrl: simulator.origin.origin,
      accessToken: first,
      version: '66.0',
      oauth2: { loginUrl: simulator.origin.origin },
      refreshFn: (_connection, callback) => {
        logIn(simulator).then(
          ({ json }) => {
            callback(null, String(json.access_token));
          },
          (error: unknown) => {
            callback(error as Error);
          },
        );
      },
    });
    for (const session of simulator.org.sessions) session.isRevoked = true;
    expect((await connection.query('SELECT Id FROM User')).totalSize).to.equal(3);
    expect(connection.accessToken).to.not.equal(first);
    await connection.logoutByOAuth2(false);
    expect(simulator.org.sessions.every(({ isRevoked }) => isRevoked)).to.equal(true);
  });

  it('sends several requests in one', async () => {
    const simulator = await startOrg();
    const { id } = addPermissionSet(simulator.org, 'Known');
    const root = '/services/data/v66.0';
    const answer = await adminOf(simulator).requestPost<{
      compositeResponse: { httpStatusCode: number; body: Record<string, unknown> | null }[];
    }>('/composite', {
      compositeRequest: [
        {
          method: 'PATCH',
          url: `${root}/sobjects/PermissionSet/${id}`,
          referenceId: 'a',
          body: { Label: 'New' },
        },
        { method: 'GET', url: `${root}/sobjects/PermissionSet/${id}?fields=Label`, referenceId: 'b' },
        { method: 'GET', url: `${root}/sobjects/User/describe`, referenceId: 'c' },
        { method: 'GET', url: `${root}/limits`, referenceId: 'd' },
        { method: 'PUT', url: `${root}/limits`, referenceId: 'e' },
      ],
    });
    const [patched, read, described, limits, refused] = answer.compositeResponse;
    expect(answer.compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).to.deep.equal([
      204, 200, 200, 200, 405,
    ]);
    expect(patched?.body).to.equal(null);
    expect(read?.body?.Label).to.equal('New');
    expect(described?.body?.name).to.equal('User');
    expect(limits?.body).to.have.property('DailyApiRequests');
    expect(refused?.body).to.deep.equal([
      { errorCode: 'METHOD_NOT_ALLOWED', message: "HTTP Method 'PUT' not allowed. Allowed are HEAD,GET" },
    ]);
  });
});
