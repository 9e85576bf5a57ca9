import type { Answer, OrgRequest } from '../answer.ts';
import { findComponent } from '../metadata/component.ts';
import {
  componentTypeNames,
  componentTypes,
  type ComponentTypeName,
  isComponentType,
} from '../metadata/component-types.ts';
import { cancelDeploy, findDeploy, startDeploy, statusOf } from '../metadata/deploy-queue.ts';
import { factOf, toDeployResult } from '../metadata/deploy-result.ts';
import {
  element,
  findElement,
  textAt,
  textsOf,
  withElement,
  writeXml,
  type XmlElement,
} from '../metadata/xml-elements.ts';
import type { OrgState, User } from '../org-state.ts';
import { toTime } from '../records/object-table.ts';
import { canUseRest, findSession, isJwtToken } from '../sessions.ts';
import { answerFault, answerSoap, readCall, writeValue } from './soap-envelope.ts';
import { deleteMetadata, writeMetadata } from './soap-writes.ts';

const MOST_COMPONENTS = 10;
/** From this version on the SOAP API takes JWT-format access tokens. */
const FIRST_JWT_VERSION = 68;

export type SoapContext = { org: OrgState; user: User; now: Date; version: string };

function permissionSetElements(org: OrgState, fullName: string): XmlElement[] | undefined {
  const found = org.records.permissionSets.find(
    ({ name, profileId }) => name === fullName && profileId === null,
  );
  return (
    found && [
      ...(found.description === '' ? [] : [element('description', found.description)]),
      element('hasActivationRequired', String(found.hasActivationRequired)),
      element('label', found.label),
    ]
  );
}

/** What may be read of a component: everything but the consumer's secret. */
function readElements(org: OrgState, type: ComponentTypeName, fullName: string): XmlElement[] | undefined {
  if (type === 'PermissionSet') return permissionSetElements(org, fullName);
  const elements = findComponent(org.records, type, fullName)?.elements;
  return elements
    ?.filter(({ name }) => name !== 'consumerSecret')
    .map((item) => ({ ...item, children: withElement(item.children, 'consumerSecret', undefined) }));
}

function readMetadata({ org }: SoapContext, parameters: XmlElement[]): Answer {
  const type = textAt(parameters, 'type');
  const names = textsOf(parameters, 'fullNames');
  if (!isComponentType(type)) return answerFault('SOAP-04', 'INVALID_TYPE', `Unknown type: ${type}`);
  if (names.length > MOST_COMPONENTS) {
    return answerFault(
      'SOAP-05',
      'EXCEEDED_ID_LIMIT',
      `At most ${MOST_COMPONENTS} components can be read at once`,
    );
  }
  const records = names.map((fullName) => {
    const elements = readElements(org, type, fullName);
    if (elements === undefined) return '<records xsi:nil="true"/>';
    return `<records xsi:type="${type}">${writeXml([element('fullName', fullName), ...elements])}</records>`;
  });
  const isWhole = !records.some((record) => record.includes('xsi:nil'));
  return answerSoap(isWhole ? 'SOAP-01' : 'SOAP-02', 'readMetadata', `<result>${records.join('')}</result>`);
}

type Listed = { id: string; fullName: string; createdAt: Date; changedAt: Date };

function listType(org: OrgState, type: ComponentTypeName): Listed[] {
  if (type !== 'PermissionSet') return org.records.components.filter((component) => component.type === type);
  return org.records.permissionSets
    .filter(({ profileId }) => profileId === null)
    .map(({ id, name, createdAt }) => ({ id, fullName: name, createdAt, changedAt: createdAt }));
}

function listMetadata({ org, user }: SoapContext, parameters: XmlElement[]): Answer {
  const types = parameters
    .filter(({ name }) => name === 'queries')
    .map(({ children }) => textAt(children, 'type'));
  const properties = types.filter(isComponentType).flatMap((type) =>
    listType(org, type).map(({ id, fullName, createdAt, changedAt }) => ({
      createdById: user.id,
      createdByName: `${user.firstName} ${user.lastName}`,
      createdDate: toTime(createdAt),
      fileName: `${componentTypes[type].folder}/${fullName}.${componentTypes[type].suffix}`,
      fullName,
      id,
      lastModifiedById: user.id,
      lastModifiedByName: `${user.firstName} ${user.lastName}`,
      lastModifiedDate: toTime(changedAt),
      manageableState: 'unmanaged',
      type,
    })),
  );
  return answerSoap('SOAP-06', 'listMetadata', writeValue('result', properties));
}

