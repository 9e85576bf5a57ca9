import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { Org } from '@salesforce/core';
import type { AppType } from '../../../src/app/app-type.ts';
import {
  revokeAll,
  type RevokeAllInput,
  type RevokeAllResult,
  type RevokePlanShown,
} from '../../../src/flows/revoke/all.ts';
import { storeLogin } from '../../../src/io/login-store.ts';
import { strike } from '../../../src/simulator/fault-strikes.ts';
import { addForeignApp, withdrawPermission } from '../../../src/simulator/org-changes.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { thrownBy } from '../../io/thrown.ts';
import { makeApp } from '../app/made-app.ts';
import { closeAppOrgs, openAppOrg, type AppOrg } from '../app/app-org.ts';

const ADMIN = 'admin@simulator.example';
const DEPLOY = 'deploy@simulator.example';
const REVOKE = 'POST /services/oauth2/revoke';

describe('the flow that revokes all tokens of an app or user', function () {
  this.timeout(60_000);
  let app: AppOrg;
  let keys: KeyFiles;
  before(async () => (keys = await makeKeyFiles()));
  after(() => rmSync(keys.folder, { recursive: true }));
  beforeEach(async () => (app = await openAppOrg({ allowConnectedApps: true })));
  afterEach(closeAppOrgs);

  /** An app that both users may use; gives its consumer key. */
  const make = async (name = 'Jwt_Cli', type: AppType = 'external-client-app', label?: string) =>
    makeApp(app, keys, { name, type, label, assignTo: [ADMIN, DEPLOY] });

  const logIn = async (consumerKey: string, username = DEPLOY): Promise<string> =>
    (await app.logIn(consumerKey, keys, username)).result.accessToken;

  const revoke = async (changes: Partial<RevokeAllInput> = {}): Promise<RevokeAllResult> =>
    revokeAll(
      {
        connection: app.connection,
        app: { type: 'external-client-app', name: 'Jwt_Cli' },
        includesOwn: false,
        isDryRun: false,
        again: 'sf jwt revoke --name Jwt_Cli',
        ...changes,
      },
      new Date(),
      {},
    );

  async function isAlive(token: string): Promise<boolean> {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(new URL('/services/data/v66.0/', app.origin), { headers })).status === 200;
  }

  const revocations = (): number => app.requestLines().filter((line) => line === REVOKE).length;

  for (const type of ['external-client-app', 'connected-app'] as const) {
    it(`ends those of everybody by an app of the type ${type}, and no others; again, it has nothing to do`, async () => {
      const key = await make('Jwt_Cli', type);
      const other = await logIn(await make('Other'));
      const tokens = [await logIn(key), await logIn(key, 'admin@simulator.example')];
      const second = await app.connectAs('second@simulator.example');
      const input = { connection: second, app: { type, name: 'jwt_cli' } };
      const result = await revoke(input);
      expect(result).to.deep.include({ outcome: 'revoked', kept: [], newTokens: 0, username: null });
      expect(result.app).to.deep.equal({ type, name: 'Jwt_Cli', label: 'Jwt_Cli', sharedWith: [] });
      expect(result.tokens.map(({ username }) => username).sort()).to.deep.equal([ADMIN, DEPLOY]);
      expect(await Promise.all([...tokens, other].map(isAlive))).to.deep.equal([false, false, true]);
      expect(await revoke(input)).to.deep.include({ outcome: 'nothing-to-revoke', tokens: [] });
    });
  }

  it('tells an app from one of the other kind with the same label', async () => {
    const [external, connected] = [
      await logIn(await make('Jwt_Cli', 'external-client-app', 'One label')),
      await logIn(await make('Old_Cli', 'connected-app', 'One label')),
    ];
    expect(await revoke()).to.deep.include({ outcome: 'revoked' });
    expect(await Promise.all([external, connected].map(isAlive))).to.deep.equal([false, true]);
  });

  it('says which apps of the kind have the same label, as their tokens cannot be told apart', async () => {
    await make('Jwt_Cli', 'external-client-app', 'One label');
    await logIn(await make('Namesake', 'external-client-app', 'One label'));
    const { app: found, tokens } = await revoke({ isDryRun: true });
    expect(found?.sharedWith).to.deep.equal(['Namesake']);
    expect(tokens).to.have.length(1);
  });

  it("finds the app of another org by the name that this org's Setup shows", async () => {
    addForeignApp(app.org, 'CPQIntegrationUserApp');
    const result = await revoke({ app: { type: 'connected-app', name: 'CPQIntegrationUserApp' } });
    expect(result).to.deep.include({ outcome: 'nothing-to-revoke' });
  });

  it('ends those of a user by all apps, or by one', async () => {
    const [one, other] = [await make('Jwt_Cli'), await make('Other')];
    const tokens = [await logIn(one), await logIn(other), await logIn(other, ADMIN)];
    expect((await revoke({ username: 'Deploy@Simulator.example' })).tokens).to.have.length(1);
    expect(await Promise.all(tokens.map(isAlive))).to.deep.equal([false, true, true]);
    const result = await revoke({ app: undefined, username: DEPLOY });
    expect(result.tokens.map(({ appName }) => appName)).to.deep.equal(['Other']);
    expect(await Promise.all(tokens.map(isAlive))).to.deep.equal([false, false, true]);
  });

  it('writes nothing in a dry run, and when the person says no', async () => {
    const token = await logIn(await make());
    expect(await revoke({ isDryRun: true })).to.deep.include({ outcome: 'planned' });
    let asked: RevokePlanShown | undefined;
    const confirm = async (plan: RevokePlanShown): Promise<boolean> => {
      asked = plan;
      return Promise.resolve(false);
    };
    expect(await revoke({ confirm })).to.deep.include({ outcome: 'declined' });
    expect(asked?.tokens.map(({ username, appName }) => [username, appName])).to.deep.equal([
      [DEPLOY, 'Jwt_Cli'],
    ]);
    expect(JSON.stringify(asked)).not.to.include('delete.');
    expect(await isAlive(token)).to.equal(true);
    expect(revocations()).to.equal(0);
  });

  describe('of the user who asks', () => {
    it('keeps those that may be the session itself, where nothing tells its app', async () => {
      const key = await make();
      const tokens = [await logIn(key), await logIn(key, ADMIN)];
      const result = await revoke();
      expect(result.tokens.map(({ username }) => username)).to.deep.equal([DEPLOY]);
      expect(result.kept.map(({ username }) => username)).to.deep.equal([ADMIN]);
      expect(await Promise.all(tokens.map(isAlive))).to.deep.equal([false, true]);
      expect((await revoke({ includesOwn: true })).tokens).to.have.length(1);
      expect(await Promise.all(tokens.map(isAlive))).to.deep.equal([false, false]);
    });

    /** `sf` as it is after a login by JWT. */
    async function connectByJwt(clientId: string): Promise<RevokeAllInput['connection']> {
      await storeLogin({
        username: ADMIN,
        clientId,
        privateKeyFile: keys.keyFile,
        loginUrl: app.origin.origin,
        instanceUrl: app.origin.origin,
        orgId: app.simulator.orgId,
        accessToken: await logIn(clientId, ADMIN),
        isDevHub: false,
      });
      return (await Org.create({ aliasOrUsername: ADMIN })).getConnection();
    }

    it('keeps its session by the app, and ends it last when told to', async () => {
      const key = await make();
      await logIn(key);
      const connection = await connectByJwt(key);
      expect((await revoke({ connection })).kept).to.have.length(1);
      await logIn(key);
      const result = await revoke({ connection, includesOwn: true });
      expect(result.tokens.map(({ username }) => username)).to.deep.equal([DEPLOY, ADMIN]);
    });

    it('keeps none by an app that the session is not of', async () => {
      const [key, other] = [await make(), await make('Other')];
      const token = await logIn(key, ADMIN);
      const connection = await connectByJwt(other);
      const result = await revoke({ connection });
      expect([result.tokens.length, result.kept.length]).to.deep.equal([1, 0]);
      expect(await isAlive(token)).to.equal(false);
    });
  });

  it('refuses to call its own tokens all, for a user to whom the org shows no others', async () => {
    const key = await make();
    const token = await logIn(key);
    const connection = await app.connectAs('second@simulator.example');
    withdrawPermission(app.org, 'second@simulator.example', 'CustomizeApplication');
    const error = await thrownBy(async () => revoke({ connection }));
    expect(error.name).to.equal('TokensNotShownError');
    expect(await isAlive(token)).to.equal(true);
    const own = await revoke({ connection, app: undefined, username: 'second@simulator.example' });
    expect(own).to.deep.include({ outcome: 'nothing-to-revoke' });
  });

  it('names an app or user that is not there', async () => {
    const nobody = await thrownBy(async () => revoke({ app: undefined, username: 'nobody@x.example' }));
    expect(nobody.name).to.equal('UserNotFoundError');
    expect((await thrownBy(revoke)).name).to.equal('AppNotFoundError');
  });

  it('goes on after the failure of one, and says what is left', async () => {
    const key = await make();
    const tokens = [await logIn(key), await logIn(key, ADMIN)];
    const connection = await app.connectAs('second@simulator.example');
    strike(app.simulator.world, { name: 'redirect', times: 1, path: '/services/oauth2/revoke' });
    const error = await thrownBy(async () => revoke({ connection }));
    expect(error.name).to.equal('TokensLeftError');
    expect(error.data).to.deep.include({ revoked: 1, left: 1 });
    expect(error.actions?.at(-1)).to.include('sf jwt revoke --name Jwt_Cli');
    expect((await Promise.all(tokens.map(isAlive))).filter(Boolean)).to.have.length(1);
    expect((await revoke({ connection })).tokens).to.have.length(1);
    expect(await Promise.all(tokens.map(isAlive))).to.deep.equal([false, false]);
  });

  it('tries again while the org is busy', async () => {
    const token = await logIn(await make());
    strike(app.simulator.world, { name: 'server-unavailable', times: 2, path: '/services/oauth2/revoke' });
    expect(await revoke()).to.deep.include({ outcome: 'revoked' });
    expect(revocations()).to.equal(3);
    expect(await isAlive(token)).to.equal(false);
  });

  it('ends more than the org shows at once', async () => {
    await logIn(await make());
    const [first] = app.org.sessions.filter(({ appName }) => appName === 'Jwt_Cli');
    for (let serial = 1; serial < 2600; serial += 1) {
      const token = `${first?.token.slice(0, -4)}${String(serial).padStart(4, '0')}`;
      app.org.sessions.push({ ...first!, id: `${serial}`, token });
    }
    const result = await revoke();
    expect([result.outcome, result.tokens.length, result.newTokens]).to.deep.equal(['revoked', 2600, 0]);
    expect(app.org.sessions.filter(({ appId, isRevoked }) => appId !== null && !isRevoked)).to.deep.equal([]);
  });
});
