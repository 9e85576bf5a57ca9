import { advise, command, known, say, show, type Cause } from '../cause.ts';
import { ADMIN_ORG } from '../command-line.ts';
import type { Fix, Verdict } from '../diagnosis.ts';
import type { Facts } from '../facts.ts';
import { adminOf, appOf, corrected, hostReached, isSharedHost, userOf } from '../readings.ts';

/** Of refusals with one possible cause: the org itself says it, and a person alone can mend it. */
const stated = (name: string, fix: (facts: Facts) => Fix | null = () => advise(name)): Cause => ({
  name,
  verdict: () => 'yes',
  message: ({ login }) => say(name, [login.username]),
  fix,
});

export const loginRateExceeded = stated('LoginRateExceeded');
export const orgLocked = stated('OrgLocked');
export const requestChanged = stated('RequestChanged');
export const assertionRepeated = stated('AssertionRepeated');
export const orgFailed = stated('OrgFailed');

export const appBlocked: Cause = {
  ...stated('AppBlocked', () => advise('AppBlocked')),
  message: (facts) => {
    const app = appOf(facts);
    return app ? say('AppBlocked.org', [app.name]) : say('AppBlocked');
  },
};

/** API access control (help: "Manage API Access"). */
export const appNotAllowed: Cause = { ...stated('AppNotAllowed'), verdict: () => 'open' };

export const loginHours: Cause = {
  name: 'LoginHours',
  verdict: (facts) => (userOf(facts)?.isInLoginHours === true ? 'open' : 'yes'),
  message: (facts) => say('LoginHours', [facts.login.username]),
  fix: (facts) => advise('LoginHours', [userOf(facts)?.profile ?? say('theProfile')]),
};

/** Whether the profile has ranges, and the app holds the login to them. */
const byRanges = (facts: Facts): Verdict => {
  const ranges = userOf(facts)?.loginIpRanges ?? null;
  if (ranges === null) return facts.org?.user === false ? 'no' : 'open';
  return known(ranges.length > 0);
};

export const profileIpRanges: Cause = {
  name: 'ProfileIpRanges',
  verdict: byRanges,
  message: (facts) => {
    const ranges = userOf(facts)?.loginIpRanges ?? [];
    const { username } = facts.login;
    if (ranges.length === 0) return say('ProfileIpRanges', [username]);
    const shown = ranges.map(({ start, end }) => `${start} - ${end}`).join(', ');
    return say('ProfileIpRanges.org', [username, shown]);
  },
  fix: (facts) => advise('ProfileIpRanges', [userOf(facts)?.profile ?? say('theProfile')]),
};

export const appIpRanges: Cause = {
  name: 'AppIpRanges',
  verdict: (facts) => (byRanges(facts) === 'yes' ? 'no' : 'open'),
  message: () => say('AppIpRanges'),
  fix: () => advise('AppIpRanges'),
};

/** An External Client App answers only at the My Domain of its org. */
export const sharedHost: Cause = {
  name: 'SharedHost',
  verdict: (facts) => {
    const { login, org } = facts;
    if (!isSharedHost(login.host) || org?.app === false || hostReached(facts) === 'other') return 'no';
    return org?.app ? known(org.app.type === 'external-client-app') : 'open';
  },
  message: ({ login }) => say('SharedHost', [login.host]),
  fix: (facts) => atMyDomain('SharedHost', facts),
};

/** The same line with the address of the org that was shown. */
export function atMyDomain(key: string, facts: Facts): Fix {
  const { org } = facts;
  return org
    ? command(`${key}.org`, corrected(facts, { '--instance-url': org.host }))
    : show(key, ['org', 'display', '--target-org', ADMIN_ORG]);
}

/** Whether the org told that it has both. */
const isAllHere = (facts: Facts): boolean => userOf(facts) !== undefined && appOf(facts) !== undefined;

export const hostOfOtherOrg: Cause = {
  name: 'HostOfOtherOrg',
  verdict: (facts) => {
    const reached = hostReached(facts);
    if (facts.org?.user === false || facts.org?.app === false) return 'no';
    if (reached === 'other') return isAllHere(facts) ? 'yes' : 'open';
    return reached === undefined ? 'open' : 'no';
  },
  message: (facts) => {
    const { login, org } = facts;
    return org && isAllHere(facts)
      ? say('HostOfOtherOrg.org', [login.host, org.host])
      : say('HostOfOtherOrg', [login.host, login.audience]);
  },
  fix: (facts) => atMyDomain('HostOfOtherOrg', facts),
};

/** The org gives no reason; the login history sometimes does. */
export const reasonNotTold: Cause = {
  name: 'ReasonNotTold',
  verdict: () => 'open',
  message: ({ login, org }) => {
    const status = org?.logins?.[0]?.status;
    return status && status !== 'Success'
      ? say('ReasonNotTold.history', [status])
      : say('ReasonNotTold', [login.username]);
  },
  fix: (facts) => {
    const query =
      'SELECT LoginTime, Status, Application, SourceIp FROM LoginHistory ORDER BY LoginTime DESC LIMIT 5';
    return show('ReasonNotTold', ['data', 'query', '--query', query, '--target-org', adminOf(facts)]);
  },
};
