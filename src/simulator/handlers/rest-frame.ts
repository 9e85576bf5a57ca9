import { type Answer, answerRestError, type OrgRequest } from '../answer.ts';
import { retirementRelease, standingOf } from '../api-versions.ts';
import type { OrgState, Session } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { authenticate, type RestHandler } from './authenticate.ts';
import { answerNotFound, refuseMethod } from './rest-refusals.ts';

/** Seen on captured answers of the REST API (REST-20). */
const CAPTURED_HEADERS = {
  'cache-control': 'no-cache,must-revalidate,max-age=0,no-store,private',
  vary: 'Accept-Encoding',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'none',
  'x-xss-protection': '1; mode=block',
};

/** An old version is gone, one that is newer than the org is not there yet. */
function checkVersion(org: OrgState, version: number): Answer | undefined {
  const standing = standingOf(org, version);
  if (standing === 'unknown') return answerNotFound();
  if (standing !== 'retired') return undefined;
  const message = `The requested API version has been retired ${OWN_WORDING}`;
  return answerRestError(410, 'REST-04', { message, errorCode: 'UNSUPPORTED_API_VERSION' });
}

/** How many of the day's requests are used, by the org and, where the app has a quota, by the app (REST-21). */
function usageOf(org: OrgState, session: Session | undefined): string {
  const usage = `api-usage=${org.apiUsage}/${org.apiLimit}`;
  const quota = org.appQuotas.find(({ appId }) => appId === session?.appId);
  if (quota === undefined) return usage;
  return `${usage}; per-app-api-usage=${quota.used}/${quota.limit}(appName=${session?.appName ?? ''})`;
}

function warningOf(org: OrgState, version: number): Record<string, string> {
  if (standingOf(org, version) !== 'deprecated') return {};
  const text = `This API version is deprecated and will be removed in ${retirementRelease(version)} ${OWN_WORDING}`;
  return { warning: `299 - "${text}"` };
}

/** Runs a handler of a REST resource between the checks that come before each, and the headers that each answer has. */
export async function answerRest(
  handler: RestHandler,
  request: OrgRequest,
  org: OrgState,
  now: Date,
): Promise<Answer> {
  const version = Number(request.params.version);
  const caller = authenticate(request, org, now);
  const session = 'status' in caller ? undefined : caller.session;
  const answer =
    'status' in caller ? caller : (checkVersion(org, version) ?? (await handler(request, org, now, caller)));
  const headers = {
    ...CAPTURED_HEADERS,
    'sforce-limit-info': usageOf(org, session),
    ...warningOf(org, version),
  };
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

type Route = [method: string, path: string, handler: RestHandler];

/** For each path of the routes a handler of the methods that it does not have. */
export function methodRefusals(routes: Route[]): [path: string, handler: RestHandler][] {
  const paths = [...new Set(routes.map(([, path]) => path))];
  return paths.map((path) => {
    const allowed = routes.filter(([, other]) => other === path).map(([method]) => method);
    return [path, ({ method }) => refuseMethod(method, allowed)];
  });
}
