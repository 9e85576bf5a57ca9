import { expect } from 'chai';
import { permissionLabels } from '../../src/access/permission-names.ts';
import {
  checkDeployer,
  missingPermissions,
  permissionsOf,
  tasks,
  type KnownPermissions,
  type TaskName,
} from '../../src/access/permissions.ts';
import { withdrawPermission } from '../../src/simulator/org-changes.ts';
import { systemPermissions, type SystemPermission } from '../../src/simulator/permissions.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { ADMIN, openAccessOrg, type AccessOrg } from './access-org.ts';
import { assignmentRow, NOW, profileRow, userRow } from './rows.ts';

const nothing: KnownPermissions = Object.fromEntries(
  Object.keys(permissionLabels).map((name) => [name, false]),
);

describe('access/permissions', () => {
  const needed: Array<[TaskName, KnownPermissions[]]> = [
    [
      'deploy-metadata',
      [
        { ModifyMetadata: true, ApiEnabled: true },
        { ModifyAllData: true, ApiEnabled: true },
      ],
    ],
    [
      'edit-external-client-app',
      [
        { CustomizeApplication: true, ExternalClientAppDeveloper: true },
        { CustomizeApplication: true, ModifyAllData: true },
      ],
    ],
    ['edit-policies', [{ ExternalClientAppAdmin: true }, { ModifyAllData: true }]],
    [
      'edit-connected-app',
      [
        { CustomizeApplication: true, ManageRemoteAccess: true },
        { CustomizeApplication: true, ModifyAllData: true },
      ],
    ],
    [
      'admit-to-connected-app',
      [{ CustomizeApplication: true, ModifyAllData: true, ManageProfilesPermissionsets: true }],
    ],
    ['create-permission-set', [{ ManageProfilesPermissionsets: true }]],
    ['assign-permission-set', [{ AssignPermissionSets: true }]],
  ];

  it('knows what every task takes', () => {
    expect(needed.map(([task]) => task)).to.have.members(Object.keys(tasks));
  });

  for (const [task, enough] of needed)
    for (const permissions of enough) {
      const names = Object.keys(permissions);
      it(`${task}: ${names.join(' and ')} is enough, and none of it can be left out`, () => {
        expect(missingPermissions([task], { ...nothing, ...permissions })).to.deep.equal([]);
        for (const name of names) {
          const rest = { ...nothing, ...permissions, [name]: false };
          const missing = missingPermissions([task], rest);
          expect(missing.map(({ anyOf }) => anyOf.includes(name as 'ApiEnabled'))).to.deep.equal([true]);
        }
      });
    }

  it('counts what is not known as there', () => {
    expect(missingPermissions(Object.keys(tasks) as TaskName[], {})).to.deep.equal([]);
    expect(missingPermissions(['deploy-metadata'], { ModifyMetadata: false })).to.deep.equal([]);
  });

  const ann = userRow('ann');
  const eve = userRow('eve');
  const rows: Array<[string, Parameters<typeof permissionsOf>[0], KnownPermissions]> = [
    ['the profile alone', [profileRow(ann)], { ApiEnabled: true }],
    [
      'a permission set that adds to the profile',
      [
        profileRow(ann, { PermissionsApiEnabled: false, PermissionsModifyAllData: false }),
        assignmentRow(ann, { Name: 'A', PermissionsApiEnabled: true, PermissionsModifyAllData: false }),
      ],
      { ApiEnabled: true, ModifyAllData: false },
    ],
    [
      'what another user holds',
      [
        profileRow(ann, { PermissionsApiEnabled: false }),
        assignmentRow(eve, { Name: 'A', PermissionsApiEnabled: true }),
      ],
      { ApiEnabled: false },
    ],
    [
      'a permission set whose time is over',
      [
        profileRow(ann, { PermissionsApiEnabled: false }),
        assignmentRow(
          ann,
          { Name: 'A', PermissionsApiEnabled: true },
          { ExpirationDate: '2026-09-15T11:59:59.000+0000' },
        ),
      ],
      { ApiEnabled: false },
    ],
    [
      'one whose time is not over',
      [
        profileRow(ann, { PermissionsApiEnabled: false }),
        assignmentRow(
          ann,
          { Name: 'A', PermissionsApiEnabled: true },
          { ExpirationDate: '2026-09-15T12:00:01.000+0000' },
        ),
      ],
      { ApiEnabled: true },
    ],
    [
      'one that has to be activated',
      [
        profileRow(ann, { PermissionsApiEnabled: false }),
        assignmentRow(ann, { Name: 'A', PermissionsApiEnabled: true, HasActivationRequired: true }),
      ],
      { ApiEnabled: false },
    ],
    [
      'a field that one of the rows does not have',
      [
        profileRow(ann, { PermissionsApiEnabled: false }),
        assignmentRow(ann, { Name: 'A', PermissionsApiEnabled: undefined }),
      ],
      {},
    ],
    ['rows without the one of the profile', [assignmentRow(ann, { Name: 'A' })], {}],
    [
      'a group that names no permission set',
      [
        profileRow(ann, { PermissionsApiEnabled: false }),
        { ...assignmentRow(ann, { Name: 'G' }), PermissionSetId: null, PermissionSet: null },
      ],
      {},
    ],
  ];
  for (const [what, assignments, expected] of rows)
    it(`reads from ${what}: ${JSON.stringify(expected)}`, () => {
      expect(permissionsOf(assignments, 'ANN@example.com', NOW)).to.deep.equal(expected);
    });

  it('names user, tasks and every way to what is missing', async () => {
    const assignments = [
      profileRow(ann, {
        PermissionsApiEnabled: true,
        PermissionsModifyMetadata: false,
        PermissionsModifyAllData: false,
        PermissionsCustomizeApplication: false,
        PermissionsExternalClientAppDeveloper: true,
      }),
    ];
    const error = await thrownBy(() =>
      checkDeployer(['deploy-metadata', 'edit-external-client-app'], assignments, ann.Username, NOW),
    );
    expect(error.name).to.equal('PermissionMissingError');
    expect(error.message).to.equal(
      [
        'The user ann@example.com may not do all of this in the org, and nothing was changed. What is missing:',
        '- Deploy metadata: "Modify Metadata Through Metadata API Functions" or "Modify All Data"',
        '- Create, change or delete an External Client App: "Customize Application"',
      ].join('\n'),
    );
    expect(error.data).to.deep.equal({
      missing: [
        { task: 'deploy-metadata', anyOf: ['ModifyMetadata', 'ModifyAllData'] },
        { task: 'edit-external-client-app', anyOf: ['CustomizeApplication'] },
      ],
    });
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
  });

  describe('of the administrator of a simulated org', () => {
    let org: AccessOrg;
    beforeEach(async () => (org = await openAccessOrg()));
    afterEach(async () => org.close());

    const check = async (): Promise<void> => {
      const { assignments } = await org.readAccess([ADMIN]);
      checkDeployer(Object.keys(tasks) as TaskName[], assignments, ADMIN, new Date());
    };

    it('finds nothing missing', check);

    it('has the labels of Setup', () => {
      expect(systemPermissions).to.include(permissionLabels);
    });

    // Each alone where there is no other way; Modify All Data stands in for some.
    const withdrawn: Array<[SystemPermission[], string]> = [
      [
        ['ModifyMetadata', 'ModifyAllData'],
        'Deploy metadata: "Modify Metadata Through Metadata API Functions"',
      ],
      [
        ['ExternalClientAppDeveloper', 'ModifyAllData'],
        'External Client App: "Create, edit, and delete External Client Apps" or "Modify All Data"',
      ],
      [
        ['ExternalClientAppAdmin', 'ModifyAllData'],
        'Change the policies of an External Client App: "View all External Client Apps, view their settings, and edit their policies"',
      ],
      [
        ['ManageRemoteAccess', 'ModifyAllData'],
        'Connected App: "Manage Connected Apps" or "Modify All Data"',
      ],
      [['CustomizeApplication'], 'Create, change or delete a Connected App: "Customize Application"'],
      [['ModifyAllData'], 'Admit permission sets and profiles to a Connected App: "Modify All Data"'],
      [['ManageProfilesPermissionsets'], 'Create permission sets: "Manage Profiles and Permission Sets"'],
      [['AssignPermissionSets'], 'Assign permission sets: "Assign Permission Sets"'],
    ];
    for (const [permissions, line] of withdrawn)
      it(`names what is missing without ${permissions.join(' and ')}`, async () => {
        for (const name of permissions) withdrawPermission(org.simulator.org, ADMIN, name);
        const error = await thrownBy(check);
        expect(error.name).to.equal('PermissionMissingError');
        expect(error.message).to.include(line);
      });
  });
});
