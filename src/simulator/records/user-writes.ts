import { textMember } from '../json-values.ts';
import { findUser } from '../find-user.ts';
import type { OrgState, User } from '../org-state.ts';
import { isSameId } from '../record-ids.ts';
import { OWN_WORDING } from '../refusals.ts';
import { fault, unknownReference, type Write, type WriteFault, type Writer } from './write-faults.ts';

/** The members of a user that fields of the same meaning set. */
const texts: [field: string, member: keyof User][] = [
  ['FirstName', 'firstName'],
  ['LastName', 'lastName'],
  ['Email', 'email'],
  ['Alias', 'alias'],
  ['TimeZoneSidKey', 'timeZone'],
  ['LanguageLocaleKey', 'language'],
  ['LocaleSidKey', 'locale'],
  ['Username', 'username'],
];

function checkUsername({ org, body }: Write, user: User): WriteFault | undefined {
  const username = textMember(body, 'Username');
  if (username === '' || username === user.username) return undefined;
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(username)) {
    const message = 'Username must be in the form of an email address (for example, john@acme.com)';
    return fault('DATA-31', 'INVALID_EMAIL_ADDRESS', `${message} ${OWN_WORDING}`, ['Username']);
  }
  const known = findUser(org, username);
  return known === undefined || known.id === user.id
    ? undefined
    : fault('DATA-31', 'DUPLICATE_USERNAME', `Duplicate Username ${OWN_WORDING}`, ['Username']);
}

/** A user has the hidden permission set of the profile, and of no other one. */
function moveToProfile({ records }: OrgState, user: User, profileId: string): void {
  const before = records.profiles.find(({ id }) => id === user.profileId);
  const after = records.profiles.find(({ id }) => id === profileId);
  for (const assignment of records.assignments) {
    if (assignment.userId === user.id && assignment.permissionSetId === before?.permissionSetId) {
      assignment.permissionSetId = after?.permissionSetId ?? assignment.permissionSetId;
    }
  }
  user.profileId = profileId;
}

/** Deactivation ends a user's sessions for good (OAUTH-13). */
function endSessions({ sessions }: OrgState, user: User): void {
  for (const session of sessions) if (session.userId === user.id) session.isRevoked = true;
}

function updateUser(write: Write, id: string): WriteFault | undefined {
  const { org, body, now, writer } = write;
  const user = org.records.users.find((item) => item.id === id);
  if (user === undefined) return unknownReference('Id');
  const profile = org.records.profiles.find((item) => isSameId(item.id, textMember(body, 'ProfileId')));
  if ('ProfileId' in body && profile === undefined) return unknownReference('ProfileId');
  if (body.IsActive === false && user.id === writer.id) {
    return fault('DATA-31', 'FIELD_INTEGRITY_EXCEPTION', `You cannot deactivate yourself ${OWN_WORDING}`);
  }
  const wrong = checkUsername(write, user);
  if (wrong !== undefined) return wrong;
  for (const [field, member] of texts) {
    if (field in body) Object.assign(user, { [member]: textMember(body, field) });
  }
  if (profile !== undefined) moveToProfile(org, user, profile.id);
  if (body.IsActive === false) endSessions(org, user);
  Object.assign(user, { isActive: body.IsActive ?? user.isActive, changedAt: now });
  return undefined;
}

/** Users can be changed; the simulator does not create any by the API. */
export const userWriter: Writer = { permission: 'ManageUsers', update: updateUser };

/** A record of UserLogin freezes and thaws an account; a locked password can only be unlocked. */
export const userLoginWriter: Writer = {
  permission: 'ManageUsers',
  update: ({ org, body, now }, id) => {
    const user = org.records.users.find(({ loginRecordId }) => loginRecordId === id);
    if (user === undefined) return unknownReference('Id');
    if (body.IsPasswordLocked === true) {
      const message = `IsPasswordLocked can be set to false only ${OWN_WORDING}`;
      return fault('DATA-32', 'FIELD_INTEGRITY_EXCEPTION', message, ['IsPasswordLocked']);
    }
    Object.assign(user, { isFrozen: body.IsFrozen ?? user.isFrozen, changedAt: now });
    return undefined;
  },
};

/** Deleting a session's record ends the session. */
export const authSessionWriter: Writer = {
  permission: 'ManageUsers',
  remove: ({ org }, id) => {
    const session = org.sessions.find((item) => item.id === id);
    if (session !== undefined) session.isRevoked = true;
    return undefined;
  },
};
