import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'refusals');

/** The two members of an OAuth error answer (RFC 6749, 5.2), in the org's own words. */
export type Refusal = { error: string; description: string };

/** What was asked of which host, and the command line that asks it again; none of it is secret. */
export type LoginAttempt = {
  clientId: string;
  username: string;
  audience: string;
  host: string;
  retry: string;
};

/**
 * One refusal of the token endpoint. `isTransient`: a young app, grant or certificate causes it until the org has taken the
 * change over, so that waiting can help. Its text lists the possible causes, the most likely first.
 */
export type RefusalRule = {
  name: string;
  matches: (refusal: Refusal) => boolean;
  isTransient: boolean;
  /** `quote`: the org's own words. */
  error: (quote: string, attempt: LoginAttempt) => SfError;
};

const says =
  (error: string | undefined, description: RegExp) =>
  (refusal: Refusal): boolean =>
    (error === undefined || refusal.error === error) && description.test(refusal.description);

/** Texts as captured from orgs; src/simulator/README.md lists each with its sources. First match counts. */
export const refusalRules: readonly RefusalRule[] = [
  {
    name: 'UserNotApproved',
    matches: says('invalid_grant', /hasn't approved this consumer/i),
    isTransient: true,
    error: (quote, { username, audience, retry }) =>
      messages.createError(
        'error.UserNotApproved',
        [quote, username, username, audience],
        [username, username, retry],
      ),
  },
  {
    name: 'UserNotAdminApproved',
    // the second spelling is the one of Salesforce's own list of errors
    matches: (refusal) => refusal.error === 'invalid_app_access' || refusal.error === 'invalid_app_acess',
    isTransient: true,
    error: (quote, { username, retry }) =>
      messages.createError('error.UserNotAdminApproved', [quote, username, username], [username, retry]),
  },
  {
    name: 'ConsumerKeyUnknown',
    matches: (refusal) => refusal.error === 'invalid_client_id',
    isTransient: true,
    error: (quote, { clientId, host, retry }) =>
      messages.createError('error.ConsumerKeyUnknown', [quote, clientId, host], [retry]),
  },
  {
    name: 'RefreshTokenScopeMissing',
    matches: says('invalid_request', /refresh_token scope is required/i),
    isTransient: true,
    error: (quote, { retry }) => messages.createError('error.RefreshTokenScopeMissing', [quote], [retry]),
  },
  {
    name: 'AssertionInvalid',
    matches: (refusal) =>
      says('invalid_grant', /invalid assertion/i)(refusal) ||
      says('invalid_client', /invalid client credentials/i)(refusal),
    isTransient: true,
    error: (quote, { retry }) => messages.createError('error.AssertionInvalid', [quote], [retry]),
  },
  {
    name: 'AudienceInvalid',
    matches: says(undefined, /audience is invalid|audience validation failed|invalid audience/i),
    isTransient: false,
    error: (quote, { audience, host, retry }) =>
      messages.createError('error.AudienceInvalid', [quote, audience, host], [retry]),
  },
  {
    name: 'AssertionExpired',
    matches: says('invalid_grant', /expired authorization code/i),
    isTransient: false,
    error: (quote, { retry }) => messages.createError('error.AssertionExpired', [quote], [retry]),
  },
  {
    name: 'AppNotInstalled',
    matches: (refusal) =>
      refusal.error === 'app_not_found' || /app is not installed in this org/i.test(refusal.description),
    isTransient: true,
    error: (quote, { host, retry }) => messages.createError('error.AppNotInstalled', [quote, host], [retry]),
  },
];

/** True when waiting can help: the refusal is one that a young app, grant or certificate causes. */
export function isTransientRefusal(refusal: Refusal): boolean {
  return findRule(refusal)?.isTransient ?? false;
}

/** The named error for a refusal: the org's own words, the possible causes in order of likelihood, what to do about each. */
export function explainRefusal(refusal: Refusal, attempt: LoginAttempt): SfError {
  const quote = `"${refusal.description}" (${refusal.error})`;
  const error =
    findRule(refusal)?.error(quote, attempt) ??
    messages.createError('error.LoginRefused', [quote, attempt.host]);
  const { clientId, username, audience, host } = attempt;
  error.data = { ...refusal, clientId, username, audience, host };
  return error;
}

const findRule = (refusal: Refusal): RefusalRule | undefined =>
  refusalRules.find(({ matches }) => matches(refusal));
