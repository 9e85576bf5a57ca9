import { expect } from 'chai';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SfError } from '@salesforce/core';
import {
  expireSessions,
  freezeUser,
  removeCertificate,
  replaceCertificate,
  withdrawPermission,
} from '../../../src/simulator/org-changes.ts';
import type { SystemPermission } from '../../../src/simulator/permissions.ts';
import { deploySimulatedApp, makeKeyFiles } from '../../simulated-app.ts';
import { tracesOf } from './org-traces.ts';
import { atStage, beginRotation, endRotations, RUN_AS, type Rotation } from './rotations.ts';

const OLD_ALONE = ['server.crt', 'server.key'];
const BOTH = ['server.crt', 'server.key', 'server.next.crt', 'server.next.key'];
const SWITCHED = ['server.crt', 'server.key', 'server.previous.crt', 'server.previous.key'];

/** Takes permissions from the administrator; the function that it returns gives them back. */
function withdraw({ org: { org, username } }: Rotation, names: SystemPermission[]): () => void {
  const before = new Map(org.records.permissionSets.map(({ id, permissions }) => [id, permissions]));
  for (const name of names) withdrawPermission(org, username, name);
  return () => {
    for (const set of org.records.permissionSets) set.permissions = before.get(set.id) ?? set.permissions;
  };
}

/** The same command again ends with one pair, which works; `outcome` tells where it went on. */
async function expectFinished(rotation: Rotation, outcome: string): Promise<void> {
  await rotation.org.reconnect();
  expect((await rotation.rotate()).outcome).to.equal(outcome);
  expect(rotation.files()).to.deep.equal(SWITCHED);
  expect(await rotation.keyOfOrg()).to.equal('server.key');
  expect(await rotation.logsIn('server.key')).to.equal(true);
  expect(await rotation.logsIn('server.previous.key')).to.equal(false);
}

