import { expect } from 'chai';
import { adminCall, expectError, query, startOrg, stopOrgs } from './org-client.ts';

const DATA = '/services/data/v66.0';

type Field = Record<string, unknown> & { name: string };
type Describe = Record<string, unknown> & {
  name: string;
  fields: Field[];
  childRelationships: { childSObject: string; field: string; relationshipName: string | null }[];
};

describe('describe', () => {
  afterEach(stopOrgs);

  it('lists the objects with what can be done with them', async () => {
    const { json } = await adminCall(await startOrg(), `${DATA}/sobjects`);
    expect(json).to.include({ encoding: 'UTF-8', maxBatchSize: 200 });
    const abilities = (json.sobjects as Describe[]).map(
      ({ name, keyPrefix, createable, updateable, deletable }) =>
        [name, keyPrefix, createable ? 'c' : '-', updateable ? 'u' : '-', deletable ? 'd' : '-'].join(' '),
    );
    expect(abilities).to.deep.equal([
      'AppMenuItem 0DS - - -',
      'AuthSession 0Ak - - d',
      'ConnectedApplication 0H4 - - -',
      'ExternalClientApplication 0xI - - -',
      'ExtlClntAppOauthPlcyCnfg 0xO - - -',
      'ExtlClntAppOauthSettings 0xS - - -',
      'ExtlClntAppPlcyCnfg 0xP - - -',
      'LoginHistory 0Ya - - -',
      'OauthToken 0CQ - - -',
      'Organization 00D - - -',
      'PermissionSet 0PS c u d',
      'PermissionSetAssignment 0Pa c u d',
      'PermissionSetLicense 0PL - - -',
      'PermissionSetLicenseAssign 2LA c - d',
      'Profile 00e - - -',
      'SetupEntityAccess 0J0 c - d',
      'User 005 - u -',
      'UserLicense 100 - - -',
      'UserLogin 0Yw - u -',
    ]);
  });

  it('knows scratch orgs in a Dev Hub alone', async () => {
    const soql = 'SELECT Id FROM ScratchOrgInfo';
    expectError(await query(await startOrg(), soql), 400, 'INVALID_TYPE');
    expect((await query(await startOrg({ isDevHub: true }), soql)).json.totalSize).to.equal(0);
  });

  it('shows an object in brief, with its newest records', async () => {
    const simulator = await startOrg();
    const { json } = await adminCall(simulator, `${DATA}/sobjects/user`);
    expect(json.objectDescribe).to.include({
      name: 'User',
      labelPlural: 'Users',
      queryable: true,
      custom: false,
    });
    expect(json.objectDescribe).to.have.nested.property('urls.describe', `${DATA}/sobjects/User/describe`);
    const [first] = json.recentItems as { attributes: { url: string }; Name: string }[];
    expect(first?.Name).to.equal('Simulated Admin');
    expect((await adminCall(simulator, first?.attributes.url ?? '')).json.Username).to.equal(
      simulator.admin.username,
    );
  });

  it('tells types, lengths and relationships of fields', async () => {
    const { json } = await adminCall(await startOrg(), `${DATA}/sobjects/PermissionSetAssignment/describe`);
    const { fields } = json as unknown as Describe;
    const find = (wanted: string) => fields.find(({ name }) => name === wanted);
    expect(find('AssigneeId')).to.deep.include({
      type: 'reference',
      soapType: 'tns:ID',
      length: 18,
      label: 'Assignee ID',
      referenceTo: ['User'],
      relationshipName: 'Assignee',
      createable: true,
      updateable: false,
      nillable: false,
      filterable: true,
    });
    expect(find('ExpirationDate')).to.include({
      type: 'datetime',
      createable: true,
      updateable: true,
      nillable: true,
    });
    expect(find('Id')).to.include({ type: 'id', idLookup: true, createable: false, nillable: false });
  });

  it('tells the values of picklists and what cannot be filtered', async () => {
    const simulator = await startOrg();
    const fieldsOf = async (object: string) =>
      ((await adminCall(simulator, `${DATA}/sobjects/${object}/describe`)).json as unknown as Describe)
        .fields;
    const type = (await fieldsOf('PermissionSet')).find(({ name }) => name === 'Type');
    expect((type?.picklistValues as { value: string }[]).map(({ value }) => value)).to.include.members([
      'Regular',
      'Session',
      'Profile',
    ]);
    const closed = (await fieldsOf('LoginHistory')).filter(({ filterable }) => filterable === false);
    expect(closed.map(({ name }) => name)).to.have.members([
      'Status',
      'Application',
      'Browser',
      'Platform',
      'ApiType',
      'ApiVersion',
      'ClientVersion',
    ]);
  });

  it('names every child relationship that a query can use', async () => {
    const simulator = await startOrg();
    for (const object of ['User', 'PermissionSet', 'Profile', 'ConnectedApplication']) {
      const { json } = await adminCall(simulator, `${DATA}/sobjects/${object}/describe`);
      const named = (json as unknown as Describe).childRelationships.filter(
        ({ relationshipName }) => relationshipName !== null,
      );
      expect(named.length, object).to.be.greaterThan(0);
      for (const { relationshipName, field } of named) {
        const soql = `SELECT Id, (SELECT ${field} FROM ${String(relationshipName)}) FROM ${object}`;
        expect((await query(simulator, soql)).status, soql).to.equal(200);
      }
    }
  });

  it('describes what queries and records show, and nothing else', async () => {
    const simulator = await startOrg();
    const { json } = await adminCall(simulator, `${DATA}/sobjects`);
    for (const { name } of json.sobjects as Describe[]) {
      const { fields } = (await adminCall(simulator, `${DATA}/sobjects/${name}/describe`))
        .json as unknown as Describe;
      const names = fields.map((field) => field.name);
      const { json: result } = await query(simulator, `SELECT ${names.join(', ')} FROM ${name} LIMIT 1`);
      const [record] = result.records as object[];
      if (record !== undefined) expect(Object.keys(record), name).to.deep.equal(['attributes', ...names]);
    }
  });

  it('knows the Tooling API’s own objects', async () => {
    const simulator = await startOrg();
    const { json } = await adminCall(simulator, `${DATA}/tooling/sobjects`);
    expect((json.sobjects as Describe[]).map(({ name }) => name)).to.deep.equal([
      'ConnectedApplication',
      'Profile',
    ]);
    const described = await adminCall(simulator, `${DATA}/tooling/sobjects/ConnectedApplication/describe`);
    expect((described.json as unknown as Describe).fields.map(({ name }) => name)).to.include(
      'DeveloperName',
    );
  });

  it('counts the records of objects', async () => {
    const simulator = await startOrg();
    const { json } = await adminCall(simulator, `${DATA}/limits/recordCount?sObjects=user,Profile`);
    expect(json.sObjects).to.deep.equal([
      { count: 3, name: 'User' },
      { count: 3, name: 'Profile' },
    ]);
  });

  it('answers 404 for an object that is not there', async () => {
    const simulator = await startOrg();
    for (const path of ['sobjects/Nothing', 'sobjects/Nothing/describe', 'tooling/sobjects/User/describe']) {
      expectError(await adminCall(simulator, `${DATA}/${path}`), 404, 'NOT_FOUND');
    }
  });
});
