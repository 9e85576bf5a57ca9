import { isSandboxName } from '../../assertion/hosts.ts';
import { LIFETIME_SECONDS } from '../../assertion/claims.ts';
import { advise, command, known, say, type Cause } from '../cause.ts';
import { withFlag } from '../command-line.ts';
import type { CertificateFact, Facts, KeyFact } from '../facts.ts';
import { appOf, isSharedHost } from '../readings.ts';
import { byApp } from './app-causes.ts';
import { mendApp, renewCertificate } from './mend-app.ts';

/** The fingerprint of a key that can be used. */
export const fingerprintOf = (key: KeyFact | null): string | undefined =>
  key && 'sha256' in key ? key.sha256 : undefined;

type ReadCertificate = Extract<CertificateFact, { sha256: string }>;

export const readCertificate = ({ certificate }: Facts): ReadCertificate | undefined =>
  certificate && 'sha256' in certificate ? certificate : undefined;

/** A certificate file of another key; `undefined` where one of the two is not known. */
export function isOfOtherKey(facts: Facts): boolean | undefined {
  const [key, certificate] = [fingerprintOf(facts.key), readCertificate(facts)];
  return key && certificate ? key !== certificate.publicKeySha256 : undefined;
}

const nameOf = (source: { path: string | null; source: string } | null): string =>
  source?.path ?? source?.source ?? '';

/** Two files, neither of which an org has to be asked about. */
export const certificateOfOtherKey: Cause = {
  name: 'CertificateNotOfKey',
  verdict: (facts) => known(isOfOtherKey(facts) ?? false),
  message: ({ certificate, key }) => say('CertificateNotOfKey', [nameOf(certificate), nameOf(key)]),
  fix: () => advise('CertificateNotOfKey'),
};

export const appOfOtherKey: Cause = {
  name: 'KeyNotOfApp',
  verdict: byApp(({ certificate }, { key }) => {
    const ours = fingerprintOf(key);
    if (certificate === false) return false;
    return certificate && ours ? certificate.publicKeySha256 !== ours : null;
  }),
  message: (facts) => {
    const app = appOf(facts);
    const theirs = app?.certificate ? app.certificate.publicKeySha256 : '';
    return app
      ? say('KeyNotOfApp.org', [app.name, theirs, fingerprintOf(facts.key) ?? ''])
      : say('KeyNotOfApp');
  },
  fix: (facts) => (facts.org ? mendApp('KeyNotOfApp.org', facts) : advise('KeyNotOfApp')),
};

export const appWithoutCertificate: Cause = {
  name: 'AppWithoutCertificate',
  verdict: byApp(({ certificate }) => (certificate === null ? null : certificate === false)),
  message: (facts) => {
    const app = appOf(facts);
    return app ? say('AppWithoutCertificate.org', [app.name]) : say('AppWithoutCertificate');
  },
  fix: (facts) => mendApp('AppWithoutCertificate', facts),
};

/**
 * Salesforce was quoted to tolerate it by design (2020), and some write the opposite, without a capture: never more than
 * possible, and no more than that where the date shows it.
 */
export const certificateEnded: Cause = {
  name: 'CertificateEnded',
  verdict: (facts) => (endOf(facts) < Date.parse(facts.now) ? 'open' : 'no'),
  message: (facts) => say('CertificateEnded', [new Date(endOf(facts)).toISOString().slice(0, 10)]),
  fix: (facts) => renewCertificate('CertificateEnded', facts),
};

/** The end of the app's certificate, or else of the file. */
function endOf(facts: Facts): number {
  const certificate = appOf(facts)?.certificate;
  return Date.parse((certificate || readCertificate(facts))?.notAfter ?? '');
}

/** Less can be an answer that was long on its way. */
const PERHAPS_SLOW_SECONDS = 30;

export const clockSlow: Cause = {
  name: 'ClockSlow',
  verdict: ({ clock }) => {
    if (clock === null || clock.aheadSeconds > -PERHAPS_SLOW_SECONDS) return clock ? 'no' : 'open';
    return clock.aheadSeconds <= -LIFETIME_SECONDS ? 'yes' : 'open';
  },
  message: ({ clock }) =>
    clock ? say('ClockSlow.measured', [-clock.aheadSeconds, LIFETIME_SECONDS]) : say('ClockSlow'),
  fix: () => advise('ClockSlow'),
};

export const requestHeldBack: Cause = {
  name: 'RequestHeldBack',
  verdict: (facts) => (clockSlow.verdict(facts) === 'yes' ? 'no' : 'open'),
  message: () => say('RequestHeldBack'),
  fix: () => advise('RequestHeldBack'),
};

/** Orgs take an audience with and without scheme, slash and path. */
function isOwnAudience({ login }: Facts): boolean {
  const address = /^https?:\/\//i.test(login.audience) ? login.audience : `https://${login.audience}`;
  return URL.canParse(address) && new URL(address).host === new URL(login.host).host;
}

/** The refusal itself says so; which of the two it is, shows by what was sent. */
export const audienceNotOfHost: Cause = {
  name: 'AudienceNotOfHost',
  verdict: (facts) => known(!isOwnAudience(facts)),
  message: ({ login }) => say('AudienceNotOfHost', [login.audience, login.host]),
  fix: ({ login, command: { again } }) =>
    command('AudienceNotOfHost', withFlag(again, '--audience', login.host)),
};

/** Seen at a sandbox in 2022, whose host and audience were its own address (omniphx/forrest, 302). */
export const ownAudienceRefused: Cause = {
  name: 'OwnAudienceRefused',
  verdict: (facts) => known(isOwnAudience(facts)),
  message: ({ login }) => say('OwnAudienceRefused', [login.audience]),
  fix: ({ login, command: { again } }) => {
    if (isSharedHost(login.host)) return advise('OwnAudienceRefused.shared');
    const name = isSandboxName(new URL(login.host)) ? 'test' : 'login';
    const audience = `https://${name}.salesforce.com`;
    return command('OwnAudienceRefused', withFlag(again, '--audience', audience));
  },
};
