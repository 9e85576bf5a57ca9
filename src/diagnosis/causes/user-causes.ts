import { advise, command, known, say, show, type Cause } from '../cause.ts';
import type { Facts } from '../facts.ts';
import { adminOf, appFlags, appOf, corrected, isLoginHere, isOrgOfLogin, userOf } from '../readings.ts';

const nameOf = ({ login }: Facts): string => login.username;

/** The app admits approved users, and the user is none of them; `undefined` where nobody told. */
function isShutOut(facts: Facts): boolean | undefined {
  const { user, app } = facts.org ?? { user: null, app: null };
  if (user === false || app === false) return false;
  if (app?.permittedUsers === 'self-authorized') return false;
  if (user === null || app === null) return undefined;
  if (!isLoginHere(facts)) return false;
  return app.admitsUser === null ? undefined : !app.admitsUser;
}

const admitsNobody = (facts: Facts): boolean => {
  const app = appOf(facts);
  return app !== undefined && app.permissionSets.length + app.profiles.length === 0;
};

/** To users with it, permission sets are given that cannot hold apps (help article 001453686). */
const hasIntegrationLicense = (facts: Facts): boolean =>
  /^Salesforce (API )?Integration/i.test(userOf(facts)?.license ?? '');

const admit = (facts: Facts): string[] => [
  ...['jwt', 'app', 'approve', ...appFlags(facts)],
  ...['--assign-to', nameOf(facts), '--target-org', adminOf(facts)],
];

const both = (one: boolean | undefined, other: boolean): boolean | undefined => (other ? one : false);

export const userNotAdmitted: Cause = {
  name: 'UserNotAdmitted',
  verdict: (facts) => known(both(isShutOut(facts), !admitsNobody(facts))),
  message: (facts) => {
    const app = appOf(facts);
    if (!app) return say('UserNotAdmitted', [nameOf(facts)]);
    const holders = [...app.permissionSets, ...app.profiles].join(', ');
    const text = say('UserNotAdmitted.org', [app.name, holders, nameOf(facts)]);
    return hasIntegrationLicense(facts) ? `${text} ${say('UserNotAdmitted.integration')}` : text;
  },
  fix: (facts) => command('UserNotAdmitted', admit(facts)),
};

export const nobodyAdmitted: Cause = {
  name: 'NobodyAdmitted',
  verdict: (facts) => known(both(isShutOut(facts), facts.org === null || admitsNobody(facts))),
  message: () => say('NobodyAdmitted'),
  fix: (facts) => command('NobodyAdmitted', admit(facts)),
};

export const userUnknown: Cause = {
  name: 'UserUnknown',
  verdict: (facts) => {
    const { org } = facts;
    if (org === null || org.user === null) return 'open';
    return org.user === false ? known(isOrgOfLogin(facts) || null) : 'no';
  },
  message: (facts) =>
    facts.org ? say('UserUnknown.org', [facts.org.host, nameOf(facts)]) : say('UserUnknown', [nameOf(facts)]),
  fix: (facts) => {
    const [near, ...others] = facts.org?.nearUsers ?? [];
    if (near !== undefined && others.length === 0)
      return command('UserUnknown.near', corrected(facts, { '--username': near }), [near]);
    if (near !== undefined) return advise('UserUnknown.several', [[near, ...others].join(', ')]);
    const query = `SELECT Username, IsActive FROM User WHERE Username LIKE '${localPart(nameOf(facts))}%'`;
    return show('UserUnknown', ['data', 'query', '--query', query, '--target-org', adminOf(facts)]);
  },
};

/** Quotes and wildcards of SOQL stay out of the query. */
const localPart = (username: string): string => username.replace(/@.*$/, '').replace(/['\\%_].*$/, '');

export const userInactive: Cause = {
  name: 'UserInactive',
  verdict: (facts) => (facts.org?.user === false ? 'no' : known(negate(userOf(facts)?.isActive))),
  message: (facts) => say('UserInactive', [nameOf(facts)]),
  fix: (facts) => update('UserInactive', 'User', userOf(facts)?.id, 'IsActive=true', facts),
};

export const userFrozen: Cause = {
  name: 'UserFrozen',
  verdict: (facts) => (facts.org?.user === false ? 'no' : known(userOf(facts)?.isFrozen)),
  message: (facts) => say('UserFrozen', [nameOf(facts)]),
  fix: (facts) => update('UserFrozen', 'UserLogin', userOf(facts)?.userLoginId, 'IsFrozen=false', facts),
};

const negate = (value: boolean | undefined): boolean | undefined =>
  value === undefined ? undefined : !value;

function update(key: string, type: string, id: string | null | undefined, values: string, facts: Facts) {
  if (!id) return advise(`${key}.setup`);
  const record = ['data', 'update', 'record', '--sobject', type, '--record-id', id, '--values', values];
  return command(key, [...record, '--target-org', adminOf(facts)]);
}
