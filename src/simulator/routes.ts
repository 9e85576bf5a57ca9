import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { IncomingMessage } from 'node:http';
import { type Answer, answerText, type OrgRequest } from './answer.ts';
import type { RestHandler } from './handlers/authenticate.ts';
import { runComposite } from './handlers/composite.ts';
import { patchDeploy, postDeploy, showDeploy } from './handlers/deploy-request.ts';
import { showAuthConfiguration, showKeys, showOpenIdConfiguration } from './handlers/discovery.ts';
import { showIdentity, showUserInfo } from './handlers/identity.ts';
import { introspectToken } from './handlers/introspect.ts';
import {
  deletePair,
  listConsumers,
  listStagedPairs,
  rotatePair,
  showConsumer,
  showStagedPair,
  stagePair,
} from './handlers/oauth-credentials.ts';
import {
  listAppUsers,
  listUsage,
  listUserTokens,
  revokeAppTokens,
  revokeListedToken,
} from './handlers/oauth-usage.ts';
import { answerRest, methodRefusals } from './handlers/rest-frame.ts';
import { answerNotFound } from './handlers/rest-refusals.ts';
import { revokeToken } from './handlers/revoke.ts';
import { callMetadata } from './handlers/soap-metadata.ts';
import { exchangeAssertion } from './handlers/token.ts';
import { listResources, listVersions, showLimits } from './handlers/versions.ts';
import { answerUnderFaults } from './fault-strikes.ts';
import { settleDeploys } from './metadata/deploy-queue.ts';
import { findOrg } from './find-org.ts';
import { findCalledHost, type Host } from './hosts.ts';
import { FACT_HEADER } from './http-refusals.ts';
import type { OrgState } from './org-state.ts';
import { addPage } from './page/serve-page.ts';
import { recordRoutes } from './record-routes.ts';
import { readBody, refuseSize } from './request-body.ts';
import { answerWithRulesOff } from './rules-off/rules-off.ts';
import { sendAnswer } from './send-answer.ts';
import type { World } from './world.ts';

type Handler = (request: OrgRequest, org: OrgState, now: Date) => Answer | Promise<Answer>;
type WorldHandler = (request: OrgRequest, world: World, now: Date) => Answer | Promise<Answer>;
type Route<H> = [method: string, path: string, handler: H];

/** A site has a path of any name, and the endpoints below it (TOKEN-32). */
const exchangeAtSite: WorldHandler = (request, world, now) =>
  request.host.role === 'site' ? exchangeAssertion(request, world, now) : answerNotFound();

/** What happened at the socket, for the simulator's record of requests. */
export type Witness = (request: OrgRequest, answer: Answer, at: Date) => void;

/** What the shared login hosts answer, too, for the org that a token or an id names. */
const sharedRoutes: Route<Handler>[] = [
  ['ALL', '/services/oauth2/userinfo', showUserInfo],
  ['ALL', '/services/oauth2/revoke', revokeToken],
  ['ALL', '/services/oauth2/introspect', introspectToken],
  ['GET', '/id/keys', showKeys],
  ['GET', '/id/:orgId/:userId', showIdentity],
  ['GET', '/.well-known/openid-configuration', showOpenIdConfiguration],
];

const openRoutes: Route<Handler>[] = [
  ['GET', '/.well-known/auth-configuration', showAuthConfiguration],
  ['GET', '/services/data', listVersions],
  ['POST', '/services/Soap/m/:version{[0-9]+[.]0}', callMetadata],
  // A session may be named by its org behind the version, as in the URLs of userinfo.
  ['POST', '/services/Soap/m/:version{[0-9]+[.]0}/:orgId', callMetadata],
];

const REST_ROOT = '/services/data/:version{v[0-9]+[.]0}';

const restRoutes: Route<RestHandler>[] = [
  ...recordRoutes,
  ['GET', '', listResources],
  ['GET', '/limits', showLimits],
  ['POST', '/composite', runComposite],
  ['GET', '/apps/oauth/usage', listUsage],
  ['GET', '/apps/oauth/usage/:app/users', listAppUsers],
  ['DELETE', '/apps/oauth/usage/tokens/:token', revokeListedToken],
  ['GET', '/apps/oauth/usage/:app/:user/tokens', listUserTokens],
  ['DELETE', '/apps/oauth/usage/:app/:user/tokens', revokeAppTokens],
  ['DELETE', '/apps/oauth/usage/:app/tokens', revokeAppTokens],
  ['GET', '/apps/oauth/credentials/:app', listConsumers],
  ['GET', '/apps/oauth/credentials/:app/:consumer', showConsumer],
  ['GET', '/apps/oauth/credentials/:app/:consumer/staged', listStagedPairs],
  ['POST', '/apps/oauth/credentials/:app/:consumer/staged', stagePair],
  ['GET', '/apps/oauth/credentials/:app/:consumer/staged/:staged', showStagedPair],
  ['PATCH', '/apps/oauth/credentials/:app/:consumer/staged/:staged', rotatePair],
  ['DELETE', '/apps/oauth/credentials/:app/:consumer/staged/:staged', deletePair],
  ['POST', '/metadata/deployRequest', postDeploy],
  ['GET', '/metadata/deployRequest/:id', showDeploy],
  ['PATCH', '/metadata/deployRequest/:id', patchDeploy],
];

