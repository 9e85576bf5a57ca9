import { expect } from 'chai';
import type { Simulator } from '../../src/simulator/server.ts';
import {
  accessToken,
  adminCall,
  deployUser,
  expectError,
  logIn,
  orgAndToken,
  orgWithApp,
  records,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

const DATA = '/services/data/v66.0';

describe('users', () => {
  afterEach(stopOrgs);

  async function idOf(simulator: Simulator, object: string, where: string): Promise<string> {
    const [row] = await records(simulator, `SELECT Id FROM ${object} WHERE ${where}`);
    return String(row?.Id);
  }
  async function patch(simulator: Simulator, object: string, where: string, body: object) {
    const id = await idOf(simulator, object, where);
    return adminCall(simulator, `${DATA}/sobjects/${object}/${id}`, 'PATCH', body);
  }

  it('are deactivated, which ends their sessions for good, and activated again', async () => {
    const { simulator, token } = await orgAndToken();
    const where = `Username = '${deployUser(simulator)}'`;
    expect((await patch(simulator, 'User', where, { IsActive: false })).status).to.equal(204);
    expectError(await withToken(simulator, token), 401, 'INVALID_SESSION_ID');
    expect((await logIn(simulator)).json.error_description).to.equal('inactive user');
    expect((await patch(simulator, 'User', where, { IsActive: true })).status).to.equal(204);
    expectError(await withToken(simulator, token), 401, 'INVALID_SESSION_ID');
    expect((await withToken(simulator, await accessToken(simulator))).status).to.equal(200);
  });

  it('are frozen and thawed by their UserLogin record', async () => {
    const simulator = await orgWithApp();
    const where = `User.Username = '${deployUser(simulator)}'`;
    expect(await records(simulator, 'SELECT UserId FROM UserLogin WHERE IsFrozen = true')).to.deep.equal([]);
    expect((await patch(simulator, 'UserLogin', where, { IsFrozen: true })).status).to.equal(204);
    expect((await logIn(simulator)).status).to.equal(400);
    expect(await records(simulator, 'SELECT User.Name FROM UserLogin WHERE IsFrozen = true')).to.have.length(
      1,
    );
    expect((await patch(simulator, 'UserLogin', where, { IsFrozen: false })).status).to.equal(204);
    expect((await logIn(simulator)).status).to.equal(200);
    expectError(
      await patch(simulator, 'UserLogin', where, { IsPasswordLocked: true }),
      400,
      'FIELD_INTEGRITY_EXCEPTION',
    );
  });

  it('get new names, address and time zone', async () => {
    const simulator = await startOrg();
    const body = {
      FirstName: 'Ada',
      LastName: 'Deploy',
      Email: 'ada@example.com',
      TimeZoneSidKey: 'Europe/Berlin',
    };
    expect((await patch(simulator, 'User', "LastName = 'Deploy'", body)).status).to.equal(204);
    expect(
      await records(simulator, "SELECT Name, Email, TimeZoneSidKey FROM User WHERE LastName = 'Deploy'"),
    ).to.deep.equal([{ Name: 'Ada Deploy', Email: 'ada@example.com', TimeZoneSidKey: 'Europe/Berlin' }]);
  });

  it('move to another profile, with the permissions of that one', async () => {
    const { simulator, token } = await orgAndToken();
    const ProfileId = await idOf(simulator, 'Profile', "Name = 'Standard User'");
    expect((await withToken(simulator, token, `${DATA}/limits`)).status).to.equal(403);
    expect((await patch(simulator, 'User', "LastName = 'Deploy'", { ProfileId })).status).to.equal(204);
    expect((await withToken(simulator, token, `${DATA}/limits`)).status).to.equal(200);
    const sets = await records(
      simulator,
      "SELECT PermissionSet.Profile.Name FROM PermissionSetAssignment WHERE Assignee.LastName = 'Deploy' AND PermissionSet.IsOwnedByProfile = true",
    );
    expect(sets[0]).to.have.nested.property('PermissionSet.Profile.Name', 'Standard User');
  });

  const refusals: [fact: string, body: object, code: string, message: string][] = [
    [
      'a flag that is text',
      { IsActive: 'no' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of boolean from VALUE_STRING value no or request may be missing a required field at [line:1, column:1]',
    ],
    [
      'a name that is a list',
      { LastName: ['x'] },
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of string from START_ARRAY value [ or request may be missing a required field at [line:1, column:1]',
    ],
    ['no last name', { LastName: '' }, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]'],
    [
      'a long alias',
      { Alias: 'abcdefghi' },
      'STRING_TOO_LONG',
      'Alias: data value too large: abcdefghi (max length=8)',
    ],
    ['no address', { Email: 'nowhere' }, 'INVALID_EMAIL_ADDRESS', 'Email: invalid email address: nowhere'],
    [
      'an unknown time zone',
      { TimeZoneSidKey: 'Mars' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Time Zone Sid Key: bad value for restricted picklist field: Mars',
    ],
    [
      'a profile that is no id',
      { ProfileId: 'Admin' },
      'MALFORMED_ID',
      'Profile ID: id value of incorrect type: Admin',
    ],
    [
      'a profile that is not there',
      { ProfileId: '00e000000000000' },
      'INVALID_CROSS_REFERENCE_KEY',
      'invalid cross reference id',
    ],
    [
      'a field that is not there',
      { Colour: 'red' },
      'INVALID_FIELD',
      "No such column 'Colour' on sobject of type User",
    ],
    [
      'a field that cannot be set',
      { CreatedDate: '2026-11-24T08:00:00Z' },
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      'Unable to create/update fields: CreatedDate. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
    ],
    [
      'an Id',
      { Id: '005000000000000AAA' },
      'INVALID_FIELD',
      'The Id field should not be specified in the sobject data.',
    ],
  ];
  for (const [fact, body, code, message] of refusals) {
    it(`refuse ${fact} with ${code}`, async () => {
      expectError(await patch(await startOrg(), 'User', "LastName = 'Deploy'", body), 400, code, message);
    });
  }

  it('refuse a username in use, and nobody deactivates themselves', async () => {
    const simulator = await startOrg();
    const username = { Username: simulator.admin.username.toUpperCase() };
    expectError(await patch(simulator, 'User', "LastName = 'Deploy'", username), 400, 'DUPLICATE_USERNAME');
    const off = await patch(simulator, 'User', "LastName = 'Admin'", { IsActive: false });
    expectError(off, 400, 'FIELD_INTEGRITY_EXCEPTION');
  });
});
