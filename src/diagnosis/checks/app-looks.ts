import { fingerprintOf } from '../causes/key-causes.ts';
import type { AppFact, Facts } from '../facts.ts';
import { appOf, minutesSinceChange } from '../readings.ts';
import { dateState, dayOf, sight, type Look, type Sight } from './look.ts';

/** Of an app that the org has and tells. */
const ofApp =
  (see: (app: AppFact, facts: Facts) => Sight | undefined) =>
  (facts: Facts): Sight | undefined => {
    const app = appOf(facts);
    return app && see(app, facts);
  };

/** As Setup calls them. */
const labels: Record<AppFact['type'], string> = {
  'external-client-app': 'External Client App',
  'connected-app': 'Connected App',
};

function seeApp(facts: Facts): Sight | undefined {
  const { org, login } = facts;
  if (!org) return undefined;
  const app = appOf(facts);
  if (app) return sight('passed', 'app', [labels[app.type], app.name]);
  if (org.app === null) return sight('unknown', 'app.unknown');
  return org.appsOfKey.length > 0
    ? sight('failed', 'app.otherKey', [login.clientId, org.appsOfKey.join(', ')])
    : sight('failed', 'app.missing', [login.clientId]);
}

function seeEnabled({ isEnabled, type }: AppFact): Sight | undefined {
  if (isEnabled === null) return type === 'connected-app' ? undefined : sight('unknown', 'notTold');
  return isEnabled ? sight('passed', 'app-enabled') : sight('failed', 'app-enabled.off');
}

function seeCertificate({ certificate }: AppFact, facts: Facts): Sight {
  if (certificate === null) return sight('unknown', 'notTold');
  if (certificate === false) return sight('failed', 'app-certificate.none');
  const ours = fingerprintOf(facts.key);
  if (ours === undefined) return sight('unknown', 'app-certificate.unknown');
  if (ours !== certificate.publicKeySha256)
    return sight('failed', 'app-certificate.other', [certificate.sha256]);
  const state = dateState(certificate, facts);
  const isValid = state === 'valid';
  return sight(isValid ? 'passed' : 'warning', `app-certificate.${isValid ? 'ours' : state}`, [
    certificate.sha256,
    dayOf(certificate.notAfter),
  ]);
}

function seeScopes({ scopes }: AppFact): Sight {
  const has = (...wanted: string[]): boolean => scopes.some((scope) => wanted.includes(scope));
  const list = scopes.join(', ') || '-';
  if (!has('RefreshToken', 'OfflineAccess')) return sight('failed', 'app-scopes.refresh', [list]);
  return has('Api', 'Full')
    ? sight('passed', 'app-scopes', [list])
    : sight('failed', 'app-scopes.api', [list]);
}

/** An app that is authorised by its users lets in who did so. */
const seePermittedUsers = ({ permittedUsers }: AppFact, { exchange }: Facts): Sight => {
  if (permittedUsers === 'admin-approved') return sight('passed', 'permitted-users');
  const state = exchange?.kind === 'granted' ? 'passed' : 'warning';
  return sight(state, 'permitted-users.self');
};

function seeGrant({ permittedUsers, permissionSets, profiles }: AppFact): Sight | undefined {
  if (permittedUsers === 'self-authorized') return undefined;
  const holders = [...permissionSets, ...profiles];
  return holders.length > 0 ? sight('passed', 'grant', [holders.join(', ')]) : sight('failed', 'grant.none');
}

function seeAssignment({ admitsUser, permittedUsers }: AppFact, { login, org }: Facts): Sight | undefined {
  if (permittedUsers === 'self-authorized' || org?.user === false) return undefined;
  if (admitsUser === null) return sight('unknown', 'notTold');
  const values = [login.username];
  return admitsUser ? sight('passed', 'assignment', values) : sight('failed', 'assignment.none', values);
}

const seeSessionLevel = ({ sessionLevel }: AppFact): Sight =>
  sessionLevel === 'high-assurance'
    ? sight('failed', 'session-level.high')
    : sight('passed', 'session-level', [sessionLevel]);

const YOUNG_MINUTES = 10;

function seeAge(_app: AppFact, facts: Facts): Sight | undefined {
  const minutes = minutesSinceChange(facts);
  if (minutes === undefined) return sight('unknown', 'notTold');
  const isYoung = minutes < YOUNG_MINUTES && facts.exchange?.kind === 'refused';
  return isYoung
    ? sight('warning', 'app-age.young', [Math.max(0, Math.floor(minutes))])
    : sight('passed', 'app-age', [appOf(facts)?.changedAt ?? '']);
}

/** What an administrator's org tells of the app. */
export const appLooks: readonly Look[] = [
  { name: 'app', see: seeApp },
  { name: 'app-enabled', see: ofApp(seeEnabled) },
  { name: 'app-certificate', see: ofApp(seeCertificate) },
  { name: 'app-scopes', see: ofApp(seeScopes) },
  { name: 'permitted-users', see: ofApp(seePermittedUsers) },
  { name: 'grant', see: ofApp(seeGrant) },
  { name: 'assignment', see: ofApp(seeAssignment) },
  { name: 'app-age', see: ofApp(seeAge) },
];

/** Behind the user's own, as an org looks at it last. */
export const sessionLevelLook: Look = { name: 'session-level', see: ofApp(seeSessionLevel) };
