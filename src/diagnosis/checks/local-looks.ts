import { isOfOtherKey, readCertificate } from '../causes/key-causes.ts';
import type { Facts, KeyFact, Trouble } from '../facts.ts';
import { ruleOf } from '../refusals.ts';
import { dateState, dayOf, quoted, sight, type Look, type Sight } from './look.ts';

/** Errors of a key that was read, and is of a kind or size that no login takes. */
const ofType = ['KeyIsEc', 'KeyIsEd25519', 'KeyIsRsaPss', 'KeyIsDsa', 'KeyIsNotRsa'];
const ofLength = ['KeyTooShort', 'KeyTooLong', 'KeyExponentUnusable'];

const nameOf = ({ path, source }: { path: string | null; source: string }): string => path ?? source;

/** The trouble with the key, if it is one of `names`. */
function troubleOf(key: KeyFact | null, names: string[]): Trouble | undefined {
  const trouble = key && 'trouble' in key ? key.trouble : undefined;
  return trouble && names.includes(trouble.name.replace(/Error$/, '')) ? trouble : undefined;
}

function seeKeyFile({ key }: Facts): Sight | undefined {
  if (!key) return undefined;
  if ('trouble' in key) {
    const isRead = troubleOf(key, [...ofType, ...ofLength]) !== undefined;
    return isRead ? sight('passed', 'key-file', [nameOf(key)]) : quoted('failed', key.trouble.message);
  }
  return key.isOpenToOthers
    ? sight('warning', 'key-file.open', [nameOf(key)])
    : sight('passed', 'key-file', [nameOf(key)]);
}

function seeKeyType({ key }: Facts): Sight | undefined {
  if (!key) return undefined;
  if (!('trouble' in key) || troubleOf(key, ofLength)) return sight('passed', 'key-type');
  const trouble = troubleOf(key, ofType);
  return trouble ? quoted('failed', trouble.message) : sight('skipped', 'key-unread');
}

function seeKeyLength({ key }: Facts): Sight | undefined {
  if (!key) return undefined;
  if (!('trouble' in key)) return sight('passed', 'key-length', [key.bits]);
  const trouble = troubleOf(key, ofLength);
  return trouble ? quoted('failed', trouble.message) : sight('skipped', 'key-unread');
}

/** A login needs no certificate file: one that is wrong is no failure of a login that was tried. */
const wrong = ({ exchange }: Facts): 'failed' | 'warning' => (exchange === null ? 'failed' : 'warning');

function seeCertificate(facts: Facts): Sight | undefined {
  const { certificate } = facts;
  if (!certificate) return sight('skipped', 'certificate.none');
  if ('trouble' in certificate) return quoted(wrong(facts), certificate.trouble.message);
  const isOther = isOfOtherKey(facts);
  if (isOther === undefined) return sight('unknown', 'certificate.unknown', [nameOf(certificate)]);
  const state = isOther ? wrong(facts) : 'passed';
  return sight(state, isOther ? 'certificate.other' : 'certificate', [nameOf(certificate)]);
}

function seeCertificateDates(facts: Facts): Sight | undefined {
  const certificate = readCertificate(facts);
  if (!certificate) return undefined;
  const state = dateState(certificate, facts);
  const day = dayOf(state === 'not-begun' ? certificate.notBefore : certificate.notAfter);
  return sight(state === 'valid' ? 'passed' : 'warning', `certificate-dates.${state}`, [day]);
}

function seeClaims({ login, exchange }: Facts): Sight {
  const values = [login.clientId, login.username, login.audience];
  const isRefused = exchange?.kind === 'refused' && ruleOf(exchange).name === 'AudienceInvalid';
  return sight(isRefused ? 'failed' : 'passed', isRefused ? 'claims.audience' : 'claims', values);
}

/** Answers take a while; and what an org forgives is three minutes. */
const EXACT_SECONDS = 30;

function seeClock({ clock, exchange }: Facts): Sight {
  if (exchange?.kind === 'failed') return sight('skipped', 'clock.failed');
  if (!clock) return sight(exchange ? 'unknown' : 'skipped', exchange ? 'clock.unknown' : 'notAsked');
  const seconds = Math.abs(clock.aheadSeconds);
  if (seconds <= EXACT_SECONDS) return sight('passed', 'clock', [seconds]);
  const isRefused = exchange?.kind === 'refused' && ruleOf(exchange).name === 'AssertionExpired';
  const state = isRefused && clock.aheadSeconds < 0 ? 'failed' : 'warning';
  return sight(state, clock.aheadSeconds < 0 ? 'clock.behind' : 'clock.ahead', [seconds]);
}

/** What is looked at on this machine, in the order of a login. */
export const localLooks: readonly Look[] = [
  {
    name: 'login-parts',
    see: ({ login }) =>
      login.trouble ? quoted('failed', login.trouble.message) : sight('passed', 'login-parts'),
  },
  { name: 'key-file', see: seeKeyFile },
  { name: 'key-type', see: seeKeyType },
  { name: 'key-length', see: seeKeyLength },
  { name: 'certificate', see: seeCertificate },
  { name: 'certificate-dates', see: seeCertificateDates },
  { name: 'claims', see: seeClaims },
  { name: 'clock', see: seeClock },
];
