// Rotations whose new pair does not take the place of the old one: by a second app, or of a key that lies elsewhere.
import { expect } from 'chai';
import { chmodSync, readFileSync, realpathSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AuthInfo } from '@salesforce/core';
import { freezeUser } from '../../../src/simulator/org-changes.ts';
import { atStage, beginRotation, endRotations, RUN_AS, type Rotation } from './rotations.ts';

const overlap = { newName: 'Jwt_Cli_2' };
const SECOND = ['Jwt_Cli_2.crt', 'Jwt_Cli_2.key', 'server.crt', 'server.key'];

describe('a rotation by a second app', () => {
  afterEach(endRotations);

  async function expectBothWork(rotation: Rotation, clientId: string): Promise<void> {
    expect(rotation.files()).to.deep.equal(SECOND);
    expect(statSync(join(rotation.keys.folder, 'Jwt_Cli_2.key')).mode & 0o777).to.equal(0o600);
    expect(await rotation.logsIn('server.key')).to.equal(true);
    expect(await rotation.logsIn('Jwt_Cli_2.key', clientId)).to.equal(true);
    expect(await rotation.keyOfOrg('Jwt_Cli_2')).to.equal('Jwt_Cli_2.key');
  }

  for (const type of ['external-client-app', 'connected-app'] as const) {
    it(`makes it beside the first, and both keys log in (${type})`, async () => {
      const rotation = await beginRotation(type);
      const result = await rotation.rotate({ overlap });
      expect(result).to.include({ outcome: 'overlapping', name: 'Jwt_Cli_2', gapMilliseconds: 0 });
      expect(result.consumerKey).not.to.equal(rotation.consumerKey);
      await expectBothWork(rotation, result.consumerKey);
    });

    it(`says the same again when it is run again, and changes nothing (${type})`, async () => {
      const rotation = await beginRotation(type);
      const first = await rotation.rotate({ overlap });
      rotation.org.forgetRequests();
      expect(await rotation.rotate({ overlap })).to.deep.equal(first);
      expect(rotation.org.requestLines().filter((line) => line.includes('deployRequest'))).to.deep.equal([]);
      await expectBothWork(rotation, first.consumerKey);
    });
  }

  it('finishes what was killed between the names of the new pair', async () => {
    const rotation = await beginRotation();
    const first = await rotation.rotate({ overlap });
    const at = (name: string): string => join(rotation.keys.folder, name);
    renameSync(at('Jwt_Cli_2.key'), at('Jwt_Cli_2.next.key'));
    const second = await rotation.rotate({ overlap });
    expect(second).to.include({ outcome: 'overlapping', consumerKey: first.consumerKey });
    await expectBothWork(rotation, first.consumerKey);
  });

  it('goes on where the new key was not let in, with the same app and pair', async () => {
    const rotation = await beginRotation();
    const freeze = atStage('login', () => freezeUser(rotation.org.org, RUN_AS));
    const error = await rotation.failure({ overlap }, freeze);
    expect(error.message).to.contain('The first app and its pair are as they were');
    expect(error.actions?.at(-1)).to.equal('Go on where this ended: sf jwt app rotate');
    const key = readFileSync(join(rotation.keys.folder, 'Jwt_Cli_2.next.key'), 'utf8');
    freezeUser(rotation.org.org, RUN_AS, false);
    const { consumerKey } = await rotation.rotate({ overlap });
    expect(readFileSync(join(rotation.keys.folder, 'Jwt_Cli_2.key'), 'utf8')).to.equal(key);
    await expectBothWork(rotation, consumerKey);
  });

  it('takes no app of that name that is somebody else’s', async () => {
    const rotation = await beginRotation();
    await rotation.rotate({ overlap });
    for (const name of ['crt', 'key'])
      renameSync(join(rotation.keys.folder, `Jwt_Cli_2.${name}`), join(rotation.keys.folder, `mine.${name}`));
    expect((await rotation.failure({ overlap })).name).to.equal('OverlapNameTakenError');
  });
});

describe('a rotation of a key that comes from a variable', () => {
  afterEach(() => Reflect.deleteProperty(process.env, 'ROTATED_KEY'));
  afterEach(endRotations);

  it('writes the new pair into a folder, and says so again while the variable has the old key', async () => {
    const rotation = await beginRotation();
    process.env['ROTATED_KEY'] = readFileSync(rotation.keys.keyFile, 'utf8');
    const changes = {
      privateKey: { key: { variable: 'ROTATED_KEY' } },
      outputDir: join(rotation.keys.folder, 'new'),
    };
    const first = await rotation.rotate(changes);
    expect(first).to.include({ outcome: 'rotated', isInPlace: false });
    const second = await rotation.rotate(changes);
    expect(second).to.deep.include({ outcome: 'unchanged', isInPlace: false, files: first.files });
    expect(second.certificate.new).to.deep.equal(first.certificate.new);
    expect(await rotation.logsIn('new/Jwt_Cli.key')).to.equal(true);
  });

  it('never puts back the certificate of an older rotation in the same folder', async () => {
    const rotation = await beginRotation();
    const outputDir = join(rotation.keys.folder, 'new');
    const privateKey = { key: { variable: 'ROTATED_KEY' } };
    process.env['ROTATED_KEY'] = readFileSync(rotation.keys.keyFile, 'utf8');
    const first = await rotation.rotate({ privateKey, outputDir });
    process.env['ROTATED_KEY'] = readFileSync(first.files.key, 'utf8');
    const second = await rotation.rotate({ privateKey, outputDir });
    expect(second.previous.key).to.equal(join(outputDir, 'Jwt_Cli.previous.key'));
    expect(await rotation.logsIn('new/Jwt_Cli.key')).to.equal(true);
    expect(await rotation.logsIn('new/Jwt_Cli.previous.key')).to.equal(false);
  });
});

describe('before a rotation', () => {
  afterEach(endRotations);

  it('warns of logins that "sf" has by other apps with the same key file, and of no others', async () => {
    const rotation = await beginRotation();
    const { org, keys, consumerKey } = rotation;
    for (const [username, clientId] of [
      ['second@simulator.example', 'another app'],
      ['third@simulator.example', consumerKey],
    ] as const) {
      await org.connectAs(username);
      await (await AuthInfo.create({ username })).save({ clientId, privateKey: keys.keyFile });
    }
    const told: unknown[] = [];
    await rotation.rotate({}, { onNotice: (notice) => told.push(notice) });
    expect(told).to.deep.equal([
      { name: 'OtherLogins', values: [realpathSync(keys.keyFile), 'second@simulator.example'] },
    ]);
  });

  it('warns of a folder in which other users may write', async () => {
    const rotation = await beginRotation();
    chmodSync(rotation.keys.folder, 0o777);
    const told: string[] = [];
    const onWarning = ({ message }: { message: string }): unknown => told.push(message);
    await rotation.rotate({}, { onWarning });
    expect(told.join()).to.contain('Other users may write to the folder');
  });
});
