import { findGrant, listWays } from '../access-grants.ts';
import type { OrgApp } from '../apps.ts';
import type { Exchange } from '../exchange.ts';
import { hostsOf, originOf, sharedHostOf } from '../hosts.ts';
import { textMember } from '../json-values.ts';
import { findUser } from '../find-user.ts';
import { endOfPropagation } from '../metadata/component.ts';
import type { OrgState, PermissionSet, User } from '../org-state.ts';
import { explainNotInstalled } from './app-causes.ts';
import { type Explanation, explainWait, quote, quoteAll } from './explanation.ts';
import { endOfAppPropagation, findDeployedApp } from './propagation.ts';

function findHome({ world }: Exchange, username: string): [org: OrgState, user: User] | undefined {
  for (const org of world.orgs) {
    const user = findUser(org, username);
    if (user !== undefined) return [org, user];
  }
  return undefined;
}

/** The user exists, and the called host is not one that knows it. */
function explainWrongHost({ request }: Exchange, home: OrgState, user: User): Explanation {
  const own = hostsOf(home).find(({ name }) => name === user.site) ?? home.myDomain;
  const ways = user.site === null ? [own, sharedHostOf(home)] : [own];
  const where = user.site === null ? home.name : `${user.site}, a site of ${home.name}`;
  return {
    cause: `${quote(user.username)} is a user of ${quote(where)}, and ${quote(request.host.name)} does not know the users there.`,
    remedy: `Call ${ways.map((host) => quote(originOf(host, request))).join(' or ')}, or log in as another user.`,
  };
}

function explainUnknownUser(exchange: Exchange): Explanation {
  const { world, request, assertion } = exchange;
  const username = textMember(assertion.claims, 'prn') || textMember(assertion.claims, 'sub');
  if (username === '') {
    return { cause: 'There is neither sub nor prn, as a text.', remedy: 'Send the username as sub.' };
  }
  const [home, user] = findHome(exchange, username) ?? [];
  if (home !== undefined && user !== undefined) return explainWrongHost(exchange, home, user);
  const org = request.host.org ?? world.orgs[0];
  const known = (org?.records.users ?? []).filter(({ isActive }) => isActive).slice(0, 5);
  const some = known.length === 0 ? '' : ` Some of this org: ${quoteAll(known.map((one) => one.username))}.`;
  return {
    cause: `${quote(org?.name ?? '')} has no user ${quote(username)}.`,
    remedy: `Send a username as sub, which need not be an e-mail address.${some}`,
  };
}

/** The permission sets that open an app; those that profiles own are among them. */
function openersOf({ records }: OrgState, app: OrgApp): PermissionSet[] {
  const accesses = records.accesses.filter(({ setupEntityId }) => setupEntityId === app.id);
  return records.permissionSets.filter(({ id }) => accesses.some(({ parentId }) => parentId === id));
}

function nameOf({ records }: OrgState, opener: PermissionSet): string {
  return records.profiles.find(({ id }) => id === opener.profileId)?.name ?? opener.name;
}

function explainNoOpener(app: OrgApp): Explanation {
  return {
    cause: `No permission set and no profile opens ${quote(app.name)}: nobody can log in.`,
    remedy:
      "Add a permission set to the app's policy. A deploy of the policy without its list takes them all away.",
  };
}

/** The user holds a permission set that opens the app, but not now. */
function explainLapsed(user: User, opener: PermissionSet): Explanation {
  return opener.hasActivationRequired
    ? {
        cause: `${quote(user.username)} has ${quote(opener.name)}, which counts only in a session that activates it.`,
        remedy: 'Let a permission set without required activation open the app.',
      }
    : {
        cause: `The assignment of ${quote(opener.name)} to ${quote(user.username)} has expired.`,
        remedy: 'Assign the permission set again, with a later end or without one.',
      };
}

function findHeld({ records }: OrgState, user: User, openers: PermissionSet[]): PermissionSet | undefined {
  return openers.find(({ id }) =>
    records.assignments.some(({ userId, permissionSetId }) => userId === user.id && permissionSetId === id),
  );
}

/** Only assigned users may use the app, and this one is not. */
export function explainNotAssigned({ org, app, user }: Exchange): Explanation {
  if (org === undefined || app === undefined || user === undefined) {
    return { cause: 'The user is not assigned to the app.', remedy: 'Assign the user to the app.' };
  }
  const openers = openersOf(org, app);
  if (openers.length === 0) return explainNoOpener(app);
  const held = findHeld(org, user, openers);
  if (held !== undefined) return explainLapsed(user, held);
  const first = openers.find(({ profileId }) => profileId === null);
  const assign = `sf org assign permset --name ${first?.name ?? ''} --on-behalf-of ${user.username} --target-org ${org.name}`;
  const names = quoteAll(openers.map((opener) => nameOf(org, opener)));
  return {
    cause: `${quote(app.name)} is open to ${names}, and ${quote(user.username)} has none of that.`,
    remedy:
      first === undefined
        ? 'Give the user one of these profiles, or the app a permission set.'
        : `Assign the permission set: ${quote(assign)}`,
  };
}

function explainSelfAuthorize(org: OrgState, app: OrgApp, user: User, now: Date): Explanation {
  if (findDeployedApp(org, app)?.isAdminApproved === true) {
    const what = `The policy of ${quote(app.name)} has just been set to approved users`;
    return explainWait(what, endOfAppPropagation(org, app), now);
  }
  return {
    cause: `${quote(app.name)} lets users approve themselves, and ${quote(user.username)} never did, with a refresh token.`,
    remedy:
      'Set the policy to "Admin approved users are pre-authorized" (AdminApprovedPreAuthorized) and name a permission set that the user has.',
  };
}

function explainScopeAlone(app: OrgApp): Explanation {
  return {
    cause: `refresh_token is the only scope of ${quote(app.name)}.`,
    remedy: 'Give the app one more scope, such as Api.',
  };
}

/** The one sentence that stands for an unknown user, a missing approval and an unfinished propagation alike. */
export function explainNotApproved(exchange: Exchange): Explanation {
  const { org, app, appOrg, user, request, now } = exchange;
  if (org === undefined || user === undefined) return explainUnknownUser(exchange);
  if (app === undefined || appOrg === undefined) return explainNotInstalled(exchange);
  if (org !== appOrg) {
    return {
      cause: `${quote(app.name)} is an app of ${quote(appOrg.name)}, and ${quote(user.username)} a user of ${quote(org.name)}.`,
      remedy: `Send a user of that org to ${quote(originOf(appOrg.myDomain, request))}, or the consumer key of an app in this one.`,
    };
  }
  if (app.scopes.length < 2) return explainScopeAlone(app);
  if (!app.isAdminApproved) return explainSelfAuthorize(org, app, user, now);
  if (findGrant(org, app, user, now) === 'propagating') {
    const first = new Date(Math.min(...listWays(org, app, user, now).map((date) => date.getTime())));
    return explainWait(
      `${quote(user.username)} was assigned a moment ago`,
      endOfPropagation(org, 'grant', first),
      now,
    );
  }
  return explainNotAssigned(exchange);
}
