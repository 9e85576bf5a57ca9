import { expect } from 'chai';
import { rmSync } from 'node:fs';
import type { MigrateAppInput } from '../../../src/flows/app/migrate.ts';
import { element, findElement } from '../../../src/simulator/metadata/xml-elements.ts';
import {
  addForeignApp,
  removeCertificate,
  unassignPermissionSet,
} from '../../../src/simulator/org-changes.ts';
import type { OrgRecords } from '../../../src/simulator/org-state.ts';
import { makeKeyFiles } from '../../simulated-app.ts';
import { recordsOf } from './deletions.ts';
import { useMigrations } from './migrations.ts';

describe('the flow that migrates a Connected App which cannot be migrated', () => {
  const migrations = useMigrations();
  const { begin, createOld, failure, oldApp, requestLines } = migrations;
  const stateOf = (): OrgRecords => recordsOf(migrations.app.org);

  type Row = [what: string, name: string, prepare: () => void, changes?: Partial<MigrateAppInput>];
  const rows: Row[] = [
    ['one that is not there', 'AppNotFoundError', () => undefined, { name: 'Nowhere' }],
    [
      "a vendor's",
      'AppUnreadableError',
      () => addForeignApp(migrations.app.org, 'Vendor'),
      { name: 'Vendor' },
    ],
    [
      'one without a certificate',
      'AppWithoutCertificateError',
      () => removeCertificate(migrations.app.org, 'Old_Cli'),
    ],
    ['to a name that is none', 'AppNameInvalidError', () => undefined, { newName: '9lives' }],
    [
      'one that admits approved users, with more users to approve',
      'AssignToNotNeededError',
      () => undefined,
      { assignTo: ['deploy@simulator.example'] },
    ],
    [
      'one with a scope that External Client Apps do not know',
      'ScopeNotMigratedError',
      () => findElement(oldApp().elements, 'oauthConfig')?.children.push(element('scopes', 'Telepathy')),
    ],
    [
      'for a user that is not there',
      'UserNotFoundError',
      () => undefined,
      { username: 'nobody@simulator.example' },
    ],
    [
      'for a user that is inactive',
      'UserInactiveError',
      () => undefined,
      { username: 'inactive@simulator.example' },
    ],
    [
      'one that does not let the user in',
      'UserNotAdminApprovedError',
      () => unassignPermissionSet(migrations.app.org, migrations.app.username, 'Old_Cli_Access'),
    ],
  ];
  for (const [what, name, prepare, changes] of rows) {
    it(`${what}: ${name}, and nothing is written`, async () => {
      await begin();
      prepare();
      const before = stateOf();
      const error = await failure(changes);
      expect(error.name).to.equal(name);
      expect(stateOf()).to.deep.equal(before);
      expect(requestLines().filter((line) => line.endsWith('/deployRequest'))).to.deep.equal([]);
    });
  }

  it('by another key, which no login is tried with', async () => {
    await begin();
    const others = await makeKeyFiles();
    const error = await failure({ privateKey: others.location });
    rmSync(others.folder, { recursive: true });
    expect(error.name).to.equal('KeyNotOfAppError');
    expect(error.message).to.contain(migrations.keys.certificate.fingerprint256);
    expect(requestLines()).not.to.include('POST /services/oauth2/token');
  });

  it('to the name of another app', async () => {
    await begin();
    const others = await makeKeyFiles();
    await createOld({ type: 'external-client-app', certificateFile: others.certificateFile });
    rmSync(others.folder, { recursive: true });
    const error = await failure();
    expect(error.name).to.equal('NewNameTakenError');
    expect(error.actions).to.deep.equal(['Give the new app another name: --new-name Old_Cli_2']);
  });

  it('says which login it was that the org refused', async () => {
    await begin();
    unassignPermissionSet(migrations.app.org, migrations.app.username, 'Old_Cli_Access');
    expect((await failure()).message).to.contain(
      'That was the login with the Connected App "Old_Cli" as it is now.',
    );
  });
});
