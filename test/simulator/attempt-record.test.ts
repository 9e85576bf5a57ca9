import { expect } from 'chai';
import { addPermissionSet, assignPermissionSet } from '../../src/simulator/org-changes.ts';
import { readMembers } from '../../src/simulator/attempts/read-members.ts';
import { writeDistance, writeSpan } from '../../src/simulator/attempts/times.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, CONSUMER_KEY, filesOf } from './app-files.ts';
import { newestOf, verdictOf } from './attempt-verdict.ts';
import {
  addJwtApp,
  call,
  deploy,
  exchange,
  logIn,
  makeClock,
  orgWithApp,
  startOrg,
  stopOrgs,
  testKey,
} from './org-client.ts';

const NOW = new Date('2026-11-24T08:00:00Z');
const START = NOW.getTime();

const orgAtStart = (): Promise<Simulator> => orgWithApp({ name: 'acme', now: makeClock().now });

describe('the record of login attempts', () => {
  afterEach(stopOrgs);

  it('names each check with its result', async () => {
    const simulator = await orgAtStart();
    await logIn(simulator, { aud: 'https://elsewhere.example' });
    expect(newestOf(simulator).checks.map(({ name, result }) => `${name}: ${result}`)).to.deep.equal([
      'method: passed',
      'grant type: passed',
      'assertion: passed',
      'form: passed',
      'consumer key: passed',
      'signature: passed',
      'audience: failed',
      'expiry: not reached',
      'assertion id: not reached',
      'installation: not reached',
      'block: not reached',
      'user: not reached',
      'scopes: not reached',
      'approval: not reached',
      'login: not reached',
      'session level: not reached',
    ]);
  });

  it('has no explanation and no failed check for a login that works, and the fact it rests on', async () => {
    const simulator = await orgAtStart();
    await logIn(simulator);
    const { explanation, checks, answer, username, app, at, org } = newestOf(simulator);
    expect(explanation).to.equal(null);
    expect(new Set(checks.map(({ result }) => result))).to.deep.equal(new Set(['passed']));
    expect(answer).to.include({ status: 200, error: '', description: '', fact: 'TOKEN-30' });
    expect(answer.confidence).to.deep.equal(['documented', 'inferred']);
    expect({ username, app, at, org }).to.deep.equal({
      username: 'deploy@acme.example',
      app: 'Jwt_CI app',
      at: NOW,
      org: 'acme',
    });
  });

  it('keeps requests that hold no assertion', async () => {
    const simulator = await orgAtStart();
    await call(simulator, '/services/oauth2/token');
    expect(newestOf(simulator)).to.include({ header: null, claims: null, username: '', app: '' });
    expect(verdictOf(simulator)[0]).to.equal('method');
  });

  it('keeps the last 200, with ids that go on', async () => {
    const simulator = await orgAtStart();
    for (let count = 0; count < 205; count += 1) {
      await call(simulator, '/services/oauth2/token', { method: 'POST' });
    }
    const ids = simulator.world.attempts.attempts.map(({ id }) => id);
    expect([ids.length, ids[0], ids.at(-1)]).to.deep.equal([200, 6, 205]);
  });

  it('stays small whatever is sent', async () => {
    const simulator = await orgAtStart();
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, place) => [`claim ${place}`, place]));
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const claims = JSON.stringify({ sub: 'x'.repeat(100_000), text: 'y'.repeat(100_000), ...many });
    const toSegment = (text: string) => Buffer.from(text).toString('base64url');
    for (const body of [claims, `{"sub":${deep}}`, JSON.stringify({ aud: '\u0000\u202e<b>' })]) {
      await exchange(simulator, `${toSegment('{"alg":"RS256"}')}.${toSegment(body)}.AAAA`);
      expect(verdictOf(simulator)[0]).to.equal('consumer key');
      expect(JSON.stringify(newestOf(simulator)).length).to.be.lessThan(10_000);
    }
  });
});

