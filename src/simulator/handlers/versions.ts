import { type Answer, answerJson, type OrgRequest } from '../answer.ts';
import { releaseLabel } from '../api-versions.ts';
import { originOf, sharedHostOf } from '../hosts.ts';
import type { OrgState } from '../org-state.ts';
import { hasPermission } from '../permissions.ts';
import type { Caller } from './authenticate.ts';
import { refuseWithoutSetup } from './rest-refusals.ts';

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

/** Limits that nothing here uses up, with the values of a Developer Edition. */
const UNUSED_LIMITS: Record<string, number> = {
  ActiveScratchOrgs: 3,
  ConcurrentAsyncGetReportInstances: 200,
  DailyAsyncApexExecutions: 250_000,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryJobs: 10_000,
  DailyDurableGenericStreamingApiEvents: 10_000,
  DailyScratchOrgs: 6,
  DailyStreamingApiEvents: 10_000,
  DailyWorkflowEmails: 100_000,
  DataStorageMB: 5,
  FileStorageMB: 20,
  HourlyTimeBasedWorkflow: 50,
  MassEmail: 10,
  SingleEmail: 15,
};

/** `GET /services/data/vNN.0/limits`, for who may view the setup. */
export function showLimits(_request: OrgRequest, org: OrgState, now: Date, { user }: Caller): Answer {
  if (!hasPermission(org, user, 'ViewSetup', now)) return refuseWithoutSetup();
  const unused = Object.entries(UNUSED_LIMITS).map(([name, Max]) => [name, { Max, Remaining: Max }]);
  const DailyApiRequests = { Max: org.apiLimit, Remaining: org.apiLimit - org.apiUsage };
  return answerJson(200, 'REST-03', { DailyApiRequests, ...Object.fromEntries(unused) });
}
