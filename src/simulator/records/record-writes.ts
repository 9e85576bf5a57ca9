import type { JsonObject } from '../json-values.ts';
import type { OrgState, User } from '../org-state.ts';
import { hasPermission } from '../permissions.ts';
import { isRecordId, isSameId } from '../record-ids.ts';
import { accessWriter, assignmentWriter, licenseAssignmentWriter } from './assignment-writes.ts';
import { checkBody } from './field-checks.ts';
import type { ObjectTable } from './object-table.ts';
import { permissionSetWriter } from './permission-set-writes.ts';
import { authSessionWriter, userLoginWriter, userWriter } from './user-writes.ts';
import { fault, isFault, type Write, type WriteFault, type Writer } from './write-faults.ts';

/** The objects that can be written; every other one is read-only here (DATA-12). */
const writers: Partial<Record<string, Writer>> = {
  PermissionSet: permissionSetWriter,
  PermissionSetAssignment: assignmentWriter,
  PermissionSetLicenseAssign: licenseAssignmentWriter,
  SetupEntityAccess: accessWriter,
  User: userWriter,
  UserLogin: userLoginWriter,
  AuthSession: authSessionWriter,
};

/** Whether an object's records come, change and go by the API. */
export type Abilities = { isCreateable: boolean; isUpdateable: boolean; isDeletable: boolean };

/** What the API can do with an object's records. */
export function abilitiesOf({ name }: ObjectTable): Abilities {
  const { create, update, remove } = writers[name] ?? {};
  return {
    isCreateable: create !== undefined,
    isUpdateable: update !== undefined,
    isDeletable: remove !== undefined,
  };
}

/** Who writes to what, and when. */
export type WriteContext = { org: OrgState; viewer: User; now: Date; table: ObjectTable };

function toWrite({ org, viewer, now }: WriteContext, body: JsonObject): Write {
  return { org, writer: viewer, now, body };
}

function mayWrite({ org, viewer, now, table }: WriteContext): boolean {
  const permission = writers[table.name]?.permission;
  return permission !== undefined && hasPermission(org, viewer, permission, now);
}

function noAccess(): WriteFault {
  const message = 'insufficient access rights on object id';
  return fault('DATA-25', 'INSUFFICIENT_ACCESS_OR_READONLY', message, [], 403);
}

function notFound(id: string): WriteFault {
  const error = isRecordId(id)
    ? { message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }
    : {
        message: `Provided external ID field does not exist or is not accessible: ${id.slice(0, 255)}`,
        errorCode: 'NOT_FOUND',
      };
  return { fact: 'REST-17', status: 404, error };
}

/** The whole id of a record that the viewer can see. */
export function findRecordId({ org, viewer, now, table }: WriteContext, id: string): string | WriteFault {
  if (!isRecordId(id)) return notFound(id);
  const row = table.rows(org, viewer, now).find(({ Id }) => typeof Id === 'string' && isSameId(Id, id));
  return row === undefined ? notFound(id) : String(row.Id);
}

/** Creates a record, or says why not; the caller has made sure that the object can be created. */
export function createRecord(context: WriteContext, body: JsonObject): { id: string } | WriteFault {
  const { table } = context;
  if (!mayWrite(context)) {
    const message = `entity type cannot be inserted: ${table.label}`;
    return fault('DATA-25', 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message);
  }
  const checked = checkBody(table, body, 'create');
  if (isFault(checked)) return checked;
  return writers[table.name]?.create?.(toWrite(context, checked)) ?? noAccess();
}

/** Changes the named fields of a record. */
export function updateRecord(context: WriteContext, id: string, body: JsonObject): WriteFault | undefined {
  const found = findRecordId(context, id);
  if (isFault(found)) return found;
  if (!mayWrite(context)) return noAccess();
  const checked = checkBody(context.table, body, 'update');
  if (isFault(checked)) return checked;
  return writers[context.table.name]?.update?.(toWrite(context, checked), found);
}

/** Deletes a record, or says why not. */
export function deleteRecord(context: WriteContext, id: string): WriteFault | undefined {
  const found = findRecordId(context, id);
  if (isFault(found)) return found;
  if (!mayWrite(context)) return noAccess();
  return writers[context.table.name]?.remove?.(toWrite(context, {}), found);
}
