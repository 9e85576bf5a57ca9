import { expect } from 'chai';
import { allClaims } from '../../conformance/claims/all-claims.ts';
import { expireSessions } from '../../src/simulator/org-changes.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { traces, walkOrg } from './trial-walk.ts';

const tokenClaims = allClaims.filter(({ facts: [fact] }) => fact.startsWith('TOKEN'));

describe('a walk through the claims', function () {
  this.timeout(60_000);

  it('removes what it made when it is interrupted half way', async () => {
    const untouched = await startSimulator();
    await untouched.close();
    for (const line of [/^deployed/, /TOKEN-30/]) {
      const controller = new AbortController();
      const { walked, simulator } = await walkOrg(
        {},
        {
          signal: controller.signal,
          claims: tokenClaims,
          onLine: (told) => {
            if (line.test(told)) controller.abort();
          },
        },
      );
      expect(walked.isInterrupted).to.equal(true);
      expect(walked.results.length, String(line)).to.be.lessThan(tokenClaims.length);
      expect(traces(simulator), String(line)).to.deep.equal(traces(untouched));
    }
  });

  it('is interrupted also while it waits', async () => {
    const controller = new AbortController();
    const { walked } = await walkOrg(
      { propagationSeconds: 60 },
      {
        signal: controller.signal,
        claims: tokenClaims,
        waitMilliseconds: 600_000,
        pause: () => {
          controller.abort();
          return Promise.reject(new Error('interrupted'));
        },
      },
    );
    expect(walked.isInterrupted).to.equal(true);
    expect(walked.left).to.deep.equal([]);
  });

  it('waits until the org knows its apps, and keeps what the token endpoint said meanwhile', async () => {
    let time = Date.parse('2026-11-24T08:00:00Z');
    const now = () => new Date(time);
    const { walked } = await walkOrg(
      { now, propagationSeconds: 60 },
      {
        claims: tokenClaims,
        waitMilliseconds: 600_000,
        pause: (milliseconds) => {
          time += milliseconds;
          return Promise.resolve();
        },
      },
    );
    expect(walked.results.filter(({ outcome }) => outcome.kind !== 'holds')).to.deep.equal([]);
    expect(walked.waits[0]).to.deep.include({ app: 'good', isReady: true });
    expect(walked.waits[0]?.answers).to.deep.equal(['client identifier invalid']);
    expect(walked.waits[0]?.seconds).to.be.within(60, 120);
  });

  it('tries nothing of an app that does not take effect in time, and says so', async () => {
    let time = Date.parse('2026-11-24T08:00:00Z');
    const { walked } = await walkOrg(
      { now: () => new Date(time), propagationSeconds: 3600 },
      {
        claims: tokenClaims.filter(({ facts: [fact] }) => fact === 'TOKEN-05'),
        waitMilliseconds: 60_000,
        pause: (milliseconds) => {
          time += milliseconds;
          return Promise.resolve();
        },
      },
    );
    for (const { outcome } of walked.results) {
      expect(outcome).to.deep.include({ kind: 'untried' });
      expect(outcome).to.have.property('reason').that.contains('client identifier invalid');
    }
    expect(walked.waits[0]).to.deep.include({ isReady: false });
  });

  it('says exactly what is left, or may be, when the org no longer lets it remove things', async () => {
    const { walked, lines } = await walkOrg(
      {},
      {
        claims: tokenClaims,
        onLine: (line, { org }) => {
          if (line.startsWith('Removing')) expireSessions(org);
        },
      },
    );
    const [, prefix = ''] = /begin with (\w+)\./.exec(lines[0] ?? '') ?? [];
    expect(walked.left).to.have.length.greaterThan(0);
    for (const line of walked.left) expect(line).to.contain('perhaps').and.to.contain(prefix);
    expect(lines).to.include(`Could not be removed: ${walked.left[0] ?? ''}`);
  });
});
