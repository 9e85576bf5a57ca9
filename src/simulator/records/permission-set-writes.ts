import { isDeveloperName } from '../developer-name.ts';
import { textMember } from '../json-values.ts';
import { nextId, type OrgState, type PermissionSet } from '../org-state.ts';
import { permissionNames, type SystemPermission } from '../permissions.ts';
import { isSameId } from '../record-ids.ts';
import { OWN_WORDING } from '../refusals.ts';
import { fault, unknownReference, type Write, type WriteFault, type Writer } from './write-faults.ts';

function checkForm(name: string): WriteFault | undefined {
  if (isDeveloperName(name)) return undefined;
  const message = `The Permission Set API Name must begin with a letter and hold only letters, digits and single underscores ${OWN_WORDING}`;
  return fault('DATA-06', 'FIELD_INTEGRITY_EXCEPTION', message, ['Name']);
}

type Names = Pick<PermissionSet, 'name' | 'label'>;

/** Both are unique, and both are told at once (DATA-07). */
function checkUnique({ records }: OrgState, { name, label }: Names, ownId?: string): WriteFault | undefined {
  const isTaken = (member: keyof Names, text: string) =>
    records.permissionSets.some(
      (item) => item.id !== ownId && item[member].toLowerCase() === text.toLowerCase(),
    );
  const [first, ...others] = [
    ...(isTaken('label', label) ? [LABEL_TAKEN] : []),
    ...(isTaken('name', name) ? [NAME_TAKEN] : []),
  ];
  return first && { fact: 'DATA-07', status: 400, error: first, others };
}

const LABEL_TAKEN = {
  message: 'The label you entered is in use. Enter a unique label.',
  errorCode: 'DUPLICATE_MASTER_LABEL',
  fields: ['Label'],
};
const NAME_TAKEN = {
  message: 'The API name you entered is already in use. Enter a unique API name.',
  errorCode: 'DUPLICATE_DEVELOPER_NAME',
  fields: ['Name'],
};

/** The permissions after a write: those that the body names change, the others stay. */
function permissionsAfter(before: SystemPermission[], { body }: Write): SystemPermission[] {
  return permissionNames.filter((name) => {
    const wanted = body[`Permissions${name}`];
    return typeof wanted === 'boolean' ? wanted : before.includes(name);
  });
}

function findLicense({ records }: OrgState, id: string): string | undefined {
  return [...records.userLicenses, ...records.permissionSetLicenses].find((item) => isSameId(item.id, id))
    ?.id;
}

function create(write: Write): { id: string } | WriteFault {
  const { org, body, now } = write;
  const names = { name: textMember(body, 'Name'), label: textMember(body, 'Label') };
  const wrong = checkForm(names.name) ?? checkUnique(org, names);
  if (wrong !== undefined) return wrong;
  const wantedLicense = textMember(body, 'LicenseId');
  const licenseId = wantedLicense === '' ? null : findLicense(org, wantedLicense);
  if (licenseId === undefined) return unknownReference('LicenseId');
  const added: PermissionSet = {
    id: nextId(org, '0PS'),
    ...names,
    description: textMember(body, 'Description'),
    hasActivationRequired: body.HasActivationRequired === true,
    permissions: permissionsAfter([], write),
    licenseId,
    profileId: null,
    createdAt: now,
  };
  org.records.permissionSets.push(added);
  return added;
}

function findOwn({ org }: Write, id: string): PermissionSet | WriteFault {
  const found = org.records.permissionSets.find((item) => item.id === id);
  if (found?.profileId === null) return found;
  const message = `The permission set is owned by a profile ${OWN_WORDING}`;
  return fault('DATA-26', 'FIELD_INTEGRITY_EXCEPTION', message);
}

function update(write: Write, id: string): WriteFault | undefined {
  const found = findOwn(write, id);
  if ('error' in found) return found;
  const { org, body } = write;
  const names = {
    name: textMember(body, 'Name') || found.name,
    label: textMember(body, 'Label') || found.label,
  };
  const wrong = checkForm(names.name) ?? checkUnique(org, names, id);
  if (wrong !== undefined) return wrong;
  Object.assign(found, {
    ...names,
    description: 'Description' in body ? textMember(body, 'Description') : found.description,
    hasActivationRequired: body.HasActivationRequired ?? found.hasActivationRequired,
    permissions: permissionsAfter(found.permissions, write),
  });
  return undefined;
}

function remove(write: Write, id: string): WriteFault | undefined {
  const found = findOwn(write, id);
  if ('error' in found) return found;
  const { records } = write.org;
  if (records.assignments.some(({ permissionSetId }) => permissionSetId === id)) {
    return fault('DATA-09', 'DELETE_FAILED', `The permission set is assigned to users ${OWN_WORDING}`);
  }
  records.permissionSets = records.permissionSets.filter((item) => item.id !== id);
  records.accesses = records.accesses.filter(({ parentId }) => parentId !== id);
  return undefined;
}

/** Permission sets come, change and go; those of profiles stay. */
export const permissionSetWriter: Writer = {
  permission: 'ManageProfilesPermissionsets',
  create,
  update,
  remove,
};
