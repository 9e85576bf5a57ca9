import { noHours, otherAddresses } from './login-restrictions.ts';
import { addProfile, INTEGRATION_PROFILE, type OrgState } from './org-state.ts';

/** What stops the logins of one user alone, of all that are restricted by profiles. */
export type OwnRestrictions = { isIpRestricted?: boolean; isOutsideLoginHours?: boolean };

/**
 * The name of the profile for a user of this name. Restrictions are those of a profile: for a user who has some alone, there
 * is one like the other, for nobody else.
 */
export function profileNameFor(
  org: OrgState,
  { username, profile }: { username: string; profile?: string },
  { isIpRestricted = false, isOutsideLoginHours = false }: OwnRestrictions,
): string | undefined {
  if (!isIpRestricted && !isOutsideLoginHours) return profile;
  const { profiles, permissionSets, userLicenses } = org.records;
  const like = profiles.find(({ name, fullName }) =>
    profile === undefined ? fullName === INTEGRATION_PROFILE : name === profile,
  );
  if (like === undefined) throw new Error(`The simulated org has no profile named ${profile ?? ''}`);
  const name = `${like.name} of ${username}`;
  addProfile(org, name, {
    license: userLicenses.find(({ id }) => id === like.userLicenseId)?.name,
    permissions: permissionSets.find(({ id }) => id === like.permissionSetId)?.permissions,
    loginHours: isOutsideLoginHours ? noHours : like.loginHours,
    loginIpRanges: isIpRestricted ? otherAddresses : like.loginIpRanges,
  });
  return name;
}