function describeMetadata(): Answer {
  const metadataObjects = componentTypeNames.map((xmlName) => ({
    directoryName: componentTypes[xmlName].folder,
    inFolder: false,
    metaFile: false,
    suffix: componentTypes[xmlName].suffix,
    xmlName,
  }));
  const result = {
    metadataObjects,
    organizationNamespace: '',
    partialSaveAllowed: true,
    testRequired: false,
  };
  return answerSoap('SOAP-07', 'describeMetadata', writeValue('result', result));
}

function deploy({ org, user, now }: SoapContext, parameters: XmlElement[]): Answer {
  const zip = Buffer.from(textAt(parameters, 'ZipFile'), 'base64');
  const given = findElement(parameters, 'DeployOptions')?.children ?? [];
  const options = Object.fromEntries(given.map(({ name, text }) => [name, text]));
  const { id } = startDeploy(org, zip, options, user, now);
  return answerSoap('SOAP-08', 'deploy', writeValue('result', { done: false, id, state: 'Queued' }));
}

function checkDeployStatus({ org, now }: SoapContext, parameters: XmlElement[]): Answer {
  const found = findDeploy(org, textAt(parameters, 'asyncProcessId'));
  if (found === undefined) return unknownDeploy();
  const result = toDeployResult(org, found, now, textAt(parameters, 'includeDetails') === 'true');
  return answerSoap(factOf(found, statusOf(found, now)), 'checkDeployStatus', writeValue('result', result));
}

function cancel({ org, now }: SoapContext, parameters: XmlElement[]): Answer {
  const found = findDeploy(org, textAt(parameters, 'id') || textAt(parameters, 'String'));
  if (found === undefined) return unknownDeploy();
  cancelDeploy(found, now);
  return answerSoap('DEPLOY-12', 'cancelDeploy', writeValue('result', { done: false, id: found.id }));
}

function unknownDeploy(): Answer {
  return answerFault('SOAP-09', 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
}

type Operation = (context: SoapContext, parameters: XmlElement[]) => Answer;

const operations: Record<string, Operation> = {
  readMetadata,
  listMetadata,
  describeMetadata,
  deploy,
  checkDeployStatus,
  cancelDeploy: cancel,
  deleteMetadata,
  createMetadata: (context, parameters) => writeMetadata(context, parameters, 'createMetadata'),
  updateMetadata: (context, parameters) => writeMetadata(context, parameters, 'updateMetadata'),
  upsertMetadata: (context, parameters) => writeMetadata(context, parameters, 'upsertMetadata'),
};

function findCaller(org: OrgState, sessionId: string, version: string, now: Date): User | undefined {
  const session = findSession(org, sessionId, now);
  if (session === undefined || !canUseRest(session)) return undefined;
  if (isJwtToken(session.token) && Number(version) < FIRST_JWT_VERSION) return undefined;
  return org.records.users.find(({ id }) => id === session.userId);
}

/** `POST /services/Soap/m/NN.0`: the Metadata API's calls. */
export function callMetadata(request: OrgRequest, org: OrgState, now: Date): Answer {
  const call = readCall(request.body);
  if (call === undefined) return answerFault('SOAP-10', 'UNKNOWN_EXCEPTION', 'The body is no SOAP envelope');
  const version = request.params.version ?? '';
  const user = findCaller(org, call.sessionId, version, now);
  if (user === undefined) {
    const message = 'Invalid Session ID found in SessionHeader: Illegal Session';
    return answerFault('SOAP-03', 'INVALID_SESSION_ID', message);
  }
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (operation === undefined) {
    return answerFault('SOAP-10', 'INVALID_OPERATION', `The simulator does not know ${call.operation}`);
  }
  return operation({ org, user, now, version }, call.parameters);
}
