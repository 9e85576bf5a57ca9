import type { JsonObject } from '../json-values.ts';
import { nextId, type OrgState, type User } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { checkTestLevel, isSet, readOptions, runsTests } from './deploy-options.ts';
import { type DeployPackage, type PackageFault, readPackage } from './deploy-package.ts';
import type { Author } from './file-properties.ts';
import { refuseUser } from './metadata-access.ts';
import { checkUpload, type UploadFault } from './package-limits.ts';
import { type Retrieved, retrieveComponents } from './retrieve-package.ts';
import { type DeployOutcome, runDeploy } from './run-deploy.ts';

export type DeployStatus =
  | 'Pending'
  | 'InProgress'
  | 'FinalizingDeploy'
  | 'Succeeded'
  | 'SucceededPartial'
  | 'Failed'
  | 'Canceling'
  | 'Canceled';

export type Deploy = {
  id: string;
  createdAt: Date;
  endsAt: Date;
  createdBy: Author;
  zipSize: number;
  /** Null once it is of no more use. */
  contents: DeployPackage | PackageFault | null;
  fileCount: number;
  /** As they were sent. */
  options: JsonObject;
  /** The validation that a quick deploy repeats in earnest. */
  validationId: string | null;
  outcome: DeployOutcome | null;
  retrieved: Retrieved | null;
  cancelled: { at: Date; by: Author } | null;
  /** The platform fails in the middle of it (FAULT-12). */
  breaksHalfWay: boolean;
};

const DAY = 86_400_000;
const VALIDATION_DAYS = 10;
/** The shares of a deploy's time after which it begins, and after which it commits. */
const WAITING = 0.5;
const FINALIZING = 0.9;
/** Since this version, a deploy that commits cannot be stopped. */
const FIRST_FINALIZING_VERSION = 65;

/** Only what a result shows of a user, as it is at the time. */
function nameOf({ id, firstName, lastName }: Author): Author {
  return { id, firstName, lastName };
}

type Start = Pick<Deploy, 'contents' | 'zipSize' | 'options' | 'validationId'>;

function addDeploy(org: OrgState, start: Start, author: Author, now: Date): Deploy {
  const { contents } = start;
  const deploy: Deploy = {
    ...start,
    id: nextId(org, '0Af'),
    createdAt: now,
    endsAt: new Date(now.getTime() + org.deploySeconds * 1000),
    createdBy: nameOf(author),
    fileCount: contents === null || 'problem' in contents ? 0 : contents.fileCount,
    outcome: null,
    retrieved: null,
    cancelled: null,
    breaksHalfWay: false,
  };
  org.deploys.push(deploy);
  return deploy;
}

/** Queues a deploy, or says why the upload is not even queued. */
export function startDeploy(
  org: OrgState,
  upload: { zip: Buffer; options: JsonObject; version: number },
  author: User,
  now: Date,
): Deploy | UploadFault {
  const { zip, options, version } = upload;
  const fault = refuseUser(org, author, now) ?? checkTestLevel(options, version) ?? checkUpload(zip);
  if (fault !== undefined) return fault;
  const contents = readPackage(zip, isSet(options.singlePackage));
  return addDeploy(org, { contents, zipSize: zip.length, options, validationId: null }, author, now);
}

export function findDeploy(org: OrgState, id: string): Deploy | undefined {
  return org.deploys.find((deploy) => deploy.id.slice(0, 15) === id.slice(0, 15));
}

function isQuickDeployable(deploy: Deploy, now: Date): boolean {
  return (
    isSet(deploy.options.checkOnly) &&
    runsTests(deploy.options) &&
    deploy.outcome?.status === 'Succeeded' &&
    now.getTime() - deploy.createdAt.getTime() <= VALIDATION_DAYS * DAY
  );
}

/** Deploys what a validation of the last ten days, with tests, found good (DEPLOY-29). */
export function startQuickDeploy(
  org: OrgState,
  validationId: string,
  author: User,
  now: Date,
): Deploy | UploadFault {
  const refusal = refuseUser(org, author, now);
  if (refusal !== undefined) return refusal;
  const validation = findDeploy(org, validationId);
  if (validation === undefined || !isQuickDeployable(validation, now)) {
    const message = `There is no recent successful validation with tests of this id ${OWN_WORDING}`;
    return { code: 'INVALID_ID_FIELD', message, fact: 'DEPLOY-30' };
  }
  const { id, contents, zipSize, options } = validation;
  const start = { contents, zipSize, options: { ...options, checkOnly: false }, validationId: id };
  return addDeploy(org, start, author, now);
}

