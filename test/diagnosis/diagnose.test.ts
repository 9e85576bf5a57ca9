import { expect } from 'chai';
import { apiRefusalRules, unknownApiRefusal } from '../../src/diagnosis/api-refusals.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Facts } from '../../src/diagnosis/facts.ts';
import { refusalRules, unknownRefusal } from '../../src/diagnosis/refusals.ts';
import { findSymptom } from '../../src/diagnosis/symptoms.ts';
import { healthy, orgWith, OTHER } from './facts.ts';
import { left } from './left-rows.ts';
import { provenAccess, young } from './proven-access.ts';
import { provenOthers } from './proven-others.ts';
import { unknownKey, invalid, create, AGAIN } from './refused.ts';

const proven = [...provenAccess, ...provenOthers, ...young];

const provenNames = (facts: Facts): string[] =>
  (findSymptom(facts)?.causes ?? [])
    .filter(({ verdict }) => verdict(facts) === 'yes')
    .map(({ name }) => name);

describe('diagnosis/diagnose', () => {
  for (const { symptom, cause, facts, fix } of proven) {
    it(`proves ${cause} behind ${symptom}${fix === null ? ', for a person' : ''}, and nothing else`, () => {
      const diagnosis = diagnose(facts);
      expect(diagnosis).to.deep.include({ isHealthy: false, symptom, candidates: [], decide: null });
      expect(diagnosis.cause?.name).to.equal(cause);
      expect(provenNames(facts)).to.deep.equal(cause === 'ChangeNotTakenOver' ? [] : [cause]);
      expect(diagnosis.cause?.fix?.command?.join(' ') ?? null).to.equal(fix);
    });
  }

  for (const { symptom, facts, candidates, isHidden } of left) {
    it(`leaves ${candidates.join(', ') || 'nothing'} behind ${symptom}${facts.org ? ', with an org' : ''}`, () => {
      const diagnosis = diagnose(facts);
      expect(diagnosis).to.deep.include({ isHealthy: false, symptom, cause: null });
      expect(diagnosis.candidates.map(({ name }) => name)).to.deep.equal(candidates);
      expect(diagnosis.decide?.command?.join(' ') ?? null).to.equal(
        (facts.org && !isHidden) || candidates.length === 0 ? null : `${AGAIN} --target-org ADMIN_ORG`,
      );
      for (const { fix } of diagnosis.candidates) expect(fix?.command?.join(' ')).not.to.match(/ADMIN_ORG/);
    });
  }

  it('has a row above for each cause behind each symptom', () => {
    const rules = [...refusalRules, unknownRefusal, ...apiRefusalRules, unknownApiRefusal];
    const all = rules.flatMap(({ name, causes }) => causes.map((cause) => `${name} ← ${cause.name}`));
    const met = [
      ...proven.map(({ symptom, cause }) => `${symptom} ← ${cause}`),
      ...left.flatMap(({ symptom, candidates }) => candidates.map((name) => `${symptom} ← ${name}`)),
    ];
    expect([...new Set(all)].filter((entry) => !met.includes(entry))).to.deep.equal([]);
    expect(new Set(rules.flatMap(({ causes }) => causes.map(({ name }) => name))).size).to.be.greaterThan(40);
  });

  it('has a text and a remedy for each, without an open placeholder, with and without an org', () => {
    for (const { facts } of [...proven, ...left])
      for (const org of [facts.org, null]) {
        const seen = { ...facts, org };
        for (const cause of findSymptom(seen)?.causes ?? []) {
          const text = [cause.message(seen), cause.fix(seen)?.text].join('\n');
          expect(text, cause.name).not.to.match(/%[sdj]|undefined|\[object|NaN|null/);
          expect(cause.fix(seen)?.text, cause.name).to.match(/\S/);
        }
      }
  });

  it('calls a login healthy that the API took, whatever else may be wrong', () => {
    const worn: Facts = {
      ...healthy,
      certificate: { ...healthy.certificate, publicKeySha256: OTHER } as Facts['certificate'],
      clock: { aheadSeconds: -100 },
      exchange: { ...healthy.exchange, isJwtToken: true } as Facts['exchange'],
    };
    for (const facts of [healthy, worn])
      expect(diagnose(facts)).to.deep.include({
        isHealthy: true,
        symptom: null,
        cause: null,
        candidates: [],
        decide: null,
      });
  });

  it('does not call one healthy that was never tried', () => {
    expect(diagnose({ ...healthy, exchange: null, api: null })).to.deep.include({
      isHealthy: false,
      symptom: null,
    });
  });

  it('makes a certificate of the key first where there is none', () => {
    const facts = invalid({
      ...orgWith({ app: { certificate: false } }),
      command: { ...healthy.command, certificateFile: null },
    });
    expect(diagnose(facts).cause?.fix).to.deep.equal({
      text:
        'Make a certificate of the key first: sf jwt keygen --from-key /keys/server.key --name server-jwt --output-dir /keys/\n' +
        `Put the certificate into the app: sf ${create().replace('server.crt', 'server-jwt.crt')}`,
      command: null,
    });
  });

  it('takes no file for a key that came by a variable or standard input', () => {
    const facts = invalid({
      ...orgWith({ app: { certificate: false } }),
      key: { ...healthy.key, path: null } as Facts['key'],
      command: { ...healthy.command, certificateFile: null },
    });
    expect(diagnose(facts).cause?.fix?.text)
      .to.include('on standard input: sf jwt keygen --from-key - --name jwt-login\n')
      .and.include(' --certificate-file jwt-login.crt ');
  });

  it('promises no consumer key that cannot be chosen', () => {
    const login = { ...healthy.login, clientId: '3MVG9.made.by.the_platform' };
    const { cause } = diagnose(unknownKey({ ...orgWith({ app: false }), login }));
    expect(cause?.fix?.command).to.equal(null);
    expect(cause?.fix?.text).to.include('sf jwt app create --name Jwt_Cli_platform ').and.include('its own');
  });

  it('names the certificate that ended as a candidate only where the date shows it', () => {
    const ended = { ...healthy.certificate, notAfter: '2026-11-24T00:00:00.000Z' } as Facts['certificate'];
    const names = diagnose(invalid({ org: null, certificate: ended })).candidates.map(({ name }) => name);
    expect(names).to.include('CertificateEnded');
  });
});
