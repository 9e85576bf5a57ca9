import { type Answer, answerJson, type OrgRequest } from '../answer.ts';
import { originOf, sharedHostOf } from '../hosts.ts';
import type { OrgState } from '../org-state.ts';
import type { Caller } from './authenticate.ts';

const SEASONS = ['Winter', 'Spring', 'Summer'];

/** Three releases a year: API 64.0 is Summer '25, 65.0 Winter '26 (named after the year that follows). */
function releaseLabel(version: string): string {
  const release = Number.parseInt(version) - 65;
  const season = SEASONS[((release % 3) + 3) % 3] ?? '';
  return `${season} '${26 + Math.floor(release / 3)}`;
}

/** `GET /services/data`: the API versions, oldest first, without a session. */
export function listVersions(_request: OrgRequest, org: OrgState): Answer {
  const versions = org.apiVersions.map((version) => ({
    label: releaseLabel(version),
    url: `/services/data/v${version}`,
    version,
  }));
  return answerJson(200, 'REST-01', versions);
}

const RESOURCES = [
  'sobjects',
  'query',
  'queryAll',
  'search',
  'limits',
  'tooling',
  'metadata',
  'composite',
  'recent',
  'chatter',
];

/** `GET /services/data/vNN.0`: the names of the resources. */
export function listResources(request: OrgRequest, org: OrgState, _now: Date, caller: Caller): Answer {
  const base = `/services/data/v${request.params.version ?? ''}`;
  const resources = Object.fromEntries(RESOURCES.map((name) => [name, `${base}/${name}`]));
  const identity = `${originOf(sharedHostOf(org), request)}/id/${org.id}/${caller.user.id}`;
  return answerJson(200, 'REST-02', { ...resources, identity });
}

/** `GET /services/data/vNN.0/limits`. */
export function showLimits(_request: OrgRequest, org: OrgState): Answer {
  const Remaining = org.apiLimit - org.apiUsage;
  return answerJson(200, 'REST-03', { DailyApiRequests: { Max: org.apiLimit, Remaining } });
}
