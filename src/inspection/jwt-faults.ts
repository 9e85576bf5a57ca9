import { Messages } from '@salesforce/core/messages';
import type { DecodedJwt, JsonObject } from '../assertion/decode.ts';
import { findAudienceFaults } from './audience-faults.ts';
import { unusable, warning, type Finding } from './finding.ts';
import { formatDistance, formatDuration, formatMoment } from './moments.ts';
import { printable } from './printable.ts';
import { readTimeClaim, type TimeClaim } from './time-claim.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt-findings');

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** What Salesforce tolerates beyond the end; in milliseconds. */
const TOLERANCE = 3 * MINUTE;
/** What its documentation asks for today, and asked for before; in milliseconds. */
const LIFETIME_DOCUMENTED = 3 * MINUTE;
const LIFETIME_DOCUMENTED_ONCE = 5 * MINUTE;
/** Clocks differ; in milliseconds. */
const CLOCK_DIFFERENCE = 30 * SECOND;

/** What keeps, or may keep, Salesforce from taking the JWT as an assertion (RFC 7523, section 3). */
export function findAssertionFaults({ header, claims }: DecodedJwt, now: Date): Finding[] {
  return [
    ...findHeaderFaults(header),
    ...findIssuerFaults(claims),
    ...findSubjectFaults(claims),
    ...findAudienceFaults(claims['aud']),
    ...findEndFaults(claims, now),
    ...findLifetimeFaults(claims, now),
    ...findBeginFaults(claims, now),
    ...('scope' in claims ? [warning(messages.createWarning('warning.ScopeIgnored'))] : []),
  ];
}

/** A token that an org issued is used as it is: all that can be wrong with it is that its time is over. */
export function findAccessTokenFaults({ claims }: DecodedJwt, now: Date): Finding[] {
  const exp = readTimeClaim(claims, 'exp');
  if (!exp || exp.date > now) return [];
  const text = messages.createWarning('warning.AccessTokenEnded', [formatDistance(exp.date, now)]);
  return [unusable(text, messages.getMessage('because.Ended'))];
}

function findHeaderFaults({ alg, typ, ...header }: JsonObject): Finding[] {
  return [...findAlgorithmFaults(alg), ...findExtensionFaults(header), ...findTypeFaults(typ)];
}

function findAlgorithmFaults(alg: unknown): Finding[] {
  if (alg === 'RS256') return [];
  if (typeof alg === 'string' && alg.toLowerCase() === 'none') {
    return [unusable(messages.createWarning('warning.NotSigned'), messages.getMessage('because.NotSigned'))];
  }
  const text = messages.createWarning('warning.AlgorithmNotRs256', [show(alg)]);
  return [unusable(text, messages.getMessage('because.AlgorithmNotRs256'))];
}

function findExtensionFaults(header: JsonObject): Finding[] {
  if (!('crit' in header)) return [];
  const text = messages.createWarning('warning.ExtensionCritical', [show(header['crit'])]);
  return [unusable(text, messages.getMessage('because.ExtensionCritical'))];
}

function findTypeFaults(typ: unknown): Finding[] {
  if (typ === undefined || (typeof typ === 'string' && typ.toUpperCase() === 'JWT')) return [];
  return [warning(messages.createWarning('warning.TypeUnusual', [show(typ)]))];
}

function findIssuerFaults({ iss }: JsonObject): Finding[] {
  if (typeof iss !== 'string' || iss === '')
    return [
      unusable(messages.createWarning('warning.IssuerMissing'), messages.getMessage('because.IssuerMissing')),
    ];
  // 8 to 256 characters, alphanumeric by the documentation; those that Salesforce makes have "." and "_" as well
  if (/^[\w.]{8,256}$/.test(iss)) return [];
  return [warning(messages.createWarning('warning.IssuerUnlikeConsumerKey', [printable(iss)]))];
}

