import { nextId, type OrgState, type User } from '../org-state.ts';
import { type Retrieved, retrieveComponents, type RetrieveRequest } from './retrieve-package.ts';

/** A retrieve in the org. */
export type Retrieve = { id: string; createdAt: Date; endsAt: Date; outcome: Retrieved | RetrieveFault };

/** Why a whole retrieve fails. */
export type RetrieveFault = { errorMessage: string; errorStatusCode: string };

const MOST_FILES = 10_000;

function retrieve(
  org: OrgState,
  user: User,
  request: RetrieveRequest,
  packageNames: string[],
): Retrieve['outcome'] {
  const [packageName] = packageNames;
  if (packageName !== undefined) {
    const errorMessage = `INVALID_CROSS_REFERENCE_KEY: No package named '${packageName}' found`;
    return { errorMessage, errorStatusCode: 'UNKNOWN_EXCEPTION' };
  }
  if (request.members.length > MOST_FILES) {
    const errorMessage = `LIMIT_EXCEEDED: Too many files in retrieve call, limit is: ${MOST_FILES}`;
    return { errorMessage, errorStatusCode: 'LIMIT_EXCEEDED' };
  }
  return retrieveComponents(org, user, request);
}

/** Starts a retrieve of what the org holds now; it takes as long as a deploy. */
export function startRetrieve(
  org: OrgState,
  user: User,
  request: RetrieveRequest,
  packageNames: string[],
  now: Date,
): Retrieve {
  const started: Retrieve = {
    id: nextId(org, '09S'),
    createdAt: now,
    endsAt: new Date(now.getTime() + org.deploySeconds * 1000),
    outcome: retrieve(org, user, request, packageNames),
  };
  org.retrieves.push(started);
  return started;
}

export function findRetrieve(org: OrgState, id: string): Retrieve | undefined {
  return org.retrieves.find((item) => item.id.slice(0, 15) === id.slice(0, 15));
}
