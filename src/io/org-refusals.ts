/**
 * What a call of an org ended with, in one form whoever threw it: a code without prefix, and the words. `isOfApi`: the org said
 * it, or what came in its place; else it can be a mistake of ours.
 */
export type Seen = { code: string; said: string; isOfApi: boolean };

export type Refusal = {
  /** Of the message `error.…` of org.md; tests and people know the error by it. */
  error: string;
  /** Codes of the API, names of faults of the way there, kinds of an `OrgFault`. Default: any. */
  codes?: readonly string[];
  /** Words that it must have as well. */
  says?: RegExp;
  /** It may be gone in a moment: what only reads is asked again. */
  isPassing?: true;
  /** The org may have done what it was asked. */
  leavesUnknown?: true;
  /** What the command of the last action names. Default: the user. */
  names?: 'origin';
};

/**
 * Codes are those of the SOAP and REST API guides, which the SOAP API prefixes with `sf:`; the first row that fits counts.
 */
export const refusals: readonly Refusal[] = [
  // jsforce's own words, before it sends anything
  { error: 'SoapRefusesToken', says: /^SOAP API does not support JWT-based access tokens/, names: 'origin' },
  {
    error: 'OrgSessionNotForApi',
    codes: ['INVALID_SESSION_ID'],
    says: /not valid for use with the REST API/,
    names: 'origin',
  },
  {
    error: 'OrgSessionEnded',
    codes: ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER', 'session'],
    names: 'origin',
  },
  // jsforce's words around those of core, which asked for a new access token; core tries several audiences, and what the org says
  // to one of them counts more than that another host cannot be reached
  {
    error: 'OrgSessionEnded',
    says: /^Unable to refresh session due to: .*(?:is not installed in this org|client identifier invalid|invalid assertion|hasn't approved)/,
    names: 'origin',
  },
  {
    error: 'OrgUnreachable',
    says: /^Unable to refresh session due to: .*(?:fetch failed|\bE[A-Z]{5,})/,
    isPassing: true,
  },
  { error: 'OrgGone', says: /^Unable to refresh session due to: .*does not appear to exist/ },
  { error: 'OrgSessionEnded', says: /^Unable to refresh session due to: /, names: 'origin' },
  { error: 'OrgWithoutApi', codes: ['API_DISABLED_FOR_ORG'] },
  { error: 'UserWithoutApi', codes: ['API_CURRENTLY_DISABLED'] },
  { error: 'OrgLimitReached', codes: ['REQUEST_LIMIT_EXCEEDED'] },
  {
    error: 'PermissionMissing',
    codes: [
      'INSUFFICIENT_ACCESS',
      'INSUFFICIENT_ACCESS_OR_READONLY',
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    ],
  },
  { error: 'FeatureNotEnabled', codes: ['FUNCTIONALITY_NOT_ENABLED'] },
  { error: 'ApiVersionNotInOrg', codes: ['UNSUPPORTED_API_VERSION'] },
  { error: 'TypeNotInOrg', codes: ['INVALID_TYPE'] },
  // of an app of another org, which the Metadata API lists and cannot read
  { error: 'AppUnreadable', says: /Load of metadata from db failed/ },
  { error: 'OrgSetupLocked', codes: ['ALREADY_IN_PROCESS', 'UNABLE_TO_LOCK_ROW'] },
  // right after a deploy, the Metadata API's SOAP address can answer 404 without a word (Salesforce's own sf-pi)
  { error: 'OrgAddressNotFound', codes: ['missing'], isPassing: true },
  { error: 'OrgAddressNotFound', codes: ['NOT_FOUND', 'ERROR_HTTP_404'] },
  { error: 'OrgBusy', codes: ['limited'], isPassing: true },
  { error: 'OrgBusy', codes: ['busy', 'SERVER_UNAVAILABLE'], isPassing: true, leavesUnknown: true },
  { error: 'OrgFailed', codes: ['failed', 'UNKNOWN_EXCEPTION'], isPassing: true, leavesUnknown: true },
  { error: 'OrgInMaintenance', codes: ['maintenance'], isPassing: true, leavesUnknown: true },
  // jsforce: requests to the Metadata API are sometimes answered so by orgs that are there
  { error: 'OrgGone', codes: ['gone'], isPassing: true },
  { error: 'OrgMoved', codes: ['redirected'], names: 'origin' },
  { error: 'OrgAnswerUnreadable', codes: ['page', 'unreadable'], isPassing: true, leavesUnknown: true },
  {
    error: 'OrgUnreachable',
    codes: ['HostNotFoundError', 'HostUnreachableError', 'ProxyUnreachableError', 'ProxyFailedError'],
    isPassing: true,
  },
  { error: 'OrgConnectionBroken', codes: ['ConnectionBrokenError'], isPassing: true, leavesUnknown: true },
  { error: 'OrgNotAnsweringInTime', codes: ['NoAnswerInTimeError'], leavesUnknown: true },
];
