import { expect } from 'chai';
import type { FactId } from '../../src/simulator/facts/facts.ts';
import { connectedApp, externalApp, filesOf } from './app-files.ts';
import {
  adminCall,
  call,
  deploy,
  goodClaims,
  logIn,
  orgWithApp,
  query,
  type Reply,
  startOrg,
  stopOrgs,
  withToken,
  accessToken,
} from './org-client.ts';

const orgWithout = (...rulesOff: FactId[]) => orgWithApp({ rulesOff });

describe('a rule that is off', () => {
  afterEach(stopOrgs);

  it('is none of the others', async () => {
    const simulator = await orgWithout('TOKEN-06');
    expect((await logIn(simulator)).status).to.equal(200);
    expect((await logIn(simulator, { iss: 'Nobody' })).json.error).to.equal('invalid_client_id');
  });

  it('refuses no login', async () => {
    expect((await logIn(await orgWithout('TOKEN-06'), { aud: 'https://x.example' })).status).to.equal(200);
    expect((await logIn(await orgWithout('TOKEN-07'), { exp: 1 })).status).to.equal(200);
  });

  it('refuses no component of a deploy', async () => {
    const app = filesOf([connectedApp({})]);
    expect((await deploy(await startOrg(), app)).result.success).to.equal(false);
    expect((await deploy(await startOrg({ rulesOff: ['APP-01'] }), app)).result.success).to.equal(true);
  });

  it('lets a login fail that was only tolerated', async () => {
    const simulator = await orgWithout('TOKEN-41');
    const exp = String(goodClaims(simulator).exp);
    expect((await logIn(simulator)).status).to.equal(200);
    expect((await logIn(simulator, { exp })).json).to.deep.equal({
      error: 'rule_off',
      error_description: 'TOKEN-41 is off',
    });
  });

  /** A request, and what is plainly wrong with its answer. */
  const answers: Partial<Record<FactId, [ask: () => Promise<Reply>, status: number, wrong: RegExp]>> = {
    'TOKEN-30': [async () => logIn(await orgWithout('TOKEN-30')), 200, /"renamed_token_type":"Bearer"/],
    'REST-01': [
      async () => call(await orgWithout('REST-01'), '/services/data'),
      200,
      /^\[\{.*"renamed_version":"64\.0"\},/,
    ],
    'REST-10': [async () => call(await orgWithout('REST-10'), '/services/data/v66.0'), 200, /^\{\}$/],
    'SOQL-02': [async () => query(await orgWithout('SOQL-02'), 'SELECT Id FROM Nothing'), 200, /^\{\}$/],
    'OAUTH-06': [
      async () => {
        const simulator = await orgWithout('OAUTH-06');
        const token = await accessToken(simulator);
        return call(simulator, `/services/oauth2/revoke?token=${token}`, { method: 'POST' });
      },
      200,
      /^\{\}$/,
    ],
  };

  for (const [fact, [ask, status, wrong]] of Object.entries(answers)) {
    it(`answers otherwise: ${fact}`, async () => {
      const reply = await ask();
      expect(reply.status).to.equal(status);
      expect(reply.fact).to.equal(fact);
      expect(reply.text).to.match(wrong);
    });
  }

  it('leaves no trace of what it would have done', async () => {
    const simulator = await orgWithout('APP-20');
    const app = externalApp({ name: 'Jwt_CI', permissionSet: 'Jwt_CI_Access' });
    expect((await deploy(simulator, filesOf(app))).result.success).to.equal(true);
    expect((await logIn(simulator)).status, 'with the certificate of the deploy before').to.equal(200);
  });

  it('lets sessions outlive their app', async () => {
    for (const [rulesOff, status] of [
      [[], 401],
      [['OAUTH-13'], 200],
    ] as [FactId[], number][]) {
      const simulator = await orgWithout(...rulesOff);
      const token = await accessToken(simulator);
      const files = filesOf([]);
      files['destructiveChanges.xml'] =
        '<Package><types><members>Jwt_CI</members><name>ExternalClientApplication</name></types></Package>';
      expect((await deploy(simulator, files)).result.success).to.equal(true);
      expect((await withToken(simulator, token)).status).to.equal(status);
      expect((await adminCall(simulator, '/services/data/v66.0')).status).to.equal(200);
    }
  });
});
