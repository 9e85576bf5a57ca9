import type { Answer, OrgRequest } from '../answer.ts';
import { standingOf } from '../api-versions.ts';
import { findUserById } from '../find-user.ts';
import { isJwtToken } from '../jwt-access-token.ts';
import { refuseUser } from '../metadata/metadata-access.ts';
import type { OrgState } from '../org-state.ts';
import { canUseRest, findSession } from '../sessions.ts';
import { admitToApi, type Caller } from './authenticate.ts';
import type { SoapContext, SoapOperation } from './soap-context.ts';
import { cancel, checkDeployStatus, deploy, deployRecentValidation } from './soap-deploys.ts';
import { answerFault, readCall, type SoapCall } from './soap-envelope.ts';
import { describeMetadata, listMetadata, readMetadata } from './soap-reads.ts';
import { checkRetrieveStatus, retrieve } from './soap-retrieves.ts';
import { deleteMetadata, writeMetadata } from './soap-writes.ts';

/** From this version on the SOAP API takes JWT-format access tokens. */
const FIRST_JWT_VERSION = 68;

const operations: Record<string, SoapOperation> = {
  readMetadata,
  listMetadata,
  describeMetadata,
  deploy,
  deployRecentValidation,
  checkDeployStatus,
  cancelDeploy: cancel,
  retrieve,
  checkRetrieveStatus,
  deleteMetadata,
  createMetadata: (context, parameters) => writeMetadata(context, parameters, 'createMetadata'),
  updateMetadata: (context, parameters) => writeMetadata(context, parameters, 'updateMetadata'),
  upsertMetadata: (context, parameters) => writeMetadata(context, parameters, 'upsertMetadata'),
};

function findCaller(org: OrgState, sessionId: string, version: number, now: Date): Caller | undefined {
  const session = findSession(org, sessionId, now);
  if (session === undefined || !canUseRest(session)) return undefined;
  if (isJwtToken(session.token) && version < FIRST_JWT_VERSION) return undefined;
  const user = findUserById(org, session.userId);
  return user && { session, user };
}

/** Why a caller gets nothing from the Metadata API: that of the org, of the user, or the limit. */
function refuseCaller(org: OrgState, { session, user }: Caller, now: Date): Answer | undefined {
  if (org.isRestApiDisabled) {
    const message = 'API is not enabled for this Organization or Partner';
    return answerFault('SOAP-23', 'API_DISABLED_FOR_ORG', message);
  }
  const refusal = admitToApi(org, user, session, now);
  if (refusal !== undefined) return answerFault(refusal.fact, refusal.errorCode, refusal.message);
  const fault = refuseUser(org, user, now);
  return fault && answerFault(fault.fact, fault.code, fault.message);
}

function callOperation(context: Omit<SoapContext, 'isAllOrNone'>, call: SoapCall): Answer {
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  return operation === undefined
    ? answerFault('SOAP-10', 'INVALID_OPERATION', `The simulator does not know ${call.operation}`)
    : operation({ ...context, isAllOrNone: call.isAllOrNone }, call.parameters);
}

/** `POST /services/Soap/m/NN.0`: the Metadata API's calls. */
export function callMetadata(request: OrgRequest, org: OrgState, now: Date): Answer {
  const version = Number(request.params.version);
  if (['unknown', 'retired'].includes(standingOf(org, version))) {
    return answerFault('SOAP-19', 'UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
  }
  const call = readCall(request.body);
  if (call === undefined) return answerFault('SOAP-10', 'UNKNOWN_EXCEPTION', 'The body is no SOAP envelope');
  const caller = findCaller(org, call.sessionId, version, now);
  if (caller === undefined) {
    const message = 'Invalid Session ID found in SessionHeader: Illegal Session';
    return answerFault('SOAP-03', 'INVALID_SESSION_ID', message);
  }
  return refuseCaller(org, caller, now) ?? callOperation({ org, user: caller.user, now, version }, call);
}
