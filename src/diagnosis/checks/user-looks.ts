import type { Facts, UserFact } from '../facts.ts';
import { hostReached, userOf } from '../readings.ts';
import { ruleOf } from '../refusals.ts';
import { quoted, sight, type Look, type Sight } from './look.ts';

/** Of a user whom the org has and tells. */
const ofUser =
  (see: (user: UserFact, facts: Facts) => Sight | undefined) =>
  (facts: Facts): Sight | undefined => {
    const user = userOf(facts);
    return user && see(user, facts);
  };

function seeAdminOrg({ org, orgTrouble, exchange }: Facts): Sight {
  if (org) return sight('passed', 'admin-org', [org.targetOrg, org.host]);
  if (orgTrouble) return quoted('unknown', orgTrouble.message);
  return sight('skipped', exchange ? 'admin-org.none' : 'notAsked');
}

function seeHost(facts: Facts): Sight | undefined {
  const reached = hostReached(facts);
  if (!facts.org) return undefined;
  const values = [facts.login.host, facts.org.host];
  if (reached === undefined) return sight('unknown', 'login-host.unknown', values);
  return sight(reached === 'other' ? 'failed' : 'passed', `login-host.${reached}`, values);
}

function seeUser({ org, login }: Facts): Sight | undefined {
  if (!org) return undefined;
  if (org.user === null) return sight('unknown', 'notTold');
  if (org.user) return sight('passed', 'user', [org.user.username, org.user.userType]);
  return org.nearUsers.length > 0
    ? sight('failed', 'user.near', [login.username, org.nearUsers.join(', ')])
    : sight('failed', 'user.missing', [login.username]);
}

const seeActive = ({ isActive }: UserFact): Sight =>
  isActive ? sight('passed', 'user-active') : sight('failed', 'user-active.not');

function seeFrozen({ isFrozen }: UserFact): Sight {
  if (isFrozen === null) return sight('unknown', 'notTold');
  return isFrozen ? sight('failed', 'user-frozen.yes') : sight('passed', 'user-frozen');
}

const seeLicense = ({ license, profile }: UserFact): Sight =>
  license === null ? sight('unknown', 'notTold') : sight('passed', 'user-license', [license, profile ?? '-']);

const isRefusedBy = ({ exchange }: Facts, ...names: string[]): boolean =>
  exchange?.kind === 'refused' && names.includes(ruleOf(exchange).name);

function seeHours({ isInLoginHours }: UserFact, facts: Facts): Sight {
  if (isInLoginHours === false) return sight('failed', 'login-hours.outside');
  if (isInLoginHours) return sight('passed', 'login-hours');
  return isRefusedBy(facts, 'LoginHours')
    ? sight('failed', 'login-hours.refused')
    : sight('unknown', 'notTold');
}

function seeRanges({ loginIpRanges }: UserFact, facts: Facts): Sight {
  if (loginIpRanges === null) return sight('unknown', 'notTold');
  if (loginIpRanges.length === 0) return sight('passed', 'login-ip-ranges.none');
  const ranges = loginIpRanges.map(({ start, end }) => `${start} - ${end}`).join(', ');
  if (isRefusedBy(facts, 'IpRestricted')) return sight('failed', 'login-ip-ranges.refused', [ranges]);
  const isGranted = facts.exchange?.kind === 'granted';
  return sight(isGranted ? 'passed' : 'unknown', 'login-ip-ranges', [ranges]);
}

function seeApiPermission({ hasApiAccess }: UserFact): Sight {
  if (hasApiAccess === null) return sight('unknown', 'notTold');
  return hasApiAccess ? sight('passed', 'api-permission') : sight('failed', 'api-permission.none');
}

function seeHistory({ org }: Facts): Sight | undefined {
  if (!org?.user) return undefined;
  if (org.logins === null) return sight('unknown', 'notTold');
  const [newest] = org.logins;
  if (!newest) return sight('passed', 'login-history.none');
  const list = org.logins.map(
    ({ at, status, application, sourceIp }) => `${at} ${status} (${application || '-'}, ${sourceIp ?? '-'})`,
  );
  return quoted(newest.status === 'Success' ? 'passed' : 'warning', list.join('\n'));
}

/** Whether an administrator's org was asked, and whether it is the one that the login went to. */
export const adminLooks: readonly Look[] = [
  { name: 'admin-org', see: seeAdminOrg },
  { name: 'login-host', see: seeHost },
];

/** What an administrator's org tells of the user. */
export const userLooks: readonly Look[] = [
  { name: 'user', see: seeUser },
  { name: 'user-active', see: ofUser(seeActive) },
  { name: 'user-frozen', see: ofUser(seeFrozen) },
  { name: 'user-license', see: ofUser(seeLicense) },
  { name: 'login-hours', see: ofUser(seeHours) },
  { name: 'login-ip-ranges', see: ofUser(seeRanges) },
  { name: 'api-permission', see: ofUser(seeApiPermission) },
];

export const historyLook: Look = { name: 'login-history', see: seeHistory };
