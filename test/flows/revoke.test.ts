import { expect } from 'chai';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { revoke, type RevokeInput, type RevokeResult } from '../../src/flows/revoke.ts';
import { strike } from '../../src/simulator/fault-strikes.ts';
import { everythingIn, thrownBy } from '../io/thrown.ts';
import { loopback } from '../io/servers.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { closeAppOrgs, openAppOrg, openAppOrgs, type AppOrg } from './app/app-org.ts';

const VARIABLE = 'SF_JWT_TEST_TOKEN';

describe('the flow that revokes one token', () => {
  const { answer } = loopback();
  let app: AppOrg;
  let keys: KeyFiles;
  before(async () => (keys = await makeKeyFiles()));
  after(() => rmSync(keys.folder, { recursive: true }));
  afterEach(async () => {
    Reflect.deleteProperty(process.env, VARIABLE);
    await closeAppOrgs();
  });

  async function grant(org: AppOrg, issuesJwtTokens = false): Promise<string> {
    const clientId = await deploySimulatedApp(org.simulator, keys.certificate, { issuesJwtTokens });
    return (await org.logIn(clientId, keys)).result.accessToken;
  }

  async function revokeText(text: string, instanceUrl?: URL): Promise<RevokeResult> {
    process.env[VARIABLE] = text;
    return revoke({ token: { variable: VARIABLE }, instanceUrl });
  }

  async function isAlive(token: string, origin = app.origin): Promise<boolean> {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(new URL('/services/data/v66.0/', origin), { headers })).status === 200;
  }

  for (const issuesJwtTokens of [false, true]) {
    const format = issuesJwtTokens ? 'in JWT format' : 'that is opaque';
    it(`ends a token ${format}, at the org that sf knows for it; again, it says so`, async () => {
      app = await openAppOrg();
      const token = await grant(app, issuesJwtTokens);
      expect(await isAlive(token)).to.equal(true);
      expect(await revokeText(token)).to.deep.equal({ outcome: 'revoked', instanceUrl: app.origin.origin });
      expect(await isAlive(token)).to.equal(false);
      const again = { outcome: 'already-invalid', instanceUrl: app.origin.origin };
      expect(await revokeText(token)).to.deep.equal(again);
    });
  }

  it('takes a token as people have it: with a line end, as a header, from a file', async () => {
    app = await openAppOrg();
    const clientId = await deploySimulatedApp(app.simulator, keys.certificate);
    const forms = [(token: string) => `${token}\r\n`, (token: string) => `Authorization: Bearer ${token}\n`];
    for (const form of forms) {
      const token = (await app.logIn(clientId, keys)).result.accessToken;
      const file = join(keys.folder, 'token.txt');
      writeFileSync(file, form(token));
      expect(await revoke({ token: { file }, instanceUrl: app.origin })).to.include({ outcome: 'revoked' });
      expect(await isAlive(token)).to.equal(false);
    }
  });

  it('ends the session that sf has of an org', async () => {
    app = await openAppOrg();
    const { accessToken } = app.simulator.admin;
    expect(await revoke({ session: app.connection })).to.include({ outcome: 'revoked' });
    expect(await isAlive(accessToken)).to.equal(false);
  });

  it('does not call a token dead that is of another org', async () => {
    const [first, second] = await openAppOrgs({ orgs: [{ name: 'first' }, { name: 'second' }] });
    app = first!;
    const { accessToken } = app.simulator.orgs[1]!.admin;
    const error = await thrownBy(async () => revokeText(accessToken, app.origin));
    expect(error.name).to.equal('TokenOfOtherOrgError');
    expect(error.message).to.include(second!.org.id.slice(0, 15)).and.include(app.org.id.slice(0, 15));
    expect(everythingIn(error)).not.to.include(accessToken);
    expect(await isAlive(accessToken, second!.origin)).to.equal(true);
    // without an address it goes where it belongs
    expect(await revokeText(accessToken)).to.include({ instanceUrl: second!.origin.origin });
  });

  it('needs an address where sf knows no org of the token', async () => {
    const error = await thrownBy(async () => revokeText('00D000000000001!AQEAQxyz.0123456789abcdef'));
    expect(error.name).to.equal('TokenHostUnknownError');
    expect(error.exitCode).to.equal(2);
  });

  it('sends nothing that is no token', async () => {
    app = await openAppOrg();
    app.forgetRequests();
    const assertion = [{ alg: 'RS256' }, { iss: 'key', aud: 'https://login.salesforce.com' }, 'x']
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const rows: Array<[text: string, name: string]> = [
      ['', 'NoTokenError'],
      ['two words that are no token', 'NoTokenError'],
      ['short', 'NoTokenError'],
      [assertion, 'AssertionForTokenError'],
    ];
    for (const [text, name] of rows) {
      const error = await thrownBy(async () => revokeText(text, app.origin));
      expect(error.name, text).to.equal(name);
      if (text !== '') expect(everythingIn(error)).not.to.include(text);
    }
    const key = { token: { file: keys.keyFile }, instanceUrl: app.origin } satisfies RevokeInput;
    expect((await thrownBy(async () => revoke(key))).name).to.equal('NoTokenError');
    expect(app.requestLines()).to.deep.equal([]);
  });

  it('does not show a token that was given for the name of its file or variable', async () => {
    const token = '00D000000000001!AQEAQxyz.0123456789abcdef';
    for (const location of [{ file: token }, { variable: token }]) {
      const error = await thrownBy(async () => revoke({ token: location }));
      expect(everythingIn(error)).not.to.include('AQEAQxyz');
    }
  });

  it('follows no redirect, and shows no token when the org fails', async () => {
    app = await openAppOrg();
    const elsewhere = await answer({ status: 200 });
    const redirecting = await answer({ status: 302, headers: { location: elsewhere.url.href } });
    const token = await grant(app);
    for (const origin of [redirecting.url, app.origin]) {
      strike(app.simulator.world, { name: 'server-error', path: '/services/oauth2/revoke', times: 3 });
      const error = await thrownBy(async () => revokeText(token, origin));
      expect(everythingIn(error)).not.to.include(token);
    }
    expect(elsewhere.received).to.deep.equal([]);
    expect(redirecting.received).to.have.length(1);
    expect(await isAlive(token)).to.equal(true);
  });
});
