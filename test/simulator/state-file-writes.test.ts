// When a simulator writes its state file, who else may, and what clients see while it cannot be written.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { deactivateUser } from '../../src/simulator/org-changes.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { StateFileError } from '../../src/simulator/state/state-file-error.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import {
  accessToken,
  adminCall,
  deployUser,
  logIn,
  orgWithApp,
  query,
  records,
  type Reply,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';
import { addNamed, namesIn, startKept } from './kept-simulator.ts';

const DATA = '/services/data/v66.0';

describe('the state file of a running simulator', () => {
  // before the folder goes
  afterEach(stopOrgs);
  const folder = temporaryFolder();
  const stateFile = (): string => join(folder(), 'orgs.json');
  const lockFile = (): string => `${stateFile()}.lock`;
  const start = (): Promise<Simulator> => startOrg({ stateFile: stateFile() });
  const inode = (): number => lstatSync(stateFile()).ino;

  it('is there at once, for its owner alone, under any umask', async () => {
    const before = process.umask(0);
    try {
      await start();
    } finally {
      process.umask(before);
    }
    expect(readFileSync(stateFile(), 'utf8')).to.match(/^\{"kind":"simulated orgs","version":5,/);
    for (const name of readdirSync(folder())) {
      expect(lstatSync(join(folder(), name)).mode & 0o777, name).to.equal(0o600);
    }
  });

  it('is closed to others when they could read it', async () => {
    await start();
    await stopOrgs();
    chmodSync(stateFile(), 0o644);
    await start();
    expect(lstatSync(stateFile()).mode & 0o777).to.equal(0o600);
  });

  it('leaves nothing beside it when the simulator stops', async () => {
    await orgWithApp({ stateFile: stateFile() });
    await stopOrgs();
    expect(readdirSync(folder())).to.deep.equal(['orgs.json']);
  });

  it('holds every change before its answer', async () => {
    const simulator = await orgWithApp({ stateFile: stateFile() });
    const token = await accessToken(simulator, { jti: 'used-once' });
    expect(readFileSync(stateFile(), 'utf8')).to.contain(token).and.to.contain('used-once');
    const path = `/services/oauth2/revoke?token=${token}`;
    expect((await withToken(simulator, token, path)).status).to.equal(200);
    expect(readFileSync(stateFile(), 'utf8')).to.match(/"isRevoked":true/);
  });

  it('is not written by those who only read, and keeps what they used with the next change', async () => {
    const simulator = await orgWithApp({ stateFile: stateFile() });
    const token = await accessToken(simulator);
    const written = inode();
    for (const path of [
      DATA,
      '/services/data',
      '/services/oauth2/userinfo',
      `${DATA}/sobjects/User/describe`,
    ]) {
      expect((await withToken(simulator, token, path)).status, path).to.equal(200);
    }
    await records(simulator, 'SELECT Id FROM User');
    expect((await logIn(simulator, { aud: 'https://elsewhere.example' })).status).to.equal(400);
    expect(inode()).to.equal(written);
    await addNamed(simulator, 'Changed');
    expect(inode()).not.to.equal(written);
    expect(readFileSync(stateFile(), 'utf8')).to.contain(`"apiUsage":${simulator.org.apiUsage}`);
  });

  it('is written far fewer times than there are changes at once', async () => {
    const simulator = await start();
    let writes = 0;
    const watcher = watch(folder(), (event, name) => {
      if (event === 'rename' && name === 'orgs.json') writes += 1;
    });
    const names = Array.from({ length: 100 }, (_, index) => `Set_${index}`);
    const statuses = await Promise.all(names.map((name) => addNamed(simulator, name)));
    expect(new Set(statuses)).to.deep.equal(new Set([201]));
    expect(await namesIn(simulator)).to.have.members(names);
    watcher.close();
    expect(writes).to.be.within(1, 40);
    await stopOrgs();
    expect(await namesIn(await start())).to.have.members(names);
  });

  describe('that cannot be written', () => {
    const reads = (simulator: Simulator): Promise<Reply> => query(simulator, 'SELECT Id FROM User');

    it('makes every answer a 500 that says why, until it can be', async () => {
      const simulator = await start();
      const before = readFileSync(stateFile(), 'utf8');
      // no file can take the place of a folder
      mkdirSync(`${stateFile()}.tmp`);
      const refused = await adminCall(simulator, `${DATA}/sobjects/PermissionSet`, 'POST', {
        Name: 'Late',
        Label: 'x',
      });
      expect([refused.status, refused.fact]).to.deep.equal([500, 'ORG-30']);
      expect(refused.headers.get('content-type')).to.match(/^text\/plain/);
      expect(refused.text).to.contain(`The state file ${stateFile()} cannot be written: `);
      expect((await reads(simulator)).fact, 'a reader is not told of what is not kept').to.equal('ORG-30');
      expect(simulator.requests.at(-1)).to.include({ status: 500, fact: 'ORG-30' });
      expect(readFileSync(stateFile(), 'utf8')).to.equal(before);
      rmdirSync(`${stateFile()}.tmp`);
      expect((await reads(simulator)).status).to.equal(200);
      expect(readFileSync(stateFile(), 'utf8')).to.contain('"Late"');
    });

    it('names its folder when that is gone, and goes on when it is back', async () => {
      const path = join(folder(), 'deep', 'orgs.json');
      mkdirSync(join(folder(), 'deep'));
      const simulator = await startOrg({ stateFile: path });
      renameSync(join(folder(), 'deep'), join(folder(), 'away'));
      deactivateUser(simulator.org, deployUser(simulator));
      const refused = await reads(simulator);
      expect([refused.status, refused.fact]).to.deep.equal([500, 'ORG-30']);
      expect(refused.text).to.contain(path);
      renameSync(join(folder(), 'away'), join(folder(), 'deep'));
      expect((await reads(simulator)).status).to.equal(200);
    });

    it('stays whole on a full disk', async function () {
      if (process.platform === 'win32') this.skip();
      // 100 blocks of 512 bytes or of 1024: what does not fit is refused with EFBIG
      const limited = ['-c', 'ulimit -f 100 && exec "$@"', 'sh', process.execPath];
      const kept = await startKept(stateFile(), ['sh', ...limited]);
      const statuses: number[] = [];
      for (let count = 0; count < 400 && !statuses.includes(500); count += 1) {
        statuses.push(await addNamed(kept, `Set_${count}_${'x'.repeat(25)}`, 'y'.repeat(250)));
      }
      await kept.kill();
      expect(statuses.at(-1)).to.equal(500);
      const names = await namesIn(await start());
      expect(names)
        .to.have.length(statuses.filter((status) => status === 201).length)
        .and.to.have.length.above(10);
    });
  });

  describe('is used by one simulator alone:', () => {
    const refusal = async (): Promise<string> => {
      const error: unknown = await start().catch((reason: unknown) => reason);
      if (!(error instanceof StateFileError)) throw new Error(`no refusal: ${String(error)}`);
      return error.message;
    };

    it('a second one in the same process is refused', async () => {
      await start();
      const written = inode();
      expect(await refusal()).to.equal(
        `The state file ${stateFile()} is in use by another simulator, process ${process.pid}`,
      );
      expect(inode()).to.equal(written);
    });

    it('a second process is refused, and the first goes on', async () => {
      const kept = await startKept(stateFile());
      expect(await refusal()).to.contain(`is in use by another simulator, process ${kept.pid}`);
      expect(await addNamed(kept, 'Still')).to.equal(201);
      await kept.kill();
      expect(await namesIn(await start())).to.deep.equal(['Still']);
    });

    it('a start that failed lets the next one in', async () => {
      await (await startSimulator({ stateFile: stateFile(), name: 'acme' })).close();
      const error: unknown = await startSimulator({ stateFile: stateFile(), name: 'x' }).catch(
        (e: unknown) => e,
      );
      expect(error).to.be.instanceOf(StateFileError);
      expect((await start()).name).to.equal('acme');
    });

    it('of many that start at once, one gets it, also over a stale lock', async () => {
      await start();
      await stopOrgs();
      writeFileSync(lockFile(), 'stale\n');
      const attempts = Array.from({ length: 8 }, () => start());
      const results = await Promise.allSettled(attempts);
      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    });

    const endedPid = (): number => Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
    const stale: [kind: string, text: () => string][] = [
      ['of a process that has ended', () => `pid ${endedPid()} start 1 abc\n`],
      ['of another process that had our number', () => `pid ${process.pid} start 1 abc\n`],
      ['that is empty', () => ''],
      ['that says something else', () => 'locked\n'],
    ];
    for (const [kind, text] of stale) {
      it(`a lock ${kind} is taken over`, async () => {
        writeFileSync(lockFile(), text());
        await start();
        expect(readFileSync(lockFile(), 'utf8')).to.match(
          new RegExp(`^pid ${process.pid} start \\d* [0-9a-f]{16}\n$`),
        );
        await stopOrgs();
        expect(existsSync(lockFile())).to.equal(false);
      });
    }

    it('who lost the lock writes no more, and does not remove it', async () => {
      const simulator = await startSimulator({ stateFile: stateFile() });
      const written = inode();
      writeFileSync(lockFile(), `pid ${process.ppid} start  abc\n`);
      deactivateUser(simulator.org, deployUser(simulator));
      const refused = await query(simulator, 'SELECT Id FROM User');
      expect(refused.text).to.contain(`${lockFile()} is gone, or another simulator's`);
      const error: unknown = await simulator.close().catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(StateFileError);
      expect([inode(), existsSync(lockFile())]).to.deep.equal([written, true]);
    });
  });
});
