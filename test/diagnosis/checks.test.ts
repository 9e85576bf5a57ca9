import { expect } from 'chai';
import { listChecks } from '../../src/diagnosis/checks.ts';
import { healthy, orgWith } from './facts.ts';
import { loginChecks } from './login-checks.ts';
import { orgChecks } from './org-checks.ts';

/** In the order of a login. */
const names = [
  ...['login-parts', 'key-file', 'key-type', 'key-length', 'certificate', 'certificate-dates', 'claims'],
  ...[
    'clock',
    'proxy',
    'host-name',
    'connection',
    'tls',
    'host',
    'token-endpoint',
    'admin-org',
    'login-host',
  ],
  ...['app', 'app-enabled', 'app-certificate', 'app-scopes', 'permitted-users', 'grant', 'assignment'],
  ...['app-age', 'user', 'user-active', 'user-frozen', 'user-license', 'login-hours', 'login-ip-ranges'],
  ...['api-permission', 'session-level', 'login-history', 'api-call'],
];

const rows = [...loginChecks, ...orgChecks];

describe('diagnosis/checks', () => {
  it('pass one by one, in the order of a login, where all is right', () => {
    const checks = listChecks(healthy);
    expect(checks.map(({ name }) => name)).to.deep.equal(names);
    expect(checks.filter(({ state }) => state !== 'passed')).to.deep.equal([]);
    for (const { evidence } of checks) expect(evidence).to.match(/\.$/);
  });

  for (const [check, state, evidence, facts] of rows) {
    it(`${check} is ${state}: ${evidence.source}`, () => {
      const found = listChecks(facts).filter(({ name }) => name === check);
      expect(found.map((one) => one.state)).to.deep.equal([state]);
      expect(found[0]?.evidence).to.match(evidence);
    });
  }

  it('leave no placeholder open, and come in one order', () => {
    for (const [, , , facts] of rows) {
      const checks = listChecks(facts);
      for (const { evidence } of checks) expect(evidence).not.to.match(/%[sdj]|undefined|\[object|NaN/);
      const order = [...names.slice(0, 14), 'token-format', ...names.slice(14)];
      expect(order.filter((name) => checks.some((one) => one.name === name))).to.deep.equal(
        checks.map(({ name }) => name),
      );
    }
  });

  it('skip what an app that users approve themselves does not have', () => {
    const seen = listChecks({ ...healthy, ...orgWith({ app: { permittedUsers: 'self-authorized' } }) });
    expect(seen.map(({ name }) => name)).not.to.include.members(['grant', 'assignment']);
  });

  it('say nothing of the switch of a Connected App, which has none', () => {
    const seen = listChecks({ ...healthy, ...orgWith({ app: { type: 'connected-app', isEnabled: null } }) });
    expect(seen.map(({ name }) => name)).not.to.include('app-enabled');
  });
});