describe('a rotation that is stopped', () => {
  afterEach(endRotations);

  describe('by Ctrl-C, says what is so and how to go on', () => {
    for (const [stage, n, state, key, outcome] of [
      ['read', 1, 'Nothing was changed.', 'server.key', 'rotated'],
      ['login', 1, 'Nothing was changed.', 'server.key', 'rotated'],
      ['login-check', 1, 'Nothing was changed.', 'server.key', 'rotated'],
      ['deploy', 1, 'Nothing was changed.', 'server.key', 'rotated'],
      ['confirm', 1, 'The org has the new certificate', 'server.next.key', 'resumed'],
      ['login', 2, 'The org has the new certificate', 'server.next.key', 'resumed'],
      ['login-check', 2, 'The org has the new certificate', 'server.next.key', 'resumed'],
    ] as const) {
      it(`at the stage ${stage}, the ${n}. time`, async () => {
        const rotation = await beginRotation();
        const controller = new AbortController();
        const { signal } = controller;
        const error = await rotation.failure({}, { signal, ...atStage(stage, () => controller.abort(), n) });
        expect(error.name).to.equal('RotationInterruptedError');
        expect(error.exitCode).to.equal(130);
        expect(error.message).to.contain(state);
        expect(error.actions?.at(-1)).to.match(/: sf jwt app rotate$/);
        expect(await rotation.keyOfOrg()).to.equal(key);
        expect(rotation.files()).to.deep.equal(key === 'server.key' ? OLD_ALONE : BOTH);
        await expectFinished(rotation, outcome);
      });
    }

    it('while the org is busy with the deploy', async () => {
      const rotation = await beginRotation();
      rotation.org.org.deploySeconds = 3600;
      const controller = new AbortController();
      const { signal } = controller;
      const error = await rotation.failure(
        { waitMinutes: 1 },
        { signal, ...atStage('deploy', () => controller.abort(), 2) },
      );
      expect(error.name).to.equal('DeployInterruptedError');
      expect(error.exitCode).to.equal(130);
      expect(error.message).to.contain('The org may have the new certificate, or be about to take it');
      expect(rotation.files()).to.deep.equal(BOTH);
    });
  });

  for (const [title, outcome] of [
    ['has not taken the certificate by then', 'rotated'],
    ['has taken the certificate by then', 'resumed'],
  ] as const) {
    it(`by --wait 0 ends with 69, and goes on when the org ${title}`, async () => {
      let milliseconds = Date.parse('2026-07-01T12:00:00Z');
      const now = (): Date => new Date(milliseconds);
      const rotation = await beginRotation('external-client-app', { now });
      rotation.org.org.deploySeconds = 600;
      const error = await rotation.failure();
      expect([error.name, error.exitCode]).to.deep.equal(['DeployStillRunningError', 69]);
      expect(error.actions?.[0]).to.match(/^See how it goes on: sf project deploy report --job-id 0Af/);
      expect(error.actions?.filter((action) => action.endsWith('sf jwt app rotate'))).to.have.length(1);
      expect(rotation.files()).to.deep.equal(BOTH);
      if (outcome === 'resumed') milliseconds += 601_000;
      rotation.org.org.deploySeconds = 0;
      await expectFinished(rotation, outcome);
    });
  }

  describe('never loses the key of the certificate that the org has', () => {
    for (const type of ['external-client-app', 'connected-app'] as const) {
      it(`when the administrator may not look at the app any more, just after the deploy (${type})`, async () => {
        const rotation = await beginRotation(type);
        let giveBack = (): void => undefined;
        const take = (): void => {
          giveBack = withdraw(rotation, ['ApiEnabled']);
        };
        const error = await rotation.failure({}, atStage('confirm', take));
        expect(error.name).to.equal('UserWithoutApiError');
        expect(error.message).to.contain('The org has the new certificate');
        expect(rotation.files()).to.deep.equal(BOTH);
        giveBack();
        await expectFinished(rotation, 'resumed');
      });

      it(`when the session ends while the old certificate is put back (${type})`, async () => {
        const rotation = await beginRotation(type);
        const { org, username } = rotation.org;
        const freeze = atStage('deploy', () => freezeUser(org, RUN_AS));
        const expire = atStage('roll-back', () => expireSessions(org, username));
        const error = await rotation.failure(
          {},
          {
            onStage: (stage) => {
              freeze.onStage(stage);
              expire.onStage(stage);
            },
          },
        );
        expect(error.message).to.contain('could not be seen to the end');
        expect(error.message).to.contain('INVALID_SESSION_ID');
        expect(rotation.files()).to.deep.equal(BOTH);
        expect(await rotation.keyOfOrg()).to.equal('server.next.key');
        freezeUser(org, RUN_AS, false);
        await expectFinished(rotation, 'resumed');
      });
    }
  });

  for (const type of ['external-client-app', 'connected-app'] as const) {
    it(`puts the old pair back when the org takes longer than --wait (${type})`, async () => {
      let milliseconds = Date.parse('2026-07-01T12:00:00Z');
      const rotation = await beginRotation(type, { now: () => new Date(milliseconds) });
      const before = tracesOf(rotation.org.org);
      milliseconds += 3_600_000;
      rotation.org.org.propagationSeconds = 600;
      const error = await rotation.failure();
      expect(error.name).to.equal('AssertionInvalidError');
      expect(error.message).to.contain('a login with the old key works, and the new pair was removed');
      expect(tracesOf(rotation.org.org)).to.deep.equal(before);
      expect(rotation.files()).to.deep.equal(OLD_ALONE);
      rotation.org.org.propagationSeconds = 0;
      await expectFinished(rotation, 'rotated');
    });

    it(`leaves everything as it was when the org refuses the deploy (${type})`, async () => {
      const rotation = await beginRotation(type);
      const before = tracesOf(rotation.org.org);
      let giveBack = (): void => undefined;
      const take = (): void => {
        giveBack = withdraw(rotation, ['ModifyMetadata', 'ModifyAllData']);
      };
      const error = await rotation.failure({}, atStage('deploy', take));
      expect(error.actions).not.to.be.empty;
      expect(rotation.files()).to.deep.equal(OLD_ALONE);
      giveBack();
      expect(tracesOf(rotation.org.org)).to.deep.equal(before);
      await expectFinished(rotation, 'rotated');
    });
  }

  it('by another administrator, whose certificate it leaves in the app, keeps both pairs', async () => {
    const rotation = await beginRotation();
    const other = await makeKeyFiles();
    const pem = readFileSync(other.certificateFile, 'utf8');
    rmSync(other.folder, { recursive: true });
    const replace = (): void => replaceCertificate(rotation.org.org, 'Jwt_Cli', pem);
    const error = await rotation.failure({}, atStage('confirm', replace));
    expect(error.name).to.equal('AppDiffersError');
    expect(error.message).to.contain('certificate');
    const second = await rotation.failure();
    expect(second.name).to.equal('KeyDoesNotFitAppError');
    expect(second.message).to.contain(other.certificate.fingerprint256);
    expect(rotation.files()).to.deep.equal(BOTH);
    expect(await rotation.keyOfOrg()).to.equal(undefined);
  });

  describe('before anything is changed', () => {
    const stoppedBy = async (rotation: Rotation): Promise<SfError> => {
      const error = await rotation.failure();
      expect(rotation.files()).to.deep.equal(OLD_ALONE);
      expect(rotation.org.requestLines().filter((line) => line.includes('deployRequest'))).to.deep.equal([]);
      return error;
    };

    it('when the app has no certificate', async () => {
      const rotation = await beginRotation();
      removeCertificate(rotation.org.org, 'Jwt_Cli');
      expect((await stoppedBy(rotation)).name).to.equal('AppHasNoCertificateError');
    });

    it('when the old key does not log in, and says what to do with one that has ended', async () => {
      const rotation = await beginRotation();
      freezeUser(rotation.org.org, RUN_AS);
      const error = await stoppedBy(rotation);
      expect(error.message).to.contain('so it was not rotated. Nothing was changed.');
      expect(error.actions?.at(-1)).to.contain(
        'sf jwt app create --name Jwt_Cli --certificate-file server.crt',
      );
    });

    it('when the session has a token in JWT format, and says what to change', async () => {
      const rotation = await beginRotation();
      const { org, keys } = rotation;
      const clientId = await deploySimulatedApp(org.simulator, keys.certificate, { issuesJwtTokens: true });
      const { result } = await org.logIn(clientId, keys);
      org.forgetRequests();
      org.connection.accessToken = result.accessToken;
      const error = await stoppedBy(rotation);
      expect(error.name).to.equal('SoapRefusesTokenError');
      expect(error.actions?.at(-1)).to.match(/sf org login web --instance-url http/);
    });
  });

  it('between the names of the new pair, by one login alone', async () => {
    const rotation = await beginRotation();
    const { keys } = rotation;
    await rotation.rotate();
    // as a run leaves them that is killed after the certificate has its name
    renameSync(keys.keyFile, join(keys.folder, 'server.next.key'));
    writeFileSync(keys.keyFile, readFileSync(join(keys.folder, 'server.previous.key')), { mode: 0o600 });
    rotation.org.forgetRequests();
    await expectFinished(rotation, 'resumed');
    const lines = rotation.org.requestLines();
    expect(lines.filter((line) => line.includes('deployRequest'))).to.deep.equal([]);
  });

  it('says how long no key logged in at most, from the question of the old key on', async () => {
    const rotation = await beginRotation();
    const started = performance.now();
    const { gapMilliseconds } = await rotation.rotate();
    const [old, proven] = rotation.org.simulator.requests.filter(({ path }) =>
      path.includes('/oauth2/token'),
    );
    const between = (proven?.at.getTime() ?? 0) - (old?.at.getTime() ?? 0);
    expect(gapMilliseconds)
      .to.be.at.least(between)
      .and.at.most(performance.now() - started);
  });
});
