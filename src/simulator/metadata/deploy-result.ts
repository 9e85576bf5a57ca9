import type { FactId } from '../facts/facts.ts';
import type { OrgState } from '../org-state.ts';
import { toTime } from '../records/object-table.ts';
import { readOptions, runsTests } from './deploy-options.ts';
import { type Deploy, type DeployStatus, statusOf } from './deploy-queue.ts';
import { toRetrieveResult } from './retrieve-result.ts';
import type { Author } from './file-properties.ts';
import type { DeployMessage } from './run-deploy.ts';

const FINAL: DeployStatus[] = ['Succeeded', 'SucceededPartial', 'Failed', 'Canceled'];

/** Which fact a status rests on: the first failure's, the first notable success's, or that of the status itself. */
export function factOf(deploy: Deploy, status: DeployStatus): FactId {
  if (status === 'Canceled' || status === 'Canceling') return 'DEPLOY-12';
  if (deploy.outcome === null) return 'DEPLOY-11';
  const { messages } = deploy.outcome;
  const failure = messages.find(({ success }) => !success);
  const notable = messages.find(({ fact }) => fact !== 'DEPLOY-02');
  return (failure ?? notable)?.fact ?? 'DEPLOY-02';
}

function toMessage(deploy: Deploy, message: DeployMessage): object {
  return {
    changed: message.isChanged,
    columnNumber: message.place?.column ?? null,
    componentType: message.componentType,
    created: message.isCreated,
    createdDate: toTime(deploy.endsAt),
    deleted: message.isDeleted,
    fileName: message.fileName,
    fullName: message.fullName,
    id: message.id,
    lineNumber: message.place?.line ?? null,
    problem: message.problem,
    problemType: message.problemType,
    success: message.success,
  };
}

function toDetails(deploy: Deploy): object {
  const messages = deploy.outcome?.messages ?? [];
  const part = (success: boolean) =>
    messages.filter((message) => message.success === success).map((message) => toMessage(deploy, message));
  return {
    componentFailures: part(false),
    componentSuccesses: part(true),
    retrieveResult: deploy.retrieved === null ? null : toRetrieveResult(deploy.id, deploy.retrieved, true),
    runTestResult: { numFailures: 0, numTestsRun: 0, totalTime: 0 },
  };
}

function toCanceller({ id, firstName, lastName }: Author): object {
  return { canceledBy: id, canceledByName: `${firstName} ${lastName}` };
}

/** The DeployResult of the Metadata API; REST writes it as JSON, SOAP as elements. */
export function toDeployResult(org: OrgState, deploy: Deploy, now: Date, hasDetails: boolean): object {
  const status = statusOf(deploy, now);
  const { checkOnly, ignoreWarnings, rollbackOnError } = readOptions(org, deploy.options);
  const components = (deploy.outcome?.messages ?? []).filter(({ componentType }) => componentType !== '');
  const { id, firstName, lastName } = deploy.createdBy;
  const isDone = FINAL.includes(status);
  const endedAt = deploy.cancelled?.at ?? deploy.endsAt;
  return {
    ...(deploy.cancelled === null ? {} : toCanceller(deploy.cancelled.by)),
    checkOnly,
    completedDate: isDone ? toTime(endedAt) : null,
    createdBy: id,
    createdByName: `${firstName} ${lastName}`,
    createdDate: toTime(deploy.createdAt),
    ...(hasDetails ? { details: toDetails(deploy) } : {}),
    done: isDone,
    errorMessage: null,
    errorStatusCode: null,
    id: deploy.id,
    ignoreWarnings,
    lastModifiedDate: toTime(isDone ? endedAt : now),
    numberComponentErrors: components.filter(({ success }) => !success).length,
    numberComponentsDeployed: components.filter(({ success }) => success).length,
    numberComponentsTotal: components.length,
    numberFiles: deploy.fileCount,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError,
    runTestsEnabled: runsTests(deploy.options),
    startDate: toTime(deploy.createdAt),
    stateDetail: null,
    status,
    success: status === 'Succeeded' || status === 'SucceededPartial',
    zipSize: deploy.zipSize,
  };
}
