import { type Answer, answerJson, answerRestError, type OrgRequest } from '../answer.ts';
import { originOf } from '../hosts.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from '../json-values.ts';
import {
  cancelDeploy,
  type Deploy,
  findDeploy,
  startDeploy,
  startQuickDeploy,
  statusOf,
} from '../metadata/deploy-queue.ts';
import { factOf, toDeployResult } from '../metadata/deploy-result.ts';
import type { UploadFault } from '../metadata/package-limits.ts';
import { readMultipart } from '../multipart.ts';
import type { OrgState } from '../org-state.ts';
import type { Caller } from './authenticate.ts';

type Upload = { zip: Buffer; options: JsonObject };

/** The documented part `json` and jsforce's `entity_content` hold the options; the order of parts is free. */
function readUpload(request: OrgRequest): Upload | undefined {
  const parts = readMultipart(request.headers['content-type'] ?? '', request.body);
  const zip = parts?.get('file');
  const json = parts?.get('json') ?? parts?.get('entity_content');
  const options = parseJsonObject(json?.toString('utf8') ?? '')?.deployOptions;
  return zip === undefined || !isJsonObject(options) ? undefined : { zip, options };
}

function refuse({ code, message, fact }: UploadFault): Answer {
  return answerRestError(code === 'INSUFFICIENT_ACCESS' ? 403 : 400, fact, { message, errorCode: code });
}

/** A deploy that was only just taken on shows as waiting, however short it is. */
function answerStarted(org: OrgState, started: Deploy | UploadFault, now: Date): Answer {
  if ('code' in started) return refuse(started);
  const { id, options, validationId } = started;
  const pending = {
    ...toDeployResult(org, started, now, false),
    status: 'Pending',
    done: false,
    success: false,
  };
  const validation = validationId === null ? {} : { validatedDeployRequestId: validationId };
  const fact = validationId === null ? 'DEPLOY-01' : 'DEPLOY-29';
  return answerJson(201, fact, { id, ...validation, deployOptions: options, deployResult: pending });
}

/** `POST …/metadata/deployRequest`: a package, or the id of a validation that is to be deployed now. */
export function postDeploy(request: OrgRequest, org: OrgState, now: Date, { user }: Caller): Answer {
  const json = parseJsonObject(request.body.toString('utf8'));
  if (typeof json?.validatedDeployRequestId === 'string') {
    return answerStarted(org, startQuickDeploy(org, json.validatedDeployRequestId, user, now), now);
  }
  const upload = readUpload(request);
  if (upload === undefined) {
    const message = 'The request needs a part "file" with a zip and a part "json" with deployOptions';
    return answerRestError(400, 'DEPLOY-18', { message, errorCode: 'INVALID_MULTIPART_REQUEST' });
  }
  const version = Number(request.params.version);
  return answerStarted(org, startDeploy(org, { ...upload, version }, user, now), now);
}

function notFound(): Answer {
  const error = { message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' };
  return answerRestError(404, 'DEPLOY-15', error);
}

/** `GET …/metadata/deployRequest/<id>`. */
export function showDeploy(request: OrgRequest, org: OrgState, now: Date): Answer {
  const deploy = findDeploy(org, request.params.id ?? '');
  if (deploy === undefined) return notFound();
  const hasDetails = request.query.get('includeDetails') === 'true';
  return answerJson(200, factOf(deploy, statusOf(deploy, now)), {
    id: deploy.id,
    validatedDeployRequestId: deploy.validationId,
    deployResult: toDeployResult(org, deploy, now, hasDetails),
    deployOptions: deploy.options,
  });
}

/** `PATCH …/metadata/deployRequest/<id>` with the status Canceling. */
export function patchDeploy(request: OrgRequest, org: OrgState, now: Date, { user }: Caller): Answer {
  const deploy = findDeploy(org, request.params.id ?? '');
  if (deploy === undefined) return notFound();
  const change = parseJsonObject(request.body.toString('utf8'))?.deployResult;
  if (!isJsonObject(change) || change.status !== 'Canceling') {
    const message = 'The request must set the status of deployResult to Canceling';
    return answerRestError(400, 'DEPLOY-18', { message, errorCode: 'JSON_PARSER_ERROR' });
  }
  const fault = cancelDeploy(deploy, user, Number(request.params.version), now);
  if (fault !== undefined) return refuse(fault);
  return answerJson(202, 'DEPLOY-12', {
    id: deploy.id,
    url: originOf(org.myDomain, request) + request.path,
    deployResult: toDeployResult(org, deploy, now, false),
    deployOptions: deploy.options,
  });
}
