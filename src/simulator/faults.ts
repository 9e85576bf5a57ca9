import { type Answer, answerNothing, type OrgRequest } from './answer.ts';
import type { FactId } from './facts/facts.ts';
import {
  answerPage,
  answerRedirect,
  answerServerError,
  answerTooMany,
  answerUnavailable,
} from './fault-answers.ts';
import { readToken } from './handlers/authenticate.ts';
import { readCall } from './handlers/soap-envelope.ts';
import type { Deploy } from './metadata/deploy-queue.ts';
import type { Session } from './org-state.ts';
import { findByAccessToken } from './sessions.ts';
import type { World } from './world.ts';

/** A request that a fault strikes; `amount` is in the unit of the fault's row. */
export type Scene = { request: OrgRequest; world: World; now: Date; amount: number };

/** How the org would answer a request. */
type Answering = (request: OrgRequest) => Promise<Answer>;

export type FaultRow = {
  /** One sentence, for help. */
  says: string;
  fact: FactId;
  /** What the number behind the name counts. */
  amount?: { unit: string; usual: number };
  /** How often it strikes unless told otherwise. Default: always. */
  usualTimes?: number;
  /** Which requests it can strike. Default: all. */
  concerns?: (scene: Scene) => boolean;
  strike: (scene: Scene, answer: Answering) => Answer | Promise<Answer>;
};

const MINUTE = 60_000;
/** The last moment that a Date can hold. */
const NEVER = 8.64e15;

function soapOperation({ path, body }: OrgRequest): string | undefined {
  return path.includes('/services/Soap/m/') ? readCall(body)?.operation : undefined;
}

function startsDeploy({ request }: Scene): boolean {
  const isUpload = request.method === 'POST' && /\/metadata\/deployRequest\/?$/.test(request.path);
  return isUpload || ['deploy', 'deployRecentValidation'].includes(soapOperation(request) ?? '');
}

/** The deploy that an answer tells the id of. */
function deployOf({ request }: Scene, { body }: Answer): Deploy | undefined {
  return request.host.org?.deploys.findLast(({ id }) => body.includes(id));
}

const DEPLOY_CALLS = ['deploy', 'deployRecentValidation', 'checkDeployStatus', 'cancelDeploy'];

function followsDeploy({ request, now }: Scene): boolean {
  const operation = soapOperation(request);
  const deploys = request.host.org?.deploys ?? [];
  const isOver = deploys.some(({ endsAt, cancelled }) => endsAt <= now && cancelled === null);
  return isOver && operation !== undefined && !DEPLOY_CALLS.includes(operation);
}

function sessionOf({ request, world }: Scene): Session | undefined {
  const token = readToken(request) || readCall(request.body)?.sessionId;
  if (!token) return undefined;
  const [session] = world.orgs.flatMap((org) => findByAccessToken(org, token) ?? []);
  return session;
}

async function answerByClock(scene: Scene, answer: Answering, minutes: number): Promise<Answer> {
  const clockError = minutes * MINUTE;
  const told = await answer({ ...scene.request, clockError });
  const date = new Date(scene.now.getTime() + clockError).toUTCString();
  return { ...told, headers: { ...told.headers, date } };
}

async function changeDeploy(scene: Scene, answer: Answering, change: Partial<Deploy>): Promise<Answer> {
  const told = await answer(scene.request);
  Object.assign(deployOf(scene, told) ?? {}, change);
  return told;
}

