import type { RestError } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import type { JsonObject } from '../json-values.ts';
import type { OrgState, User } from '../org-state.ts';
import type { SystemPermission } from '../permissions.ts';

/** Why a record is not written. */
export type WriteFault = {
  fact: FactId;
  status: number;
  error: RestError;
  /** What else is wrong, told behind it. */
  others?: RestError[];
};

/** A write on its way: the body holds the object's own field names, each value of the field's type. */
export type Write = { org: OrgState; writer: User; now: Date; body: JsonObject };

/** What can be done with the records of an object, and who may do it. */
export type Writer = {
  permission: SystemPermission;
  create?: (write: Write) => { id: string } | WriteFault;
  update?: (write: Write, id: string) => WriteFault | undefined;
  remove?: (write: Write, id: string) => WriteFault | undefined;
};

/** The refusal of a write. */
export function fault(
  fact: FactId,
  errorCode: string,
  message: string,
  fields: string[] = [],
  status = 400,
): WriteFault {
  return { fact, status, error: { message, errorCode, fields } };
}

/** Tells a refusal from what a write made. */
export function isFault(value: unknown): value is WriteFault {
  return typeof value === 'object' && value !== null && 'error' in value;
}

/** For an id that names nothing in the org. */
export function unknownReference(field: string): WriteFault {
  return fault('DATA-04', 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field]);
}
