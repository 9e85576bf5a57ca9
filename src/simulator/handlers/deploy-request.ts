import { type Answer, answerJson, answerRestError, type OrgRequest } from '../answer.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from '../json-values.ts';
import { cancelDeploy, findDeploy, startDeploy, statusOf } from '../metadata/deploy-queue.ts';
import { factOf, toDeployResult } from '../metadata/deploy-result.ts';
import { readMultipart } from '../multipart.ts';
import type { OrgState } from '../org-state.ts';
import type { Caller } from './authenticate.ts';

type Upload = { zip: Uint8Array; options: JsonObject };

/** The documented part `json` and jsforce's `entity_content` hold the options; the order of parts is free. */
function readUpload(request: OrgRequest): Upload | undefined {
  const parts = readMultipart(request.headers['content-type'] ?? '', request.body);
  const zip = parts?.get('file');
  const json = parts?.get('json') ?? parts?.get('entity_content');
  const options = parseJsonObject(json?.toString('utf8') ?? '')?.deployOptions;
  return zip === undefined || !isJsonObject(options) ? undefined : { zip, options };
}

/** `POST …/metadata/deployRequest`. */
export function postDeploy(request: OrgRequest, org: OrgState, now: Date, caller: Caller): Answer {
  const upload = readUpload(request);
  if (upload === undefined) {
    const message = 'The request needs a part "file" with a zip and a part "json" with deployOptions';
    return answerRestError(400, 'DEPLOY-18', { message, errorCode: 'INVALID_MULTIPART_REQUEST' });
  }
  const deploy = startDeploy(org, upload.zip, upload.options, caller.user, now);
  const pending = {
    ...toDeployResult(org, deploy, now, false),
    status: 'Pending',
    done: false,
    success: false,
  };
  return answerJson(201, 'DEPLOY-01', {
    id: deploy.id,
    deployOptions: deploy.options,
    deployResult: pending,
  });
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
    validatedDeployRequestId: null,
    deployResult: toDeployResult(org, deploy, now, hasDetails),
    deployOptions: deploy.options,
  });
}

/** `PATCH …/metadata/deployRequest/<id>` with the status Canceling. */
export function patchDeploy(request: OrgRequest, org: OrgState, now: Date): Answer {
  const deploy = findDeploy(org, request.params.id ?? '');
  if (deploy === undefined) return notFound();
  const change = parseJsonObject(request.body.toString('utf8'))?.deployResult;
  const isCancel = isJsonObject(change) && change.status === 'Canceling';
  if (!isCancel || !cancelDeploy(deploy, now)) {
    const message = 'The deploy is over, or this is no request to cancel it';
    return answerRestError(400, 'DEPLOY-13', { message, errorCode: 'INVALID_ID_FIELD' });
  }
  const deployResult = { ...toDeployResult(org, deploy, now, false), status: 'Canceling', done: false };
  return answerJson(202, 'DEPLOY-12', { id: deploy.id, deployResult, deployOptions: deploy.options });
}
