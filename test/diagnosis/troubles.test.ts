import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Facts } from '../../src/diagnosis/facts.ts';
import { troubleNames } from '../../src/diagnosis/troubles.ts';
import { ROOT } from '../terminal.ts';
import { CLIENT_ID, failed, healthy, MY_DOMAIN, OTHER, trouble } from './facts.ts';
import { at, AGAIN } from './refused.ts';

describe('diagnosis/troubles', () => {
  const place: Record<string, (name: string) => Facts> = {
    login: (name) => ({
      ...healthy,
      login: { ...healthy.login, trouble: trouble(name) },
      exchange: null,
      api: null,
    }),
    key: (name) => ({
      ...healthy,
      key: { source: 'server.key', path: '/keys/server.key', trouble: trouble(name) },
      exchange: null,
      api: null,
    }),
    certificate: (name) => ({
      ...healthy,
      certificate: { source: 'server.crt', path: '/keys/server.crt', trouble: trouble(name) },
      exchange: null,
      api: null,
    }),
    way: (name) => failed(name),
  };
  const unknownOf: Record<string, string> = {
    login: 'LoginUnusable',
    key: 'KeyUnusable',
    certificate: 'CertificateUnusable',
    way: 'NoWayToHost',
  };
  for (const [name, names] of Object.entries(troubleNames)) {
    it(`are told as they are: ${name}`, () => {
      for (const known of names) {
        const { symptom, cause } = diagnose(place[name]!(`${known}Error`));
        expect([symptom, cause?.name]).to.deep.equal([known, known]);
        expect(cause?.message).to.equal(`Says ${known}Error.`);
        expect(cause?.fix).not.to.equal(null);
      }
      const { cause } = diagnose(place[name]!('UnheardOfError'));
      expect(cause).to.deep.equal({
        name: unknownOf[name],
        message: 'Says UnheardOfError.',
        fix: { text: 'Do this.\nOr that: sf jwt keygen', command: null },
      });
    });
  }

  it('are known under every name that a key, a certificate or the way has', () => {
    const files: Record<string, string[]> = {
      login: ['login-faults'],
      key: ['keys', 'secret-input', 'sealed', 'hardis', 'private-key'],
      certificate: ['certificates'],
      way: ['http', 'token-endpoint', 'retry'],
    };
    const others =
      /^(Subject|Validity|NotBefore|Request|Pkcs12|SealSelfCheck|CertificateSelfCheck|CertificateTooLarge)/;
    for (const [name, pages] of Object.entries(files)) {
      const text = pages.map((page) => readFileSync(join(ROOT, 'messages', `${page}.md`), 'utf8')).join('\n');
      const errors = [...text.matchAll(/^# error\.(\w+)$/gm)].map(([, error]) => error ?? '');
      const missing = errors.filter(
        (error) => !others.test(error) && !troubleNames[name as keyof typeof troubleNames].includes(error),
      );
      expect(missing, name).to.deep.equal([]);
    }
  });

  const corrected: Array<[what: string, facts: Facts, line: string]> = [
    [
      'swapped parts',
      {
        ...place['login']!('LoginSwappedError'),
        login: {
          ...healthy.login,
          clientId: 'deploy@acme.example',
          username: CLIENT_ID,
          trouble: trouble('LoginSwappedError'),
        },
      },
      AGAIN,
    ],
    [
      'a page host',
      {
        ...place['login']!('HostIsPagesError'),
        login: {
          ...healthy.login,
          host: 'https://acme.lightning.force.com',
          trouble: trouble('HostIsPagesError'),
        },
      },
      AGAIN,
    ],
    [
      'an audience of another host',
      place['login']!('AudienceOfOtherHostError'),
      `${AGAIN} --audience ${MY_DOMAIN}`,
    ],
    [
      'a host that is not there, while the org answers at its own',
      failed('HostNotFoundError', { ...at('https://acmee.my.salesforce.com'), org: healthy.org }),
      AGAIN,
    ],
  ];
  for (const [what, facts, line] of corrected) {
    it(`are mended by the same line with the right value: ${what}`, () => {
      expect(diagnose(facts).cause?.fix?.command?.join(' ')).to.equal(line);
    });
  }

  it('of the API are told behind a granted token', () => {
    const api = { kind: 'failed', trouble: trouble('OrgBusyError') } as const;
    expect(diagnose({ ...healthy, api }).cause?.name).to.equal('OrgBusy');
    const unheard = { kind: 'failed', trouble: trouble('UnheardOfError') } as const;
    expect(diagnose({ ...healthy, api: unheard }).cause?.name).to.equal('NoWayToApi');
  });

  it('of a named certificate of another key come before any request', () => {
    const facts: Facts = {
      ...healthy,
      certificate: { ...healthy.certificate, publicKeySha256: OTHER } as Facts['certificate'],
      exchange: null,
      api: null,
    };
    expect(diagnose(facts).cause?.name).to.equal('CertificateNotOfKey');
  });

  it('tells the first thing that is wrong in the order of a login', () => {
    const all: Facts = {
      ...failed('HostNotFoundError'),
      login: { ...healthy.login, trouble: trouble('LoginSwappedError') },
      key: { source: 'server.key', path: null, trouble: trouble('KeyIsEcError') },
    };
    expect(diagnose(all).symptom).to.equal('LoginSwapped');
    expect(diagnose({ ...all, login: healthy.login }).symptom).to.equal('KeyIsEc');
    expect(diagnose({ ...all, login: healthy.login, key: healthy.key }).symptom).to.equal('HostNotFound');
  });
});
