import { Messages } from '@salesforce/core/messages';
import { apiNameOf, isExpired, isSameId, isSameName } from './assignments.ts';
import { quoteSoql } from './queries.ts';
import type { AssignmentRow, GrantRows, PermissionSetRow, UserRow } from './rows.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'access');

/** A permission set by which an app admits users; one without a row is to be created. */
export type AppSet = {
  name: string;
  label: string;
  row: PermissionSetRow | undefined;
  grantsApiAccess: boolean;
};

/** That a user could be given a permission set; `ofUser` is what the user holds. */
export type Choice = {
  set: AppSet;
  user: UserRow;
  ofUser: readonly AssignmentRow[];
  rows: Pick<GrantRows, 'profiles'>;
  now: Date;
  targetOrg: string;
};

/** Why a permission set does not get a user into an app. */
export type SetFault = {
  name: string;
  strikes: (choice: Choice) => boolean;
  error: (choice: Choice) => Error;
};

/** Ids of user licences begin so; those of permission set licences with 0PL. */
const USER_LICENSE = '100';

/** First match counts. Sources: Object reference, PermissionSet and PermissionSetAssignment; help on licences. */
export const setFaults: readonly SetFault[] = [
  {
    name: 'PermissionSetNeedsActivation',
    strikes: ({ set }) => set.row?.HasActivationRequired === true,
    error: ({ set, targetOrg }) =>
      messages.createError('error.PermissionSetNeedsActivation', [set.name], [targetOrg]),
  },
  {
    name: 'PermissionSetOfOtherLicense',
    strikes: ({ set: { row }, user: { Profile } }) =>
      row?.LicenseId?.startsWith(USER_LICENSE) === true &&
      Profile !== null &&
      !isSameId(row.LicenseId, Profile.UserLicenseId),
    error: ({ set, user, rows, targetOrg }) =>
      messages.createError(
        'error.PermissionSetOfOtherLicense',
        [set.name, licenseNameOf(set, rows), user.Username, user.Profile?.UserLicense?.Name],
        [targetOrg],
      ),
  },
  {
    name: 'AssignmentExpired',
    strikes: (choice) => findExpired(choice) !== undefined,
    error: (choice) => {
      const expired = findExpired(choice);
      return messages.createError(
        'error.AssignmentExpired',
        [choice.user.Username, choice.set.name, expired?.ExpirationDate?.slice(0, 10)],
        [expired?.Id, choice.targetOrg],
      );
    },
  },
];

export const findSetFault = (choice: Choice): SetFault | undefined =>
  setFaults.find(({ strikes }) => strikes(choice));

/** An org assigns nothing twice, also when the first time is over. */
function findExpired({ set, ofUser, now }: Choice): AssignmentRow | undefined {
  return ofUser.find((row) => isExpired(row, now) && isOfSet(row, set.name));
}

export function isOfSet({ PermissionSet }: AssignmentRow, name: string): boolean {
  return (
    PermissionSet !== null && !PermissionSet.IsOwnedByProfile && isSameName(apiNameOf(PermissionSet), name)
  );
}

function licenseNameOf({ row }: AppSet, { profiles }: Choice['rows']): string {
  const id = row?.LicenseId ?? '';
  return profiles.find(({ UserLicenseId }) => isSameId(UserLicenseId, id))?.UserLicense?.Name ?? id;
}

/** Throws for a permission set that belongs to a licence whose sets hold no apps, whoever holds it. */
export function refuseSetsWithoutApps(
  sets: readonly AppSet[],
  { permissionSetLicenses }: Pick<GrantRows, 'permissionSetLicenses'>,
  targetOrg: string,
): void {
  for (const { name, row } of sets) {
    const license = permissionSetLicenses.find(({ Id }) => isSameId(Id, row?.LicenseId ?? ''));
    if (license)
      throw messages.createError('error.PermissionSetHoldsNoApps', [name, license.MasterLabel], [targetOrg]);
  }
}

/** Throws when an app admits neither a permission set nor the user's profile. */
export function refuseOutsider(user: UserRow, appName: string, targetOrg: string): never {
  throw messages.createError(
    'error.UserNotAdmitted',
    [appName, user.Username, user.Profile?.Name],
    [quoteSoql(user.Username), targetOrg],
  );
}