/** An answer goes out when what it says has been kept, so that whoever saw it finds it again (ORG-30). */
async function afterCommit(answer: Answer, commit: () => Promise<void>): Promise<Answer> {
  try {
    await commit();
    return answer;
  } catch (error) {
    return answerText(500, 'ORG-30', error instanceof Error ? error.message : String(error));
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function toRequest(context: Context<Entrance>, host: Host, body: Buffer): OrgRequest {
  const url = new URL(context.req.url);
  return {
    host,
    method: context.req.method,
    path: url.pathname,
    search: url.search,
    params: context.req.param(),
    query: url.searchParams,
    headers: headersOf(context.env.incoming),
    body,
  };
}

/**
 * A slash at the end does not matter, nor do several at the start: the CLI keeps the one behind an instance URL that
 * it was given, and so asks for `//services` (REST-05).
 */
function getPath(request: Request): string {
  return new URL(request.url).pathname.replace(/^\/+/, '/').replace(/(?<=.)\/$/, '');
}

/** A fault of the simulator itself must not look like an answer of an org. */
async function run(handler: WorldHandler, request: OrgRequest, world: World, now: Date): Promise<Answer> {
  try {
    return await handler(request, world, now);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : '';
    return answerText(500, 'ORG-09', `The simulator failed: ${reason}`);
  }
}

function forOrg(handler: Handler): WorldHandler {
  return (request, world, now) => {
    const org = findOrg(request, world, now);
    if (org === undefined) return answerNotFound();
    settleDeploys(org, now);
    return handler(request, org, now);
  };
}

/** A shared host has nothing of an org but the way in. */
function forOwnHost(handler: Handler): WorldHandler {
  return (request, world, now) =>
    request.host.org === null ? answerNotFound() : forOrg(handler)(request, world, now);
}

function forRest(handler: RestHandler): WorldHandler {
  return forOwnHost((request, org, now) => {
    const version = (request.params.version ?? '').slice(1);
    return answerRest(handler, { ...request, params: { ...request.params, version } }, org, now);
  });
}

/** Where a request came in; the server of each host passes it along. */
export type Entrance = { Bindings: HttpBindings & { listening: Host } };

/**
 * The orgs of a world as one web application: each request goes to the host that it calls. Before an answer goes out,
 * `commit` keeps what has changed.
 */
export function buildRoutes(
  world: World,
  witness: Witness,
  commit: () => Promise<void> = () => Promise.resolve(),
): Hono<Entrance> {
  const app = new Hono<Entrance>({ getPath });
  addPage(app, world);
  const serve = (handler: WorldHandler) => async (context: Context<Entrance>) => {
    const { listening, incoming, outgoing } = context.env;
    const body = await readBody(incoming);
    if (body === 'cut off') return RESPONSE_ALREADY_SENT;
    const host = findCalledHost(world, listening, incoming.headers.host ?? '');
    const isWhole = body !== 'too large';
    const request = toRequest(context, host, isWhole ? body : Buffer.alloc(0));
    const now = world.now();
    const rule = (asked: OrgRequest) =>
      answerWithRulesOff(world, asked, () => run(handler, asked, world, now));
    const answered = isWhole ? await answerUnderFaults(request, world, now, rule) : refuseSize(request.path);
    const answer = await afterCommit(answered, commit);
    witness(request, answer, now);
    await sendAnswer(answer, outgoing, now);
    return RESPONSE_ALREADY_SENT;
  };
  const add = (method: string, path: string, handler: WorldHandler) => {
    app.on(method === 'ALL' ? ['GET', 'POST', 'PUT'] : [method], [path], serve(handler));
  };
  add('ALL', '/services/oauth2/token', exchangeAssertion);
  // TOKEN-22: no method but POST, and no other answer to it.
  app.all('/services/oauth2/token', serve(exchangeAssertion));
  app.all('/:site/services/oauth2/token', serve(exchangeAtSite));
  for (const [method, path, handler] of sharedRoutes) add(method, path, forOrg(handler));
  for (const [method, path, handler] of openRoutes) add(method, path, forOwnHost(handler));
  for (const [method, path, handler] of restRoutes) {
    add(method, REST_ROOT + path, forRest(handler));
  }
  for (const [path, handler] of methodRefusals(restRoutes))
    app.all(REST_ROOT + path, serve(forRest(handler)));
  app.all(`${REST_ROOT}/*`, serve(forRest(answerNotFound)));
  // A client that went away in the middle of its request: nobody reads this answer, and nobody needs to hear of it.
  app.onError(() => new Response(null, { status: 400, headers: { [FACT_HEADER]: 'ORG-10' } }));
  app.notFound(serve(answerNotFound));
  return app;
}