describe('what is read from a JWT', () => {
  const noteOf = (name: string, value: unknown): string | undefined =>
    readMembers({ [name]: value }, NOW)[0]?.note;
  const seconds = START / 1000;

  for (const [what, value, note] of [
    ['seconds', seconds + 180, '2026-11-24 08:03:00 UTC, in 3 minutes'],
    ['the past', seconds - 86_400 * 3, '2026-11-21 08:00:00 UTC, 3 days ago'],
    ['a fraction', seconds + 0.25, '2026-11-24 08:00:00 UTC, now'],
    ['digits', String(seconds + 60), 'a text instead of a number; 2026-11-24 08:01:00 UTC, in 60 seconds'],
    [
      'milliseconds',
      START + 180_000,
      'in milliseconds, where seconds are due: 2026-11-24 08:03:00 UTC, in 3 minutes',
    ],
    ['microseconds', START * 1000, 'in microseconds, where seconds are due: 2026-11-24 08:00:00 UTC, now'],
    ['no number', 'tomorrow', 'no number of seconds'],
    ['nothing', null, 'no number of seconds'],
    ['too much', 1e300, 'too large for a time in any unit'],
  ] as const) {
    it(`says of ${what} as expiry: ${note}`, () => {
      expect(noteOf('exp', value)).to.equal(note);
    });
  }

  it('says that prn is read instead of sub, and that an audience should be one text', () => {
    const members = readMembers({ prn: 'a', sub: 'b', aud: ['c'] }, NOW);
    expect(members).to.deep.equal([
      { name: 'prn', value: '"a"', note: '' },
      { name: 'sub', value: '"b"', note: 'not read: prn is there' },
      { name: 'aud', value: '["c"]', note: 'a list, where one text is due' },
    ]);
  });

  it('writes spans in the largest unit of which there are two', () => {
    const spans = [900, 1000, 119_000, 120_000, 7_200_000, 172_800_000, 900 * 86_400_000];
    expect(spans.map(writeSpan)).to.deep.equal([
      '1 second',
      '1 second',
      '119 seconds',
      '2 minutes',
      '2 hours',
      '2 days',
      '2 years',
    ]);
    expect(writeDistance(new Date(START - 400), NOW)).to.equal('now');
  });
});

describe('a login attempt between several orgs', () => {
  afterEach(stopOrgs);

  const twoOrgs = async (): Promise<Simulator> => {
    const orgs = [
      { name: 'acme', allowConnectedApps: true },
      { name: 'uat', type: 'sandbox' as const },
    ];
    const simulator = await startOrg({ now: makeClock().now, orgs });
    addPermissionSet(simulator.org, 'Jwt_CI_Access');
    assignPermissionSet(simulator.org, 'deploy@acme.example', 'Jwt_CI_Access');
    return simulator;
  };
  const at = (simulator: Simulator, place: number): Simulator => ({ ...simulator, ...simulator.orgs[place] });

  it('tells that the app is that of another org', async () => {
    const simulator = await twoOrgs();
    await addJwtApp(simulator);
    const uat = at(simulator, 1);
    await logIn(uat);
    expect(verdictOf(simulator)).to.deep.equal([
      'installation',
      '`Jwt_CI` is an External Client App of `acme`, not of `uat`.',
      `Send the request to \`${simulator.origin.origin}\`, or make an app here: \`sf jwt app create --target-org uat --certificate-file server.crt\``,
    ]);
    expect(newestOf(simulator).org).to.equal('uat');
  });

  it('tells that the user is one of another org', async () => {
    const simulator = await twoOrgs();
    await addJwtApp(simulator);
    await logIn(simulator, { sub: 'deploy@uat.example' });
    const uat = at(simulator, 1);
    expect(verdictOf(simulator)).to.deep.equal([
      'user',
      '`deploy@uat.example` is a user of `uat`, and `acme.my.salesforce.com` does not know the users there.',
      `Call \`${uat.origin.origin}\` or \`${simulator.world.test.origin.origin}\`, or log in as another user.`,
    ]);
  });

  it('tells that a Connected App is that of another org', async () => {
    const simulator = await twoOrgs();
    await addJwtApp(simulator, { name: 'Other', consumerKey: 'OtherKey123' });
    const app = connectedApp({
      certificate: testKey().certificate,
      consumerKey: CONSUMER_KEY,
      permissionSet: 'Jwt_CI_Access',
    });
    expect((await deploy(simulator, filesOf([app]))).problems).to.deep.equal([]);
    await logIn(at(simulator, 1));
    expect(verdictOf(simulator)).to.deep.equal([
      'approval',
      '`Jwt_Old` is an app of `acme`, and `deploy@uat.example` a user of `uat`.',
      `Send a user of that org to \`${simulator.origin.origin}\`, or the consumer key of an app in this one.`,
    ]);
  });
});
