import { expect } from 'chai';
import { buildClaims, LIFETIME_SECONDS, lifetimeFrom, toEpochSeconds } from '../../src/assertion/claims.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';

const login = {
  clientId: '3MVG9consumerkey',
  username: 'ci@example.com.sandbox',
  audience: 'https://example.my.salesforce.com',
};

describe('assertion/claims', () => {
  it('are issuer, subject, audience, and two whole seconds since 1970', () => {
    expect(buildClaims(login, new Date('2026-11-24T12:34:56.999Z'))).to.deep.equal({
      iss: '3MVG9consumerkey',
      sub: 'ci@example.com.sandbox',
      aud: 'https://example.my.salesforce.com',
      iat: 1795523696,
      exp: 1795523876,
    });
  });

  it('end three minutes after they begin', () => {
    expect(LIFETIME_SECONDS).to.equal(180);
    for (const now of [new Date(0), new Date('2026-02-28T23:59:59.500Z'), new Date('2038-01-19T03:14:08Z')]) {
      const { iat, exp } = buildClaims(login, now);
      expect(exp - iat).to.equal(180);
    }
  });

  it('end when they are asked to', () => {
    const { iat, exp } = buildClaims(login, new Date('2026-11-24T12:34:56.999Z'), lifetimeFrom(60));
    expect(exp - iat).to.equal(60);
  });

  for (const seconds of [1, 180, 300, 31_536_000]) {
    it(`live ${seconds} seconds`, () => expect(lifetimeFrom(seconds)).to.equal(seconds));
  }
  for (const seconds of [0, -1, -180, 1.5, NaN, Infinity, 31_536_001, Date.now()]) {
    it(`do not live ${seconds} seconds`, async () => {
      const error = await thrownBy(() => lifetimeFrom(seconds));
      expect([error.name, error.exitCode]).to.deep.equal(['LifetimeInvalidError', 2]);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    });
  }

  const moments: Array<[string, number]> = [
    ['1970-01-01T00:00:00.000Z', 0],
    ['1970-01-01T00:00:00.999Z', 0],
    ['2011-03-22T18:43:00.000Z', 1300819380], // RFC 7519, section 3.1
    ['2026-11-24T12:34:56.001Z', 1795523696],
    ['2038-01-19T03:14:08.000Z', 2147483648],
  ];
  for (const [moment, seconds] of moments) {
    it(`count ${moment} as ${seconds} seconds, never milliseconds`, () => {
      expect(toEpochSeconds(new Date(moment))).to.equal(seconds);
    });
  }
});
