import { type Answer, answerJson, answerText, type OrgRequest } from '../answer.ts';
import { originOf, sharedHostOf } from '../hosts.ts';
import { findUserById } from '../find-user.ts';
import type { OrgState, Session, User } from '../org-state.ts';
import { isSameId } from '../record-ids.ts';
import { offsetAt } from '../records/soql-dates.ts';
import { findSession } from '../sessions.ts';
import { readToken } from './authenticate.ts';

/** These endpoints take the token from the header, the query or the form. */
function tokenOf(request: OrgRequest): string {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const named = ['oauth_token', 'access_token'].map((name) => request.query.get(name) ?? form.get(name));
  return (readToken(request) || named.find((value) => value !== null)) ?? '';
}

function refuseToken(token: string): Answer {
  return token === ''
    ? answerText(403, 'OAUTH-03', 'Missing_OAuth_Token')
    : answerText(403, 'OAUTH-02', 'Bad_OAuth_Token');
}

function urlsOf(request: OrgRequest, org: OrgState, user: User, version: string): Record<string, string> {
  const origin = originOf(org.myDomain, request);
  const data = `${origin}/services/data/v${version}`;
  const soap = (letter: string) => `${origin}/services/Soap/${letter}/${version}/${org.id.slice(0, 15)}`;
  return {
    enterprise: soap('c'),
    metadata: soap('m'),
    partner: soap('u'),
    rest: `${data}/`,
    sobjects: `${data}/sobjects/`,
    search: `${data}/search/`,
    query: `${data}/query/`,
    recent: `${data}/recent/`,
    tooling_soap: soap('T'),
    tooling_rest: `${data}/tooling/`,
    profile: `${origin}/${user.id}`,
    feeds: `${data}/chatter/feeds`,
    groups: `${data}/chatter/groups`,
    users: `${data}/chatter/users`,
    feed_items: `${data}/chatter/feed-items`,
    feed_elements: `${data}/chatter/feed-elements`,
    custom_domain: origin,
  };
}

/** Where a token's user is described; the host is the one that all orgs of the type share. */
export function identityUrl(request: OrgRequest, org: OrgState, user: User): string {
  return `${originOf(sharedHostOf(org), request)}/id/${org.id}/${user.id}`;
}

function fullNameOf({ firstName, lastName }: User): string {
  return `${firstName} ${lastName}`.trim();
}

/** In milliseconds, as outside of daylight saving time. */
function utcOffsetOf(timeZone: string): number {
  const offsets = [0, 6].map((month) => offsetAt(timeZone, Date.UTC(2026, month, 1)));
  return Math.min(...offsets);
}

function shortTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

function photosOf(request: OrgRequest, org: OrgState): { picture: string; thumbnail: string } {
  const base = `${originOf(org.myDomain, request)}/profilephoto/005`;
  return { picture: `${base}/F`, thumbnail: `${base}/T` };
}

/** `GET /services/oauth2/userinfo`. */
export function showUserInfo(request: OrgRequest, org: OrgState, now: Date): Answer {
  const token = tokenOf(request);
  const user = userOf(org, findSession(org, token, now));
  if (user === undefined) return refuseToken(token);
  const photos = photosOf(request, org);
  return answerJson(200, 'OAUTH-01', {
    sub: identityUrl(request, org, user),
    user_id: user.id,
    organization_id: org.id,
    preferred_username: user.username,
    nickname: user.username.split('@')[0],
    name: fullNameOf(user),
    email: user.email,
    email_verified: true,
    given_name: user.firstName,
    family_name: user.lastName,
    zoneinfo: user.timeZone,
    photos,
    profile: `${originOf(org.myDomain, request)}/${user.id}`,
    picture: photos.picture,
    phone_number: null,
    phone_number_verified: false,
    address: { country: 'US' },
    is_salesforce_integration_user: false,
    urls: urlsOf(request, org, user, '{version}'),
    active: user.isActive,
    user_type: 'STANDARD',
    language: user.language,
    locale: user.locale,
    utcOffset: utcOffsetOf(user.timeZone),
    updated_at: shortTime(user.changedAt),
    is_app_installed: true,
  });
}

function userOf(org: OrgState, session: Session | undefined): User | undefined {
  return findUserById(org, session?.userId);
}

/** `GET /id/<org>/<user>`. */
export function showIdentity(request: OrgRequest, org: OrgState, now: Date): Answer {
  const token = tokenOf(request);
  const { orgId = '', userId = '' } = request.params;
  if (findSession(org, token, now) === undefined) return refuseToken(token);
  const user = org.records.users.find(({ id }) => isSameId(id, userId));
  if (!isSameId(org.id, orgId) || user === undefined) return answerText(404, 'OAUTH-04', 'Bad_Id');
  const asked = request.query.get('version') ?? '{version}';
  const version = asked === 'latest' ? (org.apiVersions.at(-1) ?? asked) : asked;
  return answerJson(200, 'OAUTH-05', {
    id: identityUrl(request, org, user),
    asserted_user: true,
    user_id: user.id,
    organization_id: org.id,
    username: user.username,
    nick_name: user.username.split('@')[0],
    display_name: fullNameOf(user),
    email: user.email,
    email_verified: true,
    first_name: user.firstName,
    last_name: user.lastName,
    timezone: user.timeZone,
    photos: photosOf(request, org),
    addr_street: null,
    addr_city: null,
    addr_state: null,
    addr_country: 'US',
    addr_zip: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    urls: urlsOf(request, org, user, version),
    active: user.isActive,
    user_type: 'STANDARD',
    language: user.language,
    locale: user.locale,
    utcOffset: utcOffsetOf(user.timeZone),
    last_modified_date: shortTime(user.changedAt),
    is_app_installed: true,
  });
}
