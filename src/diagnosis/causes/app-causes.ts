import { advise, known, say, show, showFix, type Cause } from '../cause.ts';
import type { Verdict } from '../diagnosis.ts';
import type { AppFact, Facts } from '../facts.ts';
import { adminOf, appOf, hostReached, isLoginHere, isOrgOfLogin } from '../readings.ts';
import { makeApp, mendApp } from './mend-app.ts';

const nameOf = (facts: Facts): string => appOf(facts)?.name ?? '';

/**
 * Of a cause that an app's settings decide: in an org without the app, it is not this. A sandbox has copies of Connected Apps, so
 * that the app of another org than the login went to proves nothing.
 */
export const byApp =
  (isSo: (app: AppFact, facts: Facts) => boolean | null) =>
  (facts: Facts): Verdict => {
    const app = appOf(facts);
    if (app) return known(isSo(app, facts) && (hostReached(facts) !== 'other' || null));
    return facts.org?.app === false ? 'no' : 'open';
  };

/** One text where an administrator's org told the app's name, another where it did not. */
const ofApp =
  (key: string) =>
  (facts: Facts): string =>
    appOf(facts) ? say(`${key}.org`, [nameOf(facts)]) : say(key);

const hasAppOfKey = ({ org }: Facts): boolean => (org?.appsOfKey.length ?? 0) > 0;

/** Letters and digits alone can be chosen for a new app; a key that the platform made has other characters as well. */
const canBeChosen = (clientId: string): boolean => /^[A-Za-z0-9]{8,256}$/.test(clientId);

const isMissing = (facts: Facts): Verdict => {
  const { org } = facts;
  if (org === null || org.app === null) return 'open';
  return org.app === false ? known(isOrgOfLogin(facts) || null) : 'no';
};

const missing = (fix: Cause['fix']): Cause => ({
  name: 'AppMissing',
  verdict: (facts) => (hasAppOfKey(facts) ? 'no' : isMissing(facts)),
  message: ({ login, org }) =>
    org ? say('AppMissing.org', [org.host, login.clientId]) : say('AppMissing', [login.host]),
  fix,
});

/** A new app has a consumer key of its own, and then the login is another one: for a person to run and to take over. */
const makeOther: Cause['fix'] = (facts) => {
  const line = showFix(makeApp('AppMissing', facts));
  return { text: `${line}\n${say('AppMissing.newKey')}`, command: null };
};

/** No app of any org has the consumer key. */
export const appMissing = missing((facts) =>
  facts.org && canBeChosen(facts.login.clientId)
    ? makeApp('AppMissing', facts, ['--client-id', facts.login.clientId])
    : makeOther(facts),
);

/** Some other org has the app, and so nobody else can have its consumer key. */
export const appOfOtherOrg = missing(makeOther);

export const consumerKeyMistyped: Cause = {
  name: 'ConsumerKeyMistyped',
  verdict: (facts) => (hasAppOfKey(facts) || facts.org === null ? isMissing(facts) : 'no'),
  message: ({ login, org }) =>
    org
      ? say('ConsumerKeyMistyped.org', [login.clientId, org.appsOfKey.join(', ')])
      : say('ConsumerKeyMistyped', [login.clientId]),
  fix: (facts) => {
    const [name] = facts.org?.appsOfKey ?? [];
    if (name === undefined) return advise('ConsumerKeyMistyped');
    const words = ['jwt', 'app', 'display', '--name', name, '--target-org', adminOf(facts)];
    return show('ConsumerKeyMistyped.org', words);
  },
};

/** What the token endpoint says of it outweighs a policy that shows the app as on: its OAuth plugin can be off. */
export const appDisabled: Cause = {
  name: 'AppDisabled',
  verdict: (facts) => (appOf(facts)?.isEnabled === true ? 'open' : 'yes'),
  message: ofApp('AppDisabled'),
  fix: () => advise('AppDisabled'),
};

const hasRefreshScope = ({ scopes }: AppFact): boolean =>
  scopes.some((scope) => ['RefreshToken', 'OfflineAccess'].includes(scope));

export const refreshScopeMissing: Cause = {
  name: 'RefreshScopeMissing',
  verdict: byApp((app) => !hasRefreshScope(app)),
  message: ofApp('RefreshScopeMissing'),
  fix: (facts) => mendApp('RefreshScopeMissing', facts),
};

/** One standard scope besides it is needed (help on the JWT bearer flow). */
export const onlyRefreshScope: Cause = {
  name: 'OnlyRefreshScope',
  verdict: byApp((app, facts) => isLoginHere(facts) && hasRefreshScope(app) && app.scopes.length === 1),
  message: ofApp('OnlyRefreshScope'),
  fix: (facts) => mendApp('OnlyRefreshScope', facts, ['--scopes', 'Api,RefreshToken']),
};

export const selfAuthorized: Cause = {
  name: 'SelfAuthorized',
  verdict: (facts) => {
    const verdict = byApp(({ permittedUsers }) => permittedUsers === 'self-authorized')(facts);
    if (verdict !== 'yes' || isLoginHere(facts)) return verdict;
    return facts.org?.user === null && hostReached(facts) !== 'other' ? 'open' : 'no';
  },
  message: (facts) =>
    appOf(facts)
      ? say('SelfAuthorized.org', [nameOf(facts), facts.login.username])
      : say('SelfAuthorized', [facts.login.username]),
  fix: (facts) => mendApp('SelfAuthorized', facts),
};

/** The error is in the platform's list, and nobody has published its circumstances: what it means is inferred. */
export const policiesMissing: Cause = {
  name: 'PoliciesMissing',
  verdict: () => 'yes',
  message: ofApp('PoliciesMissing'),
  fix: (facts) => mendApp('PoliciesMissing', facts),
};

/** Of the JWT bearer flow named explicitly: it is blocked where high assurance is demanded. */
export const appHighAssurance: Cause = {
  name: 'AppHighAssurance',
  verdict: byApp(({ sessionLevel }) => sessionLevel === 'high-assurance'),
  message: ofApp('AppHighAssurance'),
  fix: (facts) => mendApp('AppHighAssurance', facts, ['--session-level', 'standard']),
};

/** No administrator's org tells what the profile demands. */
export const userHighAssurance: Cause = {
  name: 'UserHighAssurance',
  verdict: (facts) => (appOf(facts)?.sessionLevel === 'high-assurance' ? 'no' : 'open'),
  message: ({ login }) => say('UserHighAssurance', [login.username]),
  fix: () => advise('UserHighAssurance'),
};

export const approvalDamaged: Cause = {
  name: 'ApprovalDamaged',
  verdict: (facts) => (appOf(facts)?.permittedUsers === 'admin-approved' ? 'open' : 'yes'),
  message: ({ login }) => say('ApprovalDamaged', [login.username]),
  fix: (facts) => mendApp('SelfAuthorized', facts),
};
