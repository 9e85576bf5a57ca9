import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import type { SfError } from '@salesforce/core';
import { proveLogin, tryLogin, type ProvableLogin } from '../../../src/flows/app/prove-login.ts';
import type { Stage } from '../../../src/flows/progress.ts';
import { strike } from '../../../src/simulator/fault-strikes.ts';
import { disableUserApi, replaceCertificate } from '../../../src/simulator/org-changes.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/server.ts';
import { thrownBy } from '../../io/thrown.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';

const TOKEN_PATH = '/services/oauth2/token';

describe('the proof of a login', () => {
  let keys: KeyFiles;
  let newKeys: KeyFiles;
  let simulator: Simulator;
  let login: ProvableLogin;

  const keyOf = ({ keyFile }: KeyFiles): ProvableLogin['privateKey'] =>
    createPrivateKey(readFileSync(keyFile));
  /** What a rotation does in the org, once it has taken it over. */
  const takeOver = (): void =>
    replaceCertificate(simulator.org, 'Example_App', newKeys.certificate.toString());
  const paths = (): string[] => simulator.requests.map(({ path }) => path);
  const namesAndDetails = (stages: Stage[]): string[] =>
    stages.map(({ name, detail }) => `${name}: ${detail}`);

  before(async () => ([keys, newKeys] = await Promise.all([makeKeyFiles(), makeKeyFiles()])));
  after(() => [keys, newKeys].forEach(({ folder }) => rmSync(folder, { recursive: true })));
  beforeEach(async () => {
    simulator = await startSimulator();
    const clientId = await deploySimulatedApp(simulator, keys.certificate);
    const { origin: host } = simulator;
    const { username } = simulator.admin;
    login = { clientId, username, audience: host.origin, host, privateKey: keyOf(keys) };
    simulator.requests.length = 0;
  });
  afterEach(async () => simulator.close());

  it('asks once for a token, and calls the API with it, telling of both', async () => {
    const now = new Date();
    const stages: Stage[] = [];
    const onStage = (stage: Stage): unknown => stages.push(stage);
    const proven = await proveLogin(login, now, { waitMinutes: 10, onStage });
    expect(paths()).to.deep.equal([TOKEN_PATH, '/services/data/v66.0/']);
    expect(proven.token.orgId).to.equal(simulator.orgId);
    expect(proven.refusals).to.equal(0);
    expect(proven.firstTryAt).to.equal(now);
    const { host } = simulator.origin;
    expect(namesAndDetails(stages)).to.deep.equal([
      `login: admin@simulator.example, ${host}`,
      `login-check: ${host}`,
    ]);
  });

  it('waits for the new certificate while the org knows the old one, and says when it was taken', async () => {
    const now = new Date();
    const stages: Stage[] = [];
    const onStage = (stage: Stage): void => {
      stages.push(stage);
      if (stage.name === 'login-wait') takeOver();
    };
    const newLogin = { ...login, privateKey: keyOf(newKeys) };
    const proven = await proveLogin(newLogin, now, { waitMinutes: 1, onStage });
    expect(proven.refusals).to.equal(1);
    const seconds = (proven.grantedAt.getTime() - proven.firstTryAt.getTime()) / 1000;
    expect(seconds).to.be.within(1.9, 10);
    const { host } = simulator.origin;
    expect(namesAndDetails(stages)).to.deep.equal([
      `login: admin@simulator.example, ${host}`,
      'login-wait: "invalid assertion"; next try in 2 s, 60 s left',
      `login-check: ${host}`,
    ]);
    expect(stages.at(-1)!.elapsedSeconds).to.be.at.least(2);
    expect(paths()).to.deep.equal([TOKEN_PATH, TOKEN_PATH, '/services/data/v66.0/']);
  });

  it('waits out, once the org has answered, faults of the way there', async () => {
    const onStage = ({ name }: Stage): void => {
      if (name !== 'login-wait') return;
      takeOver();
      if (simulator.requests.length === 1)
        strike(simulator.world, { name: 'connection-reset', times: 3, path: TOKEN_PATH });
    };
    const newLogin = { ...login, privateKey: keyOf(newKeys) };
    const proven = await proveLogin(newLogin, new Date(), { waitMinutes: 1, onStage });
    expect(proven.refusals).to.equal(2);
    // refused, three that were reset, granted
    expect(paths().filter((path) => path === TOKEN_PATH)).to.have.length(5);
  }).timeout(20_000);

  it('does not wait out a fault of a host that has never answered', async () => {
    strike(simulator.world, { name: 'connection-reset', path: TOKEN_PATH });
    const error = await thrownBy(() => proveLogin(login, new Date(), { waitMinutes: 10 }));
    expect(error.name).to.equal('ConnectionBrokenError');
    expect(simulator.requests).to.have.length(3);
  });

  it('throws the refusal, explained, with the command that tries again', async () => {
    const wrong = { ...login, privateKey: keyOf(newKeys) };
    const error = await thrownBy(() => proveLogin(wrong, new Date(), { waitMinutes: 0 }));
    expect(error.name).to.equal('AssertionInvalidError');
    expect(error.actions?.at(-1)).to.include(
      `sf jwt token --client-id ${login.clientId} --username admin@simulator.example --jwt-key-file KEY_FILE --instance-url ${simulator.origin.origin} --wait 10`,
    );
    const retry = 'sf jwt app rotate --name Example_App';
    const other = await thrownBy(() => proveLogin({ ...wrong, retry }, new Date(), { waitMinutes: 0 }));
    expect(other.actions?.at(-1)).to.include(retry);
    expect(paths()).to.deep.equal([TOKEN_PATH, TOKEN_PATH]);
  });

  it('gives a refusal as a result to who asks for one, but throws what says nothing about the login', async () => {
    const wrong = { ...login, privateKey: keyOf(newKeys) };
    const outcome = await tryLogin(wrong, new Date(), { waitMinutes: 0 });
    expect(outcome.kind === 'refused' && outcome.refusal).to.deep.equal({
      error: 'invalid_grant',
      description: 'invalid assertion',
    });
    expect(outcome.kind === 'refused' && outcome.explained.name).to.equal('AssertionInvalidError');
    strike(simulator.world, { name: 'maintenance', path: TOKEN_PATH });
    const error = await thrownBy(() => tryLogin(login, new Date(), { waitMinutes: 0 }));
    expect(error.name).to.equal('OrgBusyError');
  });

  it('is none when the API does not take the token', async () => {
    disableUserApi(simulator.org, simulator.admin.username);
    const error = await thrownBy(() => proveLogin(login, new Date(), { waitMinutes: 10 }));
    expect(error.name).to.equal('ApiNotEnabledError');
  });

  it('ends at once when it is interrupted', async () => {
    const controller = new AbortController();
    const onStage = ({ name }: Stage): void => {
      if (name === 'login-wait') controller.abort();
    };
    const wrong = { ...login, privateKey: keyOf(newKeys) };
    const error = await proveLogin(wrong, new Date(), {
      waitMinutes: 60,
      signal: controller.signal,
      onStage,
    }).catch((caught: unknown) => caught as SfError);
    expect((error as Error).name).to.equal('AbortError');
    expect(simulator.requests).to.have.length(1);
  });
});