function unreadable(problem: string): DeployOutcome {
  const message = {
    componentType: '',
    fullName: 'package.xml',
    fileName: 'package.xml',
    id: null,
    isCreated: false,
    isChanged: false,
    isDeleted: false,
    success: false,
    problem,
    problemType: 'Error' as const,
    place: null,
    fact: 'DEPLOY-09' as const,
  };
  return { status: 'Failed', messages: [message] };
}

function finish(org: OrgState, deploy: Deploy): void {
  const { contents, options, endsAt, breaksHalfWay, createdBy } = deploy;
  if (contents === null) return;
  if ('problem' in contents) {
    deploy.outcome = unreadable(contents.problem);
  } else {
    const read = { ...readOptions(org, options), breaksHalfWay, userId: createdBy.id };
    deploy.outcome = runDeploy(org, contents, read, endsAt);
    // DEPLOY-33
    if (read.performRetrieve && !read.checkOnly && deploy.outcome.status !== 'Failed') {
      const request = {
        version: contents.version,
        isSingle: isSet(options.singlePackage),
        members: contents.members,
      };
      deploy.retrieved = retrieveComponents(org, deploy.createdBy, request);
    }
  }
  // Only a validation may be asked for again.
  if (!isSet(options.checkOnly)) deploy.contents = null;
}

function isDue({ outcome, cancelled, endsAt }: Deploy, now: Date): boolean {
  return outcome === null && cancelled === null && endsAt <= now;
}

/**
 * Ends every deploy of the world whose time has come, in the order in which they were due: two orgs may want the same
 * consumer key (APP-03).
 */
export function settleAllDeploys(orgs: OrgState[], now: Date): void {
  orgs
    .flatMap((org) => org.deploys.filter((deploy) => isDue(deploy, now)).map((deploy) => ({ org, deploy })))
    .sort((one, other) => one.deploy.endsAt.getTime() - other.deploy.endsAt.getTime())
    .forEach(({ org, deploy }) => finish(org, deploy));
}

/** Ends the deploys of an org whose time has come: it does not wait to be asked. */
export function settleDeploys(org: OrgState, now: Date): void {
  if (org.deploys.some((deploy) => isDue(deploy, now))) settleAllDeploys(org.world.orgs, now);
}

/** A deploy waits for the first half of its time and works for the second; what commits, finalizes at last (DEPLOY-11). */
function progressOf({ createdAt, endsAt, options }: Deploy, now: Date): DeployStatus {
  const elapsed = now.getTime() - createdAt.getTime();
  const total = endsAt.getTime() - createdAt.getTime();
  if (elapsed <= total * WAITING) return 'Pending';
  return elapsed < total * FINALIZING || isSet(options.checkOnly) ? 'InProgress' : 'FinalizingDeploy';
}

export function statusOf(deploy: Deploy, now: Date): DeployStatus {
  const { cancelled, outcome } = deploy;
  if (outcome !== null) return outcome.status;
  if (cancelled === null) return progressOf(deploy, now);
  // One that waited is stopped at once.
  return cancelled.at < now || progressOf(deploy, cancelled.at) === 'Pending' ? 'Canceled' : 'Canceling';
}

/** Stops a deploy, or says why it goes on. */
export function cancelDeploy(
  deploy: Deploy,
  author: Author,
  version: number,
  now: Date,
): UploadFault | undefined {
  const status = statusOf(deploy, now);
  if (deploy.outcome !== null || status === 'Canceled') {
    return { code: 'INVALID_ID_FIELD', message: 'Deployment already completed', fact: 'DEPLOY-13' };
  }
  if (status === 'FinalizingDeploy' && version >= FIRST_FINALIZING_VERSION) {
    const message = `A deployment that is finalizing cannot be cancelled ${OWN_WORDING}`;
    return { code: 'INVALID_OPERATION', message, fact: 'DEPLOY-31' };
  }
  deploy.cancelled ??= { at: now, by: nameOf(author) };
  deploy.contents = null;
  return undefined;
}
