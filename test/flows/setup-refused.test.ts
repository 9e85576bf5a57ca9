// What stops a set-up: by name, with a command that goes on, and with nothing written.
import { expect } from 'chai';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { SfError } from '@salesforce/core';
import { openAdmin } from '../../src/flows/app/open-admin.ts';
import { deactivateUser, freezeUser, replaceCertificate } from '../../src/simulator/org-changes.ts';
import { thrownBy } from '../io/thrown.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { openSetupPlace, statesOf, type SetupPlace } from './setup-place.ts';

describe('a set-up that is refused', () => {
  let place: SetupPlace;
  let keys: KeyFiles;
  before(async () => (keys = await makeKeyFiles()));
  after(() => rmSync(keys.folder, { recursive: true }));
  beforeEach(async () => (place = await openSetupPlace()));
  afterEach(async () => place.close());

  const writes = (): string[] => place.org.requestLines().filter((line) => /deployRequest|oauth2/.test(line));
  const lastAction = ({ actions = [] }: SfError): string => actions.at(-1) ?? '';

  it('leaves the app of somebody else alone, by its certificate, before a key is made', async () => {
    await deploySimulatedApp(place.org.simulator, keys.certificate, { name: 'Jwt_Cli' });
    place.org.forgetRequests();
    const error = await place.failure();
    expect(error.name).to.equal('AppHasOtherKeyError');
    expect(error.message).to.contain('an app "Jwt_Cli"').and.to.contain(keys.certificate.fingerprint256);
    expect(lastAction(error)).to.match(/: sf jwt app list --target-org simulator$/);
    expect([existsSync('certs'), existsSync('sf-jwt.json'), writes()]).to.deep.equal([false, false, []]);
  });

  it('looks for everything that refuses an app before a key is made', async () => {
    const { connection } = place.org;
    deactivateUser(place.org.org, 'deploy@simulator.example');
    const before = place.files();
    const rows: Array<[Parameters<SetupPlace['run']>[0], string]> = [
      [{ username: 'nobody@acme.example' }, 'UserNotFoundError'],
      [{ username: 'nobody@acme.example', isDryRun: true }, 'UserNotFoundError'],
      [{ username: 'deploy@simulator.example' }, 'UserInactiveError'],
      [{ name: 'no-name' }, 'AppNameInvalidError'],
    ];
    for (const [changes, name] of rows) expect((await place.failure(changes)).name).to.equal(name);
    connection.setApiVersion('50.0');
    expect((await place.failure()).name).to.equal('OrgTooOldError');
    expect([place.files(), writes()]).to.deep.equal([before, []]);
  });

  it('says that the login is proven, and what writes the entry, where the project file cannot be written', async () => {
    const onStep = ({ name }: { name: string }): void => {
      if (name === 'login') writeFileSync('sf-jwt.json', '{"orgs":');
    };
    const error = await place.failure({}, { onStep });
    expect(error.name).to.equal('ProjectFileNoJsonError');
    expect(error.message).to.match(/login of admin@simulator\.example is proven; only the project file/);
    expect(lastAction(error)).to.match(/: sf jwt setup$/);
  });

  it('says which key is gone where its certificate lies alone, with no flag that it does not have', async () => {
    mkdirSync('certs');
    writeFileSync('certs/simulator.crt', keys.certificate.toString());
    const error = await place.failure();
    expect(error.name).to.equal('SetupFileInTheWayError');
    expect(error.message).to.match(/certs\/simulator\.crt is there already.*certs\/simulator\.key is not/);
    expect(lastAction(error)).to.match(/: sf jwt setup$/);
    expect(existsSync('certs/simulator.key')).to.equal(false);
  });

  it('takes that app with the key that it has', async () => {
    const clientId = await deploySimulatedApp(place.org.simulator, keys.certificate, { name: 'Jwt_Cli' });
    const { keyFile } = keys;
    const result = await place.run({ keyFile });
    expect(result.consumerKey).to.equal(clientId);
    expect(statesOf(result)).to.include.members(['key already', 'app already', 'login done']);
  });

  it('leaves an app without a certificate alone, which was made for something else', async () => {
    await deploySimulatedApp(place.org.simulator, keys.certificate, { name: 'Jwt_Cli' });
    const { removeCertificate } = await import('../../src/simulator/org-changes.ts');
    removeCertificate(place.org.org, 'Jwt_Cli');
    const error = await place.failure();
    expect(error.name).to.equal('AppOfOthersError');
    expect(existsSync('certs')).to.equal(false);
  });

  it('leaves an app whose certificate was replaced alone, with the key that was its own', async () => {
    await place.run();
    replaceCertificate(place.org.org, 'Jwt_Cli', keys.certificate.toString());
    const before = place.files();
    place.org.forgetRequests();
    expect((await place.failure()).name).to.equal('AppHasOtherKeyError');
    expect([place.files(), writes()]).to.deep.equal([before, []]);
  });

  it('says of a rotation that has not ended how to end it', async () => {
    await place.run();
    replaceCertificate(place.org.org, 'Jwt_Cli', keys.certificate.toString());
    for (const ending of ['key', 'crt']) writeFileSync(`certs/simulator.next.${ending}`, '');
    const error = await place.failure();
    expect(error.name).to.equal('RotationNotFinishedError');
    expect(lastAction(error)).to.match(
      /: sf jwt app rotate --target-org simulator --name Jwt_Cli --jwt-key-file ".*simulator\.key"$/,
    );
  });

  it('makes no new key for an entry whose key is elsewhere, whatever became of the app', async () => {
    await place.run();
    renameSync('certs/simulator.key', 'elsewhere.key');
    const before = place.files();
    place.org.forgetRequests();
    const error = await place.failure();
    expect(error.name).to.equal('SetupKeyGoneError');
    expect(lastAction(error)).to.match(
      /sf jwt keygen --name simulator-new --output-dir certs && sf jwt app create --target-org simulator --name Jwt_Cli --certificate-file certs\/simulator-new\.crt && sf jwt setup --org simulator --jwt-key-file certs\/simulator-new\.key$/,
    );
    expect([place.files(), place.org.requestLines()]).to.deep.equal([before, []]);
  });

  it('leaves an entry alone that is of another org, or that does not say of which app', async () => {
    place.writeEntries({
      production: { instanceUrl: 'https://acme.my.salesforce.com', clientId: 'x', username: 'y' },
      byLogin: { instanceUrl: place.org.origin.origin, clientId: 'x', username: 'y' },
    });
    const before = place.files();
    const other = await place.failure({ entryName: 'production' });
    expect([other.name, other.message.includes('https://acme.my.salesforce.com')]).to.deep.equal([
      'EntryOfOtherOrgError',
      true,
    ]);
    expect((await place.failure({ entryName: 'byLogin' })).name).to.equal('AppNotNamedError');
    expect(place.files()).to.deep.equal(before);
  });

  it('lets an entry go to another app only when the entry is named', async () => {
    await place.run();
    const before = place.files();
    const error = await place.failure({ name: 'Second_App' });
    expect(error.name).to.equal('EntryOfOtherAppError');
    expect(error.message).to.include('"simulator" logs in by the app "Jwt_Cli"');
    expect(place.files()).to.deep.equal(before);
    await place.run({ name: 'Second_App', entryName: 'second' });
    expect(place.entries()['simulator']?.app?.name).to.equal('Jwt_Cli');
    expect(place.entries()['second']?.app?.name).to.equal('Second_App');
    await place.run({ name: 'Third_App', entryName: 'simulator' });
    expect(place.entries()['simulator']?.app?.name).to.equal('Third_App');
  });

  it('names a certificate that is of another key, a key that is not there, and an alias that is taken', async () => {
    mkdirSync('certs');
    renameSync(keys.certificateFile, 'certs/simulator.crt');
    renameSync(keys.keyFile, 'certs/simulator.key');
    const others = await makeKeyFiles();
    const rows: Array<[Parameters<SetupPlace['run']>[0], string]> = [
      [{ certificateFile: others.certificateFile }, 'SetupPairDoesNotFitError'],
      [{ keyFile: 'nowhere.key' }, 'FileNotFoundError'],
      [{ username: 'deploy@simulator.example', alias: 'simulator' }, 'SetupAliasTakenError'],
      [{ alias: 'two words' }, 'SetupAliasInvalidError'],
      [{ entryName: '../x' }, 'EntryNameInvalidError'],
      [{ name: 'no-name' }, 'AppNameInvalidError'],
    ];
    place.org.forgetRequests();
    for (const [changes, name] of rows) expect((await place.failure(changes)).name).to.equal(name);
    expect(place.org.requestLines()).to.deep.equal([]);
    rmSync(others.folder, { recursive: true });
    renameSync('certs/simulator.crt', keys.certificateFile);
    renameSync('certs/simulator.key', keys.keyFile);
  });

  it('names who is to be named', async () => {
    place.writeEntries({ bare: {}, of: { admin: 'nobody-here' } });
    const names = [];
    for (const entry of ['bare', 'of', 'missing'])
      names.push((await thrownBy(async () => openAdmin(undefined, entry))).name);
    expect(names).to.deep.equal(['EntryNamesNoAdminError', 'AdminNotKnownError', 'AdminNotNamedError']);
    place.writeEntries({ bare: {}, of: { admin: 'simulator' } });
    expect((await openAdmin(undefined, 'of')).admin).to.equal('simulator');
  });

  it('ends a login that does not work with one cause and one fix, and goes on from there', async () => {
    const deploy = 'deploy@simulator.example';
    await place.run({ username: deploy });
    freezeUser(place.org.org, deploy);
    const before = place.files();
    const error = await place.failure({ username: deploy });
    expect(error.name).to.equal('LoginNotProvenError');
    expect(error.data).to.have.property('cause', 'UserFrozen');
    expect(error.message).to.contain('frozen');
    expect(lastAction(error)).to.equal('Then go on where this ended: sf jwt setup');
    expect(error.actions).to.have.length(2);
    expect(place.files()).to.deep.equal(before);
    freezeUser(place.org.org, deploy, false);
    expect((await place.run({ username: deploy })).outcome).to.equal('unchanged');
  });

  it('writes nothing for a user who is not active', async () => {
    deactivateUser(place.org.org, 'deploy@simulator.example');
    const error = await place.failure({ username: 'deploy@simulator.example' });
    expect(error.name).to.equal('UserInactiveError');
    expect(writes()).to.deep.equal([]);
  });
});