/** `prn` is the name that `sub` had once; Salesforce still reads it, first. */
function findSubjectFaults({ sub, prn }: JsonObject): Finding[] {
  if (prn !== undefined && sub !== undefined && prn !== sub)
    return [warning(messages.createWarning('warning.SubjectHidden', [show(prn)]))];
  const subject = prn ?? sub;
  if (typeof subject !== 'string' || subject === '')
    return [
      unusable(
        messages.createWarning('warning.SubjectMissing'),
        messages.getMessage('because.SubjectMissing'),
      ),
    ];
  if (subject.includes('@') || /^005\w{12}(?:\w{3})?$/.test(subject)) return [];
  return [warning(messages.createWarning('warning.SubjectUnlikeUsername', [printable(subject)]))];
}

function findEndFaults(claims: JsonObject, now: Date): Finding[] {
  if (claims['exp'] === undefined)
    return [
      unusable(messages.createWarning('warning.EndMissing'), messages.getMessage('because.EndMissing')),
    ];
  const exp = readTimeClaim(claims, 'exp');
  if (!exp) {
    const text = messages.createWarning('warning.EndIsNoTime', [show(claims['exp'])]);
    return [unusable(text, messages.getMessage('because.EndIsNoTime'))];
  }
  return [
    ...(exp.unit === 'seconds' ? findEnded(exp, now) : findUnitFaults('exp', exp, now)),
    ...(exp.isText ? [warning(messages.createWarning('warning.EndIsText'))] : []),
  ];
}

function findEnded({ date }: TimeClaim, now: Date): Finding[] {
  const distance = now.getTime() - date.getTime();
  if (distance < 0) return [];
  if (distance <= TOLERANCE)
    return [warning(messages.createWarning('warning.EndedJustNow', [formatDistance(date, now)]))];
  return [
    unusable(
      messages.createWarning('warning.Ended', [formatDistance(date, now)]),
      messages.getMessage('because.Ended'),
    ),
  ];
}

function findUnitFaults(name: string, { date, unit }: TimeClaim, now: Date): Finding[] {
  return [warning(messages.createWarning('warning.UnitWrong', [name, unit, formatMoment(date, now)]))];
}

/** From `iat`, or from now where there is none. */
function findLifetimeFaults(claims: JsonObject, now: Date): Finding[] {
  const lifetime = lifetimeOf(claims, now);
  if (lifetime === undefined || lifetime <= LIFETIME_DOCUMENTED) return [];
  const duration = formatDuration(lifetime);
  return lifetime <= LIFETIME_DOCUMENTED_ONCE
    ? [warning(messages.createWarning('warning.LifetimeOverThreeMinutes', [duration]))]
    : [warning(messages.createWarning('warning.LifetimeLong', [duration]))];
}

/** Between issue and end, as they were meant; in milliseconds. Undefined without an end. */
export function lifetimeOf(claims: JsonObject, now: Date): number | undefined {
  const exp = readTimeClaim(claims, 'exp');
  const iat = readTimeClaim(claims, 'iat');
  return exp && exp.date.getTime() - (iat?.date ?? now).getTime();
}

function findBeginFaults(claims: JsonObject, now: Date): Finding[] {
  const iat = readTimeClaim(claims, 'iat');
  const nbf = readTimeClaim(claims, 'nbf');
  const isLater = (time: TimeClaim | undefined): time is TimeClaim =>
    time !== undefined && time.date.getTime() - now.getTime() > CLOCK_DIFFERENCE;
  return [
    ...(iat && iat.unit !== 'seconds' ? findUnitFaults('iat', iat, now) : []),
    ...(nbf && nbf.unit !== 'seconds' ? findUnitFaults('nbf', nbf, now) : []),
    ...(isLater(iat)
      ? [warning(messages.createWarning('warning.IssuedInFuture', [formatDistance(iat.date, now)]))]
      : []),
    ...(isLater(nbf)
      ? [warning(messages.createWarning('warning.NotYetValid', [formatDistance(nbf.date, now)]))]
      : []),
  ];
}

/** A value of a claim or header, as JSON, for a terminal. */
function show(value: unknown): string {
  return value === undefined ? messages.getMessage('nothing') : printable(JSON.stringify(value));
}
