import { type Answer, answerJson, answerNothing, answerRestError, type OrgRequest } from '../answer.ts';
import {
  type Consumer,
  deleteStaged,
  expiryOf,
  findConsumer,
  listStaged,
  rotate,
  stage,
  type StagedCredentials,
  stateOf,
} from '../consumer-credentials.ts';
import { parseJsonObject } from '../json-values.ts';
import { isCredentialsApiEnabled } from '../metadata/org-settings.ts';
import { textAt } from '../metadata/xml-elements.ts';
import type { OrgState } from '../org-state.ts';
import { hasPermission, type SystemPermission } from '../permissions.ts';
import { isSameId } from '../record-ids.ts';
import { toTime } from '../records/object-table.ts';
import { OWN_WORDING } from '../refusals.ts';
import type { Caller, RestHandler } from './authenticate.ts';

const FIRST_VERSION = 60;
const FIRST_STAGING_VERSION = 65;

type Call = { request: OrgRequest; org: OrgState; now: Date; caller: Caller; consumer: Consumer };
type StagedCall = Call & { staged: StagedCredentials };

function notFound(): Answer {
  const error = { message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' };
  return answerRestError(404, 'REST-17', error);
}

function refuse(message: string): Answer {
  return answerRestError(400, 'APP-35', { message: `${message} ${OWN_WORDING}`, errorCode: 'INVALID_INPUT' });
}

function urlOf({ request, consumer }: Pick<Call, 'request' | 'consumer'>): string {
  const version = request.params.version ?? '';
  return `/services/data/v${version}/apps/oauth/credentials/${consumer.header.id}/${consumer.id}`;
}

function isAllowed(
  request: OrgRequest,
  org: OrgState,
  now: Date,
  { user }: Caller,
  isStaging: boolean,
): boolean {
  const may = (name: SystemPermission) => hasPermission(org, user, name, now);
  const showsSecret = isStaging || request.query.get('part')?.includes('secret') === true;
  return (
    isCredentialsApiEnabled(org) &&
    may('ExternalClientAppDeveloper') &&
    (may('ViewClientSecret') || !showsSecret)
  );
}

/** Leads to a resource of a consumer: the setting and the caller's permissions must allow it, and the app in the path must have that consumer. */
function forConsumer(since: number, handle: (call: Call) => Answer): RestHandler {
  return (request, org, now, caller) => {
    if (Number(request.params.version) < since) return notFound();
    if (!isAllowed(request, org, now, caller, since === FIRST_STAGING_VERSION)) {
      const message = 'This feature is not currently enabled for this user.';
      return answerRestError(403, 'APP-31', { message, errorCode: 'FUNCTIONALITY_NOT_ENABLED' });
    }
    const { app = '', consumer: consumerId } = request.params;
    const consumer = findConsumer(org, app);
    const isNamed = consumerId === undefined || (consumer !== undefined && isSameId(consumer.id, consumerId));
    return consumer === undefined || !isNamed ? notFound() : handle({ request, org, now, caller, consumer });
  };
}

/** Leads to one staged pair of a consumer. */
function forStaged(handle: (call: StagedCall) => Answer): RestHandler {
  return forConsumer(FIRST_STAGING_VERSION, (call) => {
    const { request, org, now, consumer } = call;
    const wanted = request.params.staged ?? '';
    const staged = listStaged(org, consumer.header.fullName, now).find(({ id }) => isSameId(id, wanted));
    return staged === undefined ? notFound() : handle({ ...call, staged });
  });
}

function toConsumer(call: Call, parts: string[]): object {
  const { global, header, id } = call.consumer;
  const url = urlOf(call);
  return {
    id,
    ...(parts.includes('key') ? { key: textAt(global.elements, 'consumerKey') } : {}),
    name: textAt(global.elements, 'label') || header.fullName,
    ...(parts.includes('secret') ? { secret: textAt(global.elements, 'consumerSecret') } : {}),
    stagedCredentialsUrl: `${url}/staged`,
    url,
  };
}

/** `GET …/apps/oauth/credentials/<app>`: the consumers of an app, without secrets. */
export const listConsumers = forConsumer(FIRST_VERSION, (call) => {
  const currentPageUrl = urlOf(call).replace(/\/[^/]+$/, '');
  return answerJson(200, 'APP-31', {
    consumers: [toConsumer(call, ['key'])],
    currentPageUrl,
    nextPageUrl: null,
  });
});

const PARTS: Record<string, string[]> = { key: ['key'], secret: ['secret'], keyandsecret: ['key', 'secret'] };

/** `GET …/credentials/<app>/<consumer>?part=`: the live key, the secret, or both. */
export const showConsumer = forConsumer(FIRST_VERSION, (call) => {
  const parts = PARTS[call.request.query.get('part') ?? 'key'];
  return parts === undefined
    ? refuse('part is key, secret or keyandsecret')
    : answerJson(200, 'APP-32', toConsumer(call, parts));
});

function toStaged(call: Call, staged: StagedCredentials): object {
  const { id, key, secret, createdBy, createdAt } = staged;
  const url = urlOf(call);
  return {
    createdBy,
    createdDate: toTime(createdAt),
    expirationDate: toTime(expiryOf(staged)),
    id,
    key,
    secret,
    stagedCredentialsUrl: `${url}/staged`,
    state: stateOf(staged, call.now),
    url: `${url}/staged/${id}`,
  };
}

function answerCollection(call: Call, status: number): Answer {
  const staged = listStaged(call.org, call.consumer.header.fullName, call.now);
  return answerJson(status, 'APP-33', {
    stagedCredentials: staged.map((item) => toStaged(call, item)),
    url: `${urlOf(call)}/staged`,
  });
}

/** `GET …/<consumer>/staged`: the pairs that are staged, or were rotated out in the last 30 days. */
export const listStagedPairs = forConsumer(FIRST_STAGING_VERSION, (call) => answerCollection(call, 200));

/** `POST …/<consumer>/staged`: makes a second pair. */
export const stagePair = forConsumer(FIRST_STAGING_VERSION, (call) => {
  const { org, now, caller, consumer } = call;
  return stage(org, consumer, caller.user.id, now) === undefined
    ? refuse('Another pair of credentials is staged')
    : answerCollection(call, 201);
});

export const showStagedPair = forStaged((call) => answerJson(200, 'APP-33', toStaged(call, call.staged)));

/** `PATCH …/staged/<pair>` with the command `rotate`. */
export const rotatePair = forStaged((call) => {
  const { request, consumer, staged, now } = call;
  if (parseJsonObject(request.body.toString('utf8'))?.command !== 'rotate') {
    return refuse('The command is rotate');
  }
  if (stateOf(staged, now) !== 'Active') return refuse('Only an active pair can be rotated in');
  rotate(consumer, staged, now);
  return answerJson(200, 'APP-34', toStaged(call, staged));
});

export const deletePair = forStaged(({ org, staged }) => {
  deleteStaged(org.records, staged);
  return answerNothing(204, 'APP-33');
});
