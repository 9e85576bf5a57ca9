import { expect } from 'chai';
import { rmSync } from 'node:fs';
import type { SfError } from '@salesforce/core';
import type { Wait } from '../../src/flows/exchange.ts';
import type { LoginInput } from '../../src/flows/login-input.ts';
import { token, type TokenOutput } from '../../src/flows/token.ts';
import {
  deactivateUser,
  disableApp,
  disableUserApi,
  removeCertificate,
} from '../../src/simulator/org-changes.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { startFaultyFront, type FaultyFront } from '../faulty-front.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

describe('the token flow', () => {
  let keys: KeyFiles;
  let otherKeys: KeyFiles;
  let simulator: Simulator;
  let input: Required<Omit<LoginInput, 'targetOrg' | 'audience'>>;

  async function begin(options: SimulatorOptions = {}): Promise<void> {
    simulator = await startSimulator(options);
    const clientId = await deploySimulatedApp(simulator, keys.certificate);
    input = {
      clientId,
      username: simulator.admin.username,
      privateKey: keys.location,
      instanceUrl: simulator.origin,
    };
    simulator.requests.length = 0;
  }

  const login = async (changes: Partial<LoginInput> = {}, now = new Date()): Promise<TokenOutput> =>
    token({ ...input, ...changes }, now, { waitMinutes: 0 });

  async function refusal(changes: Partial<LoginInput> = {}, now = new Date()): Promise<SfError> {
    return login(changes, now).then(
      () => expect.fail('the login was granted'),
      (error: unknown) => error as SfError,
    );
  }

  before(async () => ([keys, otherKeys] = await Promise.all([makeKeyFiles(), makeKeyFiles()])));
  after(() => [keys, otherKeys].forEach(({ folder }) => rmSync(folder, { recursive: true })));
  afterEach(async () => simulator.close());

  it('gets a token for the user, in two requests: the exchange and the proof', async () => {
    await begin();
    const { result } = await login();
    expect(result).to.deep.include({
      username: simulator.admin.username,
      userId: simulator.admin.userId,
      orgId: simulator.orgId,
      scope: 'api',
    });
    expect(simulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`)).to.deep.equal(
      ['POST /services/oauth2/token 200', 'GET /services/data/v66.0/ 200'],
    );
    expect(simulator.requests[1]?.headers['authorization']).to.equal(`Bearer ${result.accessToken}`);
  });

  it('sends the assertion in the body, with the host as its audience and three minutes to live', async () => {
    const now = new Date('2026-11-24T10:00:00.900Z');
    await begin({ now: () => now });
    await login({}, now);
    const form = new URLSearchParams(simulator.requests[0]?.body);
    expect(form.get('grant_type')).to.equal('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const [header = '', claims = ''] = (form.get('assertion') ?? '')
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header)).to.deep.equal({ alg: 'RS256' });
    expect(JSON.parse(claims)).to.deep.equal({
      iss: input.clientId,
      sub: input.username,
      aud: simulator.origin.origin,
      iat: Date.UTC(2026, 10, 24, 10) / 1000,
      exp: Date.UTC(2026, 10, 24, 10, 3) / 1000,
    });
  });

  type RefusalRow = {
    when: string;
    name: string;
    words: RegExp;
    changes?: () => Partial<LoginInput>;
    now?: Date;
    prepare?: () => unknown;
  };
  const hour = 3_600_000;
  const rows: RefusalRow[] = [
    {
      when: 'the key is of another pair',
      name: 'AssertionInvalidError',
      words: /invalid assertion/,
      changes: () => ({ privateKey: otherKeys.location }),
    },
    {
      when: 'the app has lost its certificate',
      name: 'AssertionInvalidError',
      words: /invalid assertion/,
      prepare: () => removeCertificate(simulator.org, 'Example_App'),
    },
    {
      when: 'the user does not exist',
      name: 'UserNotApprovedError',
      words: /user hasn't approved this consumer/,
      changes: () => ({ username: 'nobody@simulator.example' }),
    },
    {
      when: 'the user is not approved',
      name: 'UserNotAdminApprovedError',
      words: /user is not admin approved to access this app/,
      changes: () => ({ username: 'deploy@simulator.example' }),
    },
    {
      when: 'the consumer key is unknown',
      name: 'ConsumerKeyUnknownError',
      words: /client identifier invalid/,
      changes: () => ({ clientId: '3MVG9unknown' }),
    },
    {
      when: 'the audience is of another kind of org',
      name: 'AudienceInvalidError',
      words: /audience is invalid/,
      changes: () => ({ audience: 'https://test.salesforce.com' }),
    },
    {
      when: 'the clock is an hour slow',
      name: 'AssertionExpiredError',
      words: /expired authorization code/,
      now: new Date(Date.now() - hour),
    },
    {
      when: 'the app belongs to another org',
      name: 'AppNotInstalledError',
      words: /External client app is not installed in this org/,
      changes: () => ({ clientId: 'KeyOfAnotherOrg' }),
    },
    {
      when: 'the app is switched off',
      name: 'AppDisabledError',
      words: /oauth_flow_disabled/,
      prepare: () => disableApp(simulator.org, 'Example_App'),
    },
    {
      when: 'the user is inactive',
      name: 'UserInactiveError',
      words: /inactive user/,
      prepare: () => deactivateUser(simulator.org, simulator.admin.username),
    },
  ];
  for (const { when, name, words, changes = () => ({}), now, prepare } of rows) {
    it(`says ${name} when ${when}, after one login`, async () => {
      await begin({ appConsumerKeyTaken: ['KeyOfAnotherOrg'] });
      await prepare?.();
      const error = await refusal(changes(), now);
      expect(error.name).to.equal(name);
      expect(error.message).to.match(words);
      expect(error.actions?.at(-1), 'a command to paste').to.match(/sf \w+ \w+/);
      expect(simulator.requests).to.have.length(1);
    });
  }

  it('says RefreshTokenScopeMissingError when the app lacks that scope', async () => {
    await begin();
    const name = 'Scopeless';
    const clientId = await deploySimulatedApp(simulator, keys.certificate, {
      name,
      permissionSets: [name],
      scopes: ['Api'],
      consumerKey: 'ScopelessKey',
    });
    const error = await refusal({ clientId });
    expect(error.name).to.equal('RefreshTokenScopeMissingError');
    expect(error.message).to.contain('refresh_token scope is required');
  });

  it('does not call a login good whose token the API does not take', async () => {
    await begin();
    disableUserApi(simulator.org, simulator.admin.username);
    const error = await refusal();
    expect(error.name).to.equal('ApiNotEnabledError');
    expect(error.message).to.contain('API_CURRENTLY_DISABLED');
  });

  it('holds what was asked in the data of a refusal, and neither key nor assertion', async () => {
    await begin();
    const error = await refusal({ privateKey: otherKeys.location });
    expect(error.data).to.deep.equal({
      error: 'invalid_grant',
      description: 'invalid assertion',
      clientId: input.clientId,
      username: input.username,
      audience: simulator.origin.origin,
      host: simulator.origin.origin,
    });
  });

  it('does not wait out a refusal that no waiting mends, whatever --wait says', async () => {
    await begin();
    const error = await token({ ...input, audience: 'https://test.salesforce.com' }, new Date(), {
      waitMinutes: 60,
    }).catch((caught: unknown) => caught as SfError);
    expect((error as SfError).name).to.equal('AudienceInvalidError');
    expect(simulator.requests).to.have.length(1);
  });

  it('waits for an org that does not know the app yet, and signs anew for each try', async () => {
    await begin({ propagationSeconds: 100 });
    const waits: Array<[words: string, nextTrySeconds: number]> = [];
    const onWait = ({ refusal: { description }, nextTrySeconds }: Wait): void => {
      waits.push([description, nextTrySeconds]);
      // the org's hundred seconds go by in the two of ours
      simulator.world.now = () => new Date(Date.now() + 101_000);
    };
    const { result } = await token(input, new Date(), { waitMinutes: 1, onWait });
    expect(result.username).to.equal(input.username);
    expect(waits).to.deep.equal([
      ['client identifier invalid', 2],
      ['client identifier invalid', 1],
    ]);
    const assertions = simulator.requests
      .filter(({ path }) => path === '/services/oauth2/token')
      .map(({ body }) => new URLSearchParams(body).get('assertion'));
    expect(new Set(assertions).size).to.equal(2);
  });

  it('ends a wait at once when it is interrupted', async () => {
    await begin({ propagationSeconds: 3600 });
    const controller = new AbortController();
    const waits: string[] = [];
    const onWait = ({ refusal: { description } }: { refusal: { description: string } }): void => {
      waits.push(description);
      controller.abort();
    };
    const error = await token(input, new Date(), {
      waitMinutes: 60,
      signal: controller.signal,
      onWait,
    }).catch((caught: unknown) => caught as Error);
    expect((error as Error).name).to.equal('AbortError');
    expect(waits).to.have.length(1);
  });

  describe('behind a server that is busy', () => {
    let front: FaultyFront;

    async function beginBusy(path: string, times: number): Promise<void> {
      const fault = {
        path,
        times,
        status: 503,
        headers: { 'retry-after': '0' },
        body: '<html>maintenance</html>',
      };
      front = await startFaultyFront(fault, () => simulator);
      await begin();
      input.instanceUrl = front.origin;
    }
    afterEach(() => front.close());

    for (const path of ['/services/oauth2/token', '/services/data/v66.0/']) {
      it(`asks three times for ${path}, as Retry-After says`, async () => {
        await beginBusy(path, 2);
        const { result } = await login();
        expect(result.username).to.equal(input.username);
        expect(front.asked.filter((url) => url === path)).to.have.length(3);
      });

      it(`gives up on ${path} after three tries, and says so`, async () => {
        await beginBusy(path, 9);
        const error = await refusal();
        expect(error.name).to.equal('OrgBusyError');
        expect(error.message).to.contain('503').and.to.contain(input.instanceUrl.host);
        expect(error.message).not.to.contain('maintenance');
        expect(front.asked.filter((url) => url === path)).to.have.length(3);
      });
    }
  });
});
