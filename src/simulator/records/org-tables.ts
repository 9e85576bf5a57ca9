import { ORG_TIME_ZONE } from '../login-restrictions.ts';
import { fields, type ObjectTable, toTime } from './object-table.ts';

/** ORG-07 */
const SCRATCH_LIFE = 7 * 86_400_000;

const organization: ObjectTable = {
  name: 'Organization',
  label: 'Organization',
  keyPrefix: '00D',
  fields: fields(
    'Id Name InstanceName IsSandbox? TrialExpirationDate@ NamespacePrefix OrganizationType| ' +
      'TimeZoneSidKey| LanguageLocaleKey| DefaultLocaleSidKey| FiscalYearStartMonth#',
    {
      required: 'Name InstanceName',
      lengths: { Name: 80, InstanceName: 5, NamespacePrefix: 15 },
      picklists: {
        OrganizationType: [
          'Developer Edition',
          'Enterprise Edition',
          'Professional Edition',
          'Unlimited Edition',
        ],
      },
    },
  ),
  rows: (org) => [
    {
      Id: org.id,
      Name: `Simulated org ${org.name}`,
      InstanceName: 'SIM1',
      IsSandbox: org.type === 'sandbox' || org.type === 'scratch',
      TrialExpirationDate:
        org.type === 'scratch' ? toTime(new Date(org.createdAt.getTime() + SCRATCH_LIFE)) : null,
      NamespacePrefix: null,
      OrganizationType:
        org.type === 'production' || org.type === 'sandbox' ? 'Enterprise Edition' : 'Developer Edition',
      TimeZoneSidKey: ORG_TIME_ZONE,
      LanguageLocaleKey: 'en_US',
      DefaultLocaleSidKey: 'en_US',
      FiscalYearStartMonth: 1,
    },
  ],
};

/** Scratch orgs that a Dev Hub was asked for: nothing here makes one. Another org does not know the object. */
const scratchOrgInfo: ObjectTable = {
  name: 'ScratchOrgInfo',
  label: 'Scratch Org Info',
  keyPrefix: '2SR',
  isPresent: ({ isDevHub }) => isDevHub,
  fields: fields(
    'Id Name OrgName Status| ScratchOrg SignupUsername SignupInstance LoginUrl ExpirationDate@ CreatedDate@',
    { picklists: { Status: ['New', 'Creating', 'Active', 'Error', 'Deleted'] } },
  ),
  rows: () => [],
};

/** The org itself, and what a Dev Hub has. */
export const orgTables = [organization, scratchOrgInfo];