/** What can go wrong, by name. */
export const faults = {
  latency: {
    says: 'The answer comes late.',
    fact: 'FAULT-01',
    amount: { unit: 'milliseconds', usual: 3000 },
    strike: async ({ request, amount }, answer) => ({
      ...(await answer(request)),
      delivery: { kind: 'late', milliseconds: amount },
    }),
  },
  'connection-reset': {
    says: 'The connection is reset, without an answer.',
    fact: 'FAULT-02',
    strike: () => ({ ...answerNothing(0, 'FAULT-02'), delivery: { kind: 'reset' } }),
  },
  'server-error': {
    says: 'The org answers 500, an error of its own.',
    fact: 'FAULT-03',
    strike: ({ request }) => answerServerError(request),
  },
  'server-unavailable': {
    says: 'The org answers 503 in the form of the API that was called.',
    fact: 'FAULT-16',
    strike: ({ request }) => answerUnavailable(request),
  },
  maintenance: {
    says: 'The org is down for maintenance: 503 with an HTML page.',
    fact: 'FAULT-04',
    strike: () =>
      answerPage(
        503,
        'FAULT-04',
        'We are down for maintenance.',
        "Sorry for the inconvenience. We'll be back shortly.",
      ),
  },
  'truncated-json': {
    says: 'The connection ends in the middle of the body.',
    fact: 'FAULT-05',
    strike: async ({ request }, answer) => ({
      ...(await answer(request)),
      fact: 'FAULT-05',
      delivery: { kind: 'cut' },
    }),
  },
  'wrong-content-type': {
    says: 'The body is right, but declared as text/html.',
    fact: 'FAULT-06',
    strike: async ({ request }, answer) => ({
      ...(await answer(request)),
      fact: 'FAULT-06',
      contentType: 'text/html',
    }),
  },
  'data-not-available': {
    says: 'The org is gone or not there yet: an HTML page that says "Data Not Available".',
    fact: 'FAULT-07',
    strike: () =>
      answerPage(
        420,
        'FAULT-07',
        'Data Not Available',
        'The data you were trying to access could not be found.',
      ),
  },
  'rate-limit': {
    says: 'Too many requests: 429 with Retry-After.',
    fact: 'FAULT-08',
    amount: { unit: 'seconds until a retry', usual: 1 },
    strike: ({ request, amount }) => answerTooMany(request, amount),
  },
  'clock-ahead': {
    says: "The org's clock is ahead, in its Date header and when it looks at the expiry of an assertion.",
    fact: 'FAULT-09',
    amount: { unit: 'minutes', usual: 10 },
    strike: (scene, answer) => answerByClock(scene, answer, scene.amount),
  },
  'clock-behind': {
    says: "The org's clock is behind, in its Date header and when it looks at the expiry of an assertion.",
    fact: 'FAULT-09',
    amount: { unit: 'minutes', usual: 10 },
    strike: (scene, answer) => answerByClock(scene, answer, -scene.amount),
  },
  redirect: {
    says: 'The host redirects to another one: 302.',
    fact: 'FAULT-10',
    strike: ({ request, world }) => answerRedirect(request, world),
  },
  'deploy-stuck': {
    says: 'The deploy that the request starts stays Pending for ever.',
    fact: 'FAULT-11',
    concerns: startsDeploy,
    strike: (scene, answer) => changeDeploy(scene, answer, { endsAt: new Date(NEVER) }),
  },
  'deploy-half-failed': {
    says: 'The deploy that the request starts fails at the second half of its components.',
    fact: 'FAULT-12',
    concerns: startsDeploy,
    strike: (scene, answer) => changeDeploy(scene, answer, { breaksHalfWay: true }),
  },
  'transient-404': {
    says: 'A call of the Metadata API (SOAP) after a deploy is answered 404, once unless told otherwise.',
    fact: 'FAULT-13',
    usualTimes: 1,
    concerns: followsDeploy,
    strike: () => answerNothing(404, 'FAULT-13'),
  },
  'session-expired': {
    says: 'The session of the request has ended, once unless told otherwise; the number is for how many uses it lives.',
    fact: 'FAULT-14',
    amount: { unit: 'uses that a session lives for', usual: 0 },
    usualTimes: 1,
    concerns: (scene) => (sessionOf(scene)?.useCount ?? -1) >= scene.amount,
    strike: (scene, answer) => {
      Object.assign(sessionOf(scene) ?? {}, { isRevoked: true });
      return answer(scene.request);
    },
  },
} satisfies Record<string, FaultRow>;

export type FaultName = keyof typeof faults;

/** The names of all faults, in the order of their table. */
export const faultNames = Object.keys(faults) as FaultName[];
