import { type Answer, answerJson, answerNothing, answerRestError, type OrgRequest } from './answer.ts';
import type { FactId } from './facts/facts.ts';
import { answerFault } from './handlers/soap-envelope.ts';
import { originOf } from './hosts.ts';
import { OWN_WORDING, UNEXPECTED_ERROR } from './refusals.ts';
import type { World } from './world.ts';

type Dialect = 'oauth' | 'soap' | 'rest';

function dialectOf({ path }: OrgRequest): Dialect {
  if (path.includes('/services/oauth2/')) return 'oauth';
  return path.includes('/services/Soap/') ? 'soap' : 'rest';
}

/** An error of the platform itself, in the form of the API that was called. */
export function answerServerError(request: OrgRequest): Answer {
  const fact = 'FAULT-03';
  const dialect = dialectOf(request);
  if (dialect === 'soap') return answerFault(fact, 'UNKNOWN_EXCEPTION', UNEXPECTED_ERROR);
  if (dialect === 'oauth') {
    return answerJson(500, fact, { error: 'unknown_error', error_description: 'retry your request' });
  }
  return answerRestError(500, fact, { message: UNEXPECTED_ERROR, errorCode: 'UNKNOWN_EXCEPTION' });
}

/** The platform is there, and not available; it says so in the form of the API that was called. */
export function answerUnavailable(request: OrgRequest): Answer {
  const fact = 'FAULT-16';
  const message = `The server is not available ${OWN_WORDING}`;
  const dialect = dialectOf(request);
  if (dialect === 'soap') return answerFault(fact, 'SERVER_UNAVAILABLE', message);
  if (dialect === 'oauth') {
    return answerJson(503, fact, { error: 'service_unavailable', error_description: message });
  }
  return answerRestError(503, fact, { message, errorCode: 'SERVER_UNAVAILABLE' });
}

/** An HTML page, as a web server in front of an org answers. */
export function answerPage(status: number, fact: FactId, title: string, text: string): Answer {
  const body =
    `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n` +
    `<body><h1>${title}</h1><p>${text}</p><!-- simulated page --></body>\n</html>\n`;
  return { status, fact, contentType: 'text/html', headers: {}, body };
}

/** Too many requests at once; the client may come again after some seconds. */
export function answerTooMany(request: OrgRequest, seconds: number): Answer {
  const message = `Too many requests ${OWN_WORDING}`;
  const value =
    dialectOf(request) === 'oauth'
      ? { error: 'slow_down', error_description: message }
      : [{ message, errorCode: 'REQUEST_LIMIT_EXCEEDED' }];
  return answerJson(429, 'FAULT-08', value, { 'retry-after': String(seconds) });
}

/** Sends the client to another host of the world with the same path. */
export function answerRedirect(request: OrgRequest, world: World): Answer {
  const target = request.host.org === null ? world.orgs[0]?.myDomain : world.login;
  const location = target && originOf(target, request) + request.path + request.search;
  return { ...answerNothing(302, 'FAULT-10'), headers: { location: location ?? '/' } };
}
