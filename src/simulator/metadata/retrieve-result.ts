import type { Retrieved } from './retrieve-package.ts';
import type { Retrieve } from './retrieve-queue.ts';

export type RetrieveResult = { zipFile: string | null; [member: string]: unknown };

function toPending(now: Date, { id, createdAt, endsAt }: Retrieve): RetrieveResult {
  const isWaiting = now.getTime() <= (createdAt.getTime() + endsAt.getTime()) / 2;
  return { done: false, id, status: isWaiting ? 'Pending' : 'InProgress', success: false, zipFile: null };
}

/** The RetrieveResult of a retrieve that went well, with its zip or without. */
export function toRetrieveResult(
  id: string,
  { zip, properties, messages }: Retrieved,
  hasZip: boolean,
): RetrieveResult {
  return {
    done: true,
    fileProperties: properties,
    id,
    messages,
    status: 'Succeeded',
    success: true,
    zipFile: hasZip ? (zip?.toString('base64') ?? null) : null,
  };
}

/** The RetrieveResult of the Metadata API at a time. */
export function toStatus(retrieve: Retrieve, now: Date, hasZip: boolean): RetrieveResult {
  const { id, endsAt, outcome } = retrieve;
  if (endsAt > now) return toPending(now, retrieve);
  return 'errorMessage' in outcome
    ? { done: true, ...outcome, id, status: 'Failed', success: false, zipFile: null }
    : toRetrieveResult(id, outcome, hasZip);
}
