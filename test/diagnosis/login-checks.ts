// What is seen on this machine and at the token endpoint.
import type { Check } from '../../src/diagnosis/diagnosis.ts';
import type { Facts } from '../../src/diagnosis/facts.ts';
import { failed, healthy, MY_DOMAIN, OTHER, refused, trouble } from './facts.ts';
import { at } from './refused.ts';

const untried: Partial<Facts> = { exchange: null, api: null, clock: null, org: null };
const keyTrouble = (name: string): Facts => ({
  ...healthy,
  ...untried,
  key: { source: 'server.key', path: null, trouble: trouble(name) },
});
const certificateWith = (changes: object): Facts['certificate'] =>
  ({ ...healthy.certificate, ...changes }) as Facts['certificate'];
const failedWith = (name: string, way: Facts['way']): Facts => failed(name, { way });

/** A check, its state, what its evidence says, and the facts that it is of. */
export type CheckRow = [check: string, state: Check['state'], evidence: RegExp, facts: Facts];

export const loginChecks: readonly CheckRow[] = [
  [
    'login-parts',
    'failed',
    /^Says LoginSwapped\.$/,
    {
      ...healthy,
      ...untried,
      login: { ...healthy.login, trouble: trouble('LoginSwapped') },
    },
  ],
  ['key-file', 'failed', /^Says FileNotFoundError\.$/, keyTrouble('FileNotFoundError')],
  ['key-type', 'skipped', /could not be read/, keyTrouble('FileNotFoundError')],
  ['key-length', 'skipped', /could not be read/, keyTrouble('FileNotFoundError')],
  ['key-file', 'passed', /^server\.key can be read/, keyTrouble('KeyIsEcError')],
  ['key-type', 'failed', /^Says KeyIsEcError\.$/, keyTrouble('KeyIsEcError')],
  ['key-type', 'passed', /RSA/, keyTrouble('KeyTooShortError')],
  ['key-length', 'failed', /^Says KeyTooShortError\.$/, keyTrouble('KeyTooShortError')],
  [
    'key-file',
    'warning',
    /others on this machine can read it/,
    {
      ...healthy,
      key: { ...healthy.key, isOpenToOthers: true } as Facts['key'],
    },
  ],
  ['token-endpoint', 'skipped', /something before it is wrong/, keyTrouble('KeyIsEcError')],
  ['proxy', 'skipped', /something before it is wrong/, keyTrouble('KeyIsEcError')],
  ['admin-org', 'skipped', /something before it is wrong/, keyTrouble('KeyIsEcError')],
  ['certificate', 'skipped', /needs none/, { ...healthy, certificate: null }],
  [
    'certificate',
    'warning',
    /of another key/,
    { ...healthy, certificate: certificateWith({ publicKeySha256: OTHER }) },
  ],
  [
    'certificate',
    'failed',
    /of another key/,
    {
      ...healthy,
      ...untried,
      certificate: certificateWith({ publicKeySha256: OTHER }),
    },
  ],
  [
    'certificate',
    'failed',
    /^Says CertificateIsRequestError/,
    {
      ...healthy,
      ...untried,
      certificate: { source: 'x', path: null, trouble: trouble('CertificateIsRequestError') },
    },
  ],
  [
    'certificate-dates',
    'warning',
    /^It ended on 2026-11-24/,
    {
      ...healthy,
      certificate: certificateWith({ notAfter: '2026-11-24T00:00:00.000Z' }),
    },
  ],
  [
    'certificate-dates',
    'warning',
    /^It ends soon, on 2026-12-20/,
    {
      ...healthy,
      certificate: certificateWith({ notAfter: '2026-12-20T00:00:00.000Z' }),
    },
  ],
  [
    'certificate-dates',
    'warning',
    /^It begins only on 2026-11-26/,
    {
      ...healthy,
      certificate: certificateWith({ notBefore: '2026-11-26T00:00:00.000Z' }),
    },
  ],
  ['claims', 'failed', /audience https:\/\/acme/, refused('invalid_grant', 'audience is invalid')],
  ['clock', 'unknown', /did not tell/, { ...healthy, clock: null }],
  ['clock', 'skipped', /no answer/, failed('HostNotFoundError')],
  ['clock', 'warning', /100 seconds ahead/, { ...healthy, clock: { aheadSeconds: 100 } }],
  ['clock', 'warning', /100 seconds behind/, { ...healthy, clock: { aheadSeconds: -100 } }],
  [
    'clock',
    'failed',
    /600 seconds behind/,
    refused('invalid_grant', 'expired authorization code', { clock: { aheadSeconds: -600 } }),
  ],
  ['proxy', 'failed', /^Says ProxyInvalidError\.$/, failed('ProxyInvalidError')],
  ['host-name', 'skipped', /^Not reached/, failed('ProxyInvalidError')],
  ['host-name', 'failed', /^Says HostNotFoundError\.$/, failed('HostNotFoundError')],
  ['connection', 'skipped', /^Not reached/, failed('HostNotFoundError')],
  ['connection', 'failed', /^Says HostUnreachableError\.$/, failed('HostUnreachableError')],
  ['connection', 'failed', /^Says NoAnswerInTimeError\.$/, failed('NoAnswerInTimeError')],
  ['tls', 'failed', /^Says TlsNotTrustedError\.$/, failed('TlsNotTrustedError')],
  ['tls', 'skipped', /without TLS/, { ...healthy, ...at('http://127.0.0.1:8080') }],
  ['token-endpoint', 'skipped', /^Not reached/, failed('TlsNotTrustedError')],
  ['token-endpoint', 'failed', /^Says NotSalesforceError\.$/, failed('NotSalesforceError')],
  ['token-endpoint', 'failed', /^Says OrgBusyError\.$/, failed('OrgBusyError')],
  [
    'proxy',
    'passed',
    /proxy\.example\.com:8080 \(HTTPS_PROXY\)/,
    failedWith('NotSalesforceError', {
      proxy: { variable: 'HTTPS_PROXY', address: 'proxy.example.com:8080' },
      addresses: null,
      site: null,
    }),
  ],
  [
    'host-name',
    'passed',
    /10\.0\.0\.1, 10\.0\.0\.2/,
    failedWith('HostUnreachableError', {
      proxy: null,
      addresses: ['10.0.0.1', '10.0.0.2'],
      site: null,
    }),
  ],
  [
    'host',
    'failed',
    /is no org: .*status 200, content type text\/html/,
    failedWith('NotSalesforceError', {
      proxy: null,
      addresses: [],
      site: { kind: 'other', status: 200, contentType: 'text/html' },
    }),
  ],
  [
    'host',
    'passed',
    /is the org 00D000000000001, whose My Domain is https:\/\/acme/,
    failedWith('OrgBusyError', {
      proxy: null,
      addresses: [],
      site: { kind: 'org', orgId: '00D000000000001', myDomain: MY_DOMAIN },
    }),
  ],
  [
    'host',
    'unknown',
    /^Says NoAnswerInTimeError\.$/,
    failedWith('NoAnswerInTimeError', {
      proxy: null,
      addresses: [],
      site: { kind: 'failed', trouble: trouble('NoAnswerInTimeError') },
    }),
  ],
  [
    'token-endpoint',
    'failed',
    /"inactive user" \(invalid_grant\)/,
    refused('invalid_grant', 'inactive user'),
  ],
  [
    'token-format',
    'warning',
    /SOAP/,
    {
      ...healthy,
      exchange: { ...healthy.exchange, isJwtToken: true } as Facts['exchange'],
    },
  ],
];
