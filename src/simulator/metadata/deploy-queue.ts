import type { JsonObject } from '../json-values.ts';
import { nextId, type OrgState, type User } from '../org-state.ts';
import { type DeployPackage, type PackageFault, readPackage } from './deploy-package.ts';
import { type DeployOptions, type DeployOutcome, runDeploy } from './run-deploy.ts';

export type DeployStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'SucceededPartial' | 'Failed' | 'Canceling' | 'Canceled';

export type Deploy = {
  id: string;
  createdAt: Date;
  endsAt: Date;
  createdBy: Pick<User, 'id' | 'firstName' | 'lastName'>;
  zipSize: number;
  contents: DeployPackage | PackageFault;
  /** As they were sent. */
  options: JsonObject;
  outcome: DeployOutcome | null;
  cancelledAt: Date | null;
};

/** JSON brings a flag, SOAP a word. */
function isSet(value: unknown): boolean {
  return value === true || value === 'true';
}

/** Rolling back is what production demands, so it is the default there. */
export function readOptions(org: OrgState, options: JsonObject): DeployOptions {
  const read = (name: string, fallback: boolean) =>
    options[name] === undefined ? fallback : isSet(options[name]);
  return {
    allowMissingFiles: read('allowMissingFiles', false),
    checkOnly: read('checkOnly', false),
    ignoreWarnings: read('ignoreWarnings', false),
    rollbackOnError: read('rollbackOnError', org.type === 'production'),
  };
}

export function startDeploy(
  org: OrgState,
  zip: Uint8Array,
  options: JsonObject,
  user: User,
  now: Date,
): Deploy {
  const deploy: Deploy = {
    id: nextId(org, '0Af'),
    createdAt: now,
    endsAt: new Date(now.getTime() + org.deploySeconds * 1000),
    createdBy: { id: user.id, firstName: user.firstName, lastName: user.lastName },
    zipSize: zip.byteLength,
    contents: readPackage(zip, isSet(options.singlePackage)),
    options,
    outcome: null,
    cancelledAt: null,
  };
  org.deploys.push(deploy);
  return deploy;
}

export function findDeploy(org: OrgState, id: string): Deploy | undefined {
  return org.deploys.find((deploy) => deploy.id.slice(0, 15) === id.slice(0, 15));
}

function finish(org: OrgState, deploy: Deploy): DeployOutcome {
  const { contents, options, endsAt } = deploy;
  if (!('problem' in contents)) return runDeploy(org, contents, readOptions(org, options), endsAt);
  const message = {
    componentType: '',
    fullName: 'package.xml',
    fileName: 'package.xml',
    id: null,
    isCreated: false,
    isChanged: false,
    isDeleted: false,
    success: false,
    problem: contents.problem,
    problemType: 'Error' as const,
    fact: 'DEPLOY-09' as const,
  };
  return { status: 'Failed', messages: [message] };
}

/** Ends every deploy whose time has come, at the moment at which it was due: the org does not wait to be asked. */
export function settleDeploys(org: OrgState, now: Date): void {
  for (const deploy of org.deploys) {
    const isDue = deploy.outcome === null && deploy.cancelledAt === null && deploy.endsAt <= now;
    if (isDue) deploy.outcome = finish(org, deploy);
  }
}

/** A deploy waits for the first half of its time and works for the second. */
export function statusOf(deploy: Deploy, now: Date): DeployStatus {
  if (deploy.cancelledAt !== null) return deploy.cancelledAt < now ? 'Canceled' : 'Canceling';
  if (deploy.outcome !== null) return deploy.outcome.status;
  const half = (deploy.createdAt.getTime() + deploy.endsAt.getTime()) / 2;
  return now.getTime() <= half ? 'Pending' : 'InProgress';
}

/** Whether the deploy could still be stopped. */
export function cancelDeploy(deploy: Deploy, now: Date): boolean {
  if (deploy.outcome !== null) return false;
  deploy.cancelledAt ??= now;
  return true;
}
