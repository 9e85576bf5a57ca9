import type { RestError } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import { type JsonObject, textMember } from '../json-values.ts';
import { isDeveloperName } from '../developer-name.ts';
import { nextId, type OrgState } from '../org-state.ts';
import { isRecordId, isSameId } from '../record-ids.ts';
import { OWN_WORDING } from '../refusals.ts';

export type WriteFault = { fact: FactId; status: number; error: RestError };
export type WriteResult = { id: string } | WriteFault;

type Writer = {
  fields: string[];
  required: string[];
  create: (org: OrgState, body: JsonObject, now: Date) => WriteResult;
  remove: (org: OrgState, id: string) => WriteFault | undefined;
};

function fault(fact: FactId, errorCode: string, message: string, fields: string[] = []): WriteFault {
  return { fact, status: 400, error: { message, errorCode, fields } };
}

function unknownReference(field: string): WriteFault {
  return fault('DATA-04', 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field]);
}

function isPermissionSetNameTaken(org: OrgState, name: string): boolean {
  return org.records.permissionSets.some((item) => item.name.toLowerCase() === name.toLowerCase());
}

function createPermissionSet(org: OrgState, body: JsonObject, now: Date): WriteResult {
  const name = textMember(body, 'Name');
  if (!isDeveloperName(name)) {
    const message = `The Permission Set API Name must begin with a letter and hold only letters, digits and single underscores ${OWN_WORDING}`;
    return fault('DATA-06', 'FIELD_INTEGRITY_EXCEPTION', message, ['Name']);
  }
  if (isPermissionSetNameTaken(org, name)) {
    const message = `The Permission Set API Name is already used ${OWN_WORDING}`;
    return fault('DATA-07', 'DUPLICATE_DEVELOPER_NAME', message, ['Name']);
  }
  const added = {
    id: nextId(org, '0PS'),
    name,
    label: textMember(body, 'Label'),
    description: textMember(body, 'Description'),
    hasActivationRequired: body.HasActivationRequired === true,
    profileId: null,
    createdAt: now,
  };
  org.records.permissionSets.push(added);
  return added;
}

function removePermissionSet(org: OrgState, id: string): WriteFault | undefined {
  const { records } = org;
  if (records.assignments.some(({ permissionSetId }) => permissionSetId === id)) {
    const message = `The permission set is assigned to users ${OWN_WORDING}`;
    return fault('DATA-09', 'DELETE_FAILED', message);
  }
  records.permissionSets = records.permissionSets.filter((item) => item.id !== id);
  records.accesses = records.accesses.filter(({ parentId }) => parentId !== id);
  return undefined;
}

function createAssignment(org: OrgState, body: JsonObject, now: Date): WriteResult {
  const { users, permissionSets, assignments } = org.records;
  const user = users.find(({ id }) => isSameId(id, textMember(body, 'AssigneeId')));
  if (user === undefined) return unknownReference('AssigneeId');
  const permissionSet = permissionSets.find(({ id }) => isSameId(id, textMember(body, 'PermissionSetId')));
  if (permissionSet === undefined) return unknownReference('PermissionSetId');
  if (!user.isActive) {
    return fault('DATA-10', 'INACTIVE_OWNER_OR_USER', 'operation performed with inactive user', [
      'AssigneeId',
    ]);
  }
  const isAssigned = (item: { userId: string; permissionSetId: string }) =>
    item.userId === user.id && item.permissionSetId === permissionSet.id;
  if (assignments.some(isAssigned)) {
    const message = `Duplicate PermissionSetAssignment. Assignee: ${user.id}; Permission Set: ${permissionSet.id}`;
    return fault('DATA-08', 'DUPLICATE_VALUE', message);
  }
  const added = {
    id: nextId(org, '0Pa'),
    userId: user.id,
    permissionSetId: permissionSet.id,
    createdAt: now,
  };
  assignments.push(added);
  return added;
}

function createAccess(org: OrgState, body: JsonObject, now: Date): WriteResult {
  const { permissionSets, components, accesses } = org.records;
  const parent = permissionSets.find(({ id }) => isSameId(id, textMember(body, 'ParentId')));
  if (parent === undefined) return unknownReference('ParentId');
  const apps = components.filter(
    ({ type }) => type === 'ConnectedApp' || type === 'ExternalClientApplication',
  );
  const app = apps.find(({ id }) => isSameId(id, textMember(body, 'SetupEntityId')));
  if (app === undefined) return unknownReference('SetupEntityId');
  if (accesses.some(({ parentId, setupEntityId }) => parentId === parent.id && setupEntityId === app.id)) {
    return fault('DATA-11', 'DUPLICATE_VALUE', `The app is already granted ${OWN_WORDING}`);
  }
  const added = { id: nextId(org, '0J0'), parentId: parent.id, setupEntityId: app.id, createdAt: now };
  accesses.push(added);
  return added;
}

/** The objects that can be written; every other one is read-only here. */
const writers: Record<string, Writer> = {
  PermissionSet: {
    fields: ['Name', 'Label', 'Description', 'LicenseId', 'HasActivationRequired'],
    required: ['Name', 'Label'],
    create: createPermissionSet,
    remove: removePermissionSet,
  },
  PermissionSetAssignment: {
    fields: ['AssigneeId', 'PermissionSetId', 'ExpirationDate'],
    required: ['AssigneeId', 'PermissionSetId'],
    create: createAssignment,
    remove: (org, id) => {
      org.records.assignments = org.records.assignments.filter((item) => item.id !== id);
      return undefined;
    },
  },
  SetupEntityAccess: {
    fields: ['ParentId', 'SetupEntityId'],
    required: ['ParentId', 'SetupEntityId'],
    create: createAccess,
    remove: (org, id) => {
      org.records.accesses = org.records.accesses.filter((item) => item.id !== id);
      return undefined;
    },
  },
};

export function isWritable(object: string): boolean {
  return Object.hasOwn(writers, object);
}

/** Creates a record, or says why not; the caller has made sure that the object is writable. */
export function createRecord(org: OrgState, object: string, body: JsonObject, now: Date): WriteResult {
  const writer = writers[object];
  const unknown = Object.keys(body).find((name) => name !== 'attributes' && !writer?.fields.includes(name));
  if (writer === undefined || unknown !== undefined) {
    const message = `No such column '${unknown ?? ''}' on sobject of type ${object}`;
    return fault('DATA-05', 'INVALID_FIELD', message);
  }
  const missing = writer.required.filter((name) => textMember(body, name) === '');
  if (missing.length > 0) {
    const message = `Required fields are missing: [${missing.join(', ')}]`;
    return fault('DATA-03', 'REQUIRED_FIELD_MISSING', message, missing);
  }
  return writer.create(org, body, now);
}

function idsOf(org: OrgState, object: string): { id: string }[] {
  const { permissionSets, assignments, accesses } = org.records;
  return (
    { PermissionSet: permissionSets, PermissionSetAssignment: assignments, SetupEntityAccess: accesses }[
      object
    ] ?? []
  );
}

export function deleteRecord(org: OrgState, object: string, id: string): WriteFault | undefined {
  const items = idsOf(org, object);
  const found = items.find((item) => isSameId(item.id, id));
  if (!isRecordId(id) || found === undefined) {
    const error = { message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' };
    return { fact: 'REST-17', status: 404, error };
  }
  return writers[object]?.remove(org, found.id);
}
