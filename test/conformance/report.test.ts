import { expect } from 'chai';
import { allClaims } from '../../conformance/claims/all-claims.ts';
import { countOutcomes, writeReport } from '../../conformance/report.ts';
import type { FactId } from '../../src/simulator/facts/facts.ts';
import { type WalkedOrg, walkOrg } from './trial-walk.ts';

function reportOf({ walked, kind, apiVersion }: WalkedOrg): string {
  const now = new Date('2026-11-24T08:00:00Z');
  return writeReport({ walk: walked, claims: allClaims, kind, apiVersion, now });
}

/** Whatever of an org must not be published: names, ids, hosts, keys, tokens, assertions. */
function secretsOf({ simulator }: WalkedOrg): string[] {
  const { org, admin, origin, orgId } = simulator;
  const assertions = simulator.requests
    .map(({ body }) => new URLSearchParams(body).get('assertion') ?? '')
    .filter((text) => text !== '');
  return [
    ...[admin.username, admin.userId, admin.accessToken, origin.host, orgId, orgId.slice(0, 15)],
    ...[org.myDomain.name, admin.userId.slice(0, 15)],
    ...org.sessions.map(({ token }) => token),
    ...org.sessions.map(({ token }) => token.slice(15, 60)),
    ...org.records.users.flatMap(({ id, username, lastName }) => [id, username, `Simulated ${lastName}`]),
    ...org.records.permissionSets.map(({ id }) => id),
    ...org.deploys.map(({ id }) => id),
    ...assertions.flatMap((text) => [text, text.split('.')[1] ?? '', text.split('.')[2] ?? '']),
  ].filter((text) => text.length > 4);
}

describe('the report of the conformance kit', function () {
  this.timeout(60_000);

  it('says what holds, with its row and how sure it was', async () => {
    const walked = await walkOrg({ type: 'sandbox' });
    const report = reportOf(walked);
    expect(report).to.contain(`2026-11-24 · API 67.0 · sandbox · ${allClaims.length} hold, 0 differ`);
    expect(report).to.match(
      /^\| TOKEN-07 \| an assertion that expired .* \| observed \| .*expired authorization code.* \|$/m,
    );
    for (const { facts, says } of allClaims) {
      expect(report).to.contain(`| ${facts.join(' ')} | ${says.replaceAll('|', '\\|')} |`);
    }
    expect(report).to.match(/^\| TOKEN-11 \| it takes waiting for hours/m);
  });

  it('says what was expected and what was seen instead', async () => {
    const walked = await walkOrg({}, { rulesOff: ['TOKEN-06', 'SOQL-04'] });
    const { differs } = countOutcomes(walked.walked.results);
    expect(differs).to.be.greaterThan(8);
    expect(reportOf(walked)).to.match(
      /## Differs\n\n.*\n.*\n(?:.*\n)*\| TOKEN-06 \| an audience that is none of the org is refused .*expected HTTP 400, error "invalid_grant".*; seen HTTP 200/,
    );
  });

  it('holds no secret, whatever the org answers', async () => {
    const rulesOff: FactId[] = [
      'TOKEN-05',
      'TOKEN-30',
      'REST-10',
      'OAUTH-01',
      'DATA-01',
      'SOAP-01',
      'SOQL-01',
      'APP-05',
    ];
    for (const off of [[], rulesOff]) {
      const walked = await walkOrg({ name: 'canary' }, { rulesOff: off });
      const report = reportOf(walked);
      const secrets = secretsOf(walked);
      expect(secrets.length).to.be.greaterThan(100);
      expect(secrets.filter((secret) => report.includes(secret))).to.deep.equal([]);
      expect(report).not.to.match(/canary|\b00D\w{12}|eyJ|127\.0\.0\.1|3MVG9\w{10}|BEGIN/);
    }
  });
});
