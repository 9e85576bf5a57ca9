import type { Answer, OrgRequest } from '../answer.ts';
import { isJwtToken } from '../jwt-access-token.ts';
import type { OrgState, User } from '../org-state.ts';
import { canUseRest, findSession } from '../sessions.ts';
import type { SoapOperation } from './soap-context.ts';
import { cancel, checkDeployStatus, deploy, deployRecentValidation } from './soap-deploys.ts';
import { answerFault, readCall } from './soap-envelope.ts';
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

function findCaller(org: OrgState, sessionId: string, version: number, now: Date): User | undefined {
  const session = findSession(org, sessionId, now);
  if (session === undefined || !canUseRest(session)) return undefined;
  if (isJwtToken(session.token) && version < FIRST_JWT_VERSION) return undefined;
  return org.records.users.find(({ id }) => id === session.userId);
}

/** `POST /services/Soap/m/NN.0`: the Metadata API's calls. */
export function callMetadata(request: OrgRequest, org: OrgState, now: Date): Answer {
  const version = Number(request.params.version);
  if (version > Number(org.apiVersions.at(-1))) {
    return answerFault('SOAP-19', 'UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
  }
  const call = readCall(request.body);
  if (call === undefined) return answerFault('SOAP-10', 'UNKNOWN_EXCEPTION', 'The body is no SOAP envelope');
  const user = findCaller(org, call.sessionId, version, now);
  if (user === undefined) {
    const message = 'Invalid Session ID found in SessionHeader: Illegal Session';
    return answerFault('SOAP-03', 'INVALID_SESSION_ID', message);
  }
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (operation === undefined) {
    return answerFault('SOAP-10', 'INVALID_OPERATION', `The simulator does not know ${call.operation}`);
  }
  const { isAllOrNone } = call;
  return operation({ org, user, now, version, isAllOrNone }, call.parameters);
}
