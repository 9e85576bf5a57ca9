import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { readInputFile } from '../../src/io/input-file.ts';
import { temporaryFolder } from './temp-folder.ts';
import { shownBy, thrownBy } from './thrown.ts';

describe('io/input-file', () => {
  const folder = temporaryFolder();

  const write = (name: string, contents: string | Buffer, mode = 0o600): string => {
    const path = join(folder(), name);
    writeFileSync(path, contents);
    chmodSync(path, mode);
    return path;
  };
  const expectRefusal = async (path: string, name: string, ...parts: string[]): Promise<void> => {
    const error = await thrownBy(() => readInputFile(path, '--jwt-key-file'));
    expect(error.name).to.equal(name);
    for (const part of [path, ...parts]) expect(error.message).to.include(part);
    expect(error.actions?.join('\n')).to.include('--jwt-key-file');
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
  };

  it('reads the bytes of a file as they are', async () => {
    const bytes = Buffer.from([0, 0xff, 0x0d, 0x0a, 0xef, 0xbb, 0xbf]);
    const path = write('server key.der', bytes);
    expect(await readInputFile(path, '--jwt-key-file')).to.deep.equal({
      path,
      contents: bytes,
      isOpenToOthers: false,
    });
  });

  it('makes the path absolute, from the current folder', async () => {
    const path = write('server.key', 'x');
    const file = await readInputFile(relative(process.cwd(), path), '--jwt-key-file');
    expect(file.path).to.equal(path);
  });

  it('follows a symbolic link to a file', async () => {
    write('server.key', 'the key', 0o600);
    const link = join(folder(), 'link.key');
    symlinkSync('server.key', link);
    expect(await readInputFile(link, '--jwt-key-file')).to.deep.include({
      contents: Buffer.from('the key'),
      isOpenToOthers: false,
    });
  });

  const modes: Array<[mode: number, isOpenToOthers: boolean]> = [
    [0o600, false],
    [0o400, false],
    [0o700, false],
    [0o640, true],
    [0o604, true],
    [0o644, true],
    [0o620, true],
    [0o666, true],
  ];
  for (const [mode, isOpenToOthers] of modes) {
    it(`says that mode ${mode.toString(8)} is ${isOpenToOthers ? '' : 'not '}open to others`, async () => {
      const file = await readInputFile(write('server.key', 'x', mode), '--jwt-key-file');
      expect(file.isOpenToOthers).to.equal(isOpenToOthers);
    });
  }

  it('refuses a file that does not exist, with the folder that relative paths begin at', async () => {
    await expectRefusal(join(folder(), 'missing.key'), 'FileNotFoundError');
    const error = await thrownBy(() => readInputFile('missing.key', '--jwt-key-file'));
    expect(error.message).to.include(join(process.cwd(), 'missing.key'));
    expect(error.actions?.join('\n')).to.include(process.cwd());
  });

  it('refuses a path that leads through a file', async () => {
    await expectRefusal(join(write('server.key', 'x'), 'inside.key'), 'FileNotFoundError');
  });

  it('refuses a symbolic link that leads nowhere', async () => {
    const link = join(folder(), 'link.key');
    symlinkSync('missing.key', link);
    await expectRefusal(link, 'FileNotFoundError');
  });

  it('refuses a symbolic link that leads to itself', async () => {
    const link = join(folder(), 'link.key');
    symlinkSync('link.key', link);
    await expectRefusal(link, 'FileUnreadableError', 'ELOOP');
  });

  it('refuses a folder', async () => {
    const path = join(folder(), 'keys');
    mkdirSync(path);
    await expectRefusal(path, 'FileIsDirectoryError');
  });

  it('refuses a named pipe at once, without waiting for a writer', async () => {
    const path = join(folder(), 'pipe');
    execFileSync('mkfifo', [path]);
    await expectRefusal(path, 'FileNotRegularError');
  });

  it('refuses a socket', async () => {
    const path = join(folder(), 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    try {
      await expectRefusal(path, 'FileNotRegularError');
    } finally {
      server.close();
    }
  });

  it('refuses a device without an end', async () => {
    await expectRefusal('/dev/zero', 'FileNotRegularError');
  });

  it('reads a file of 1 MB and refuses one of a byte more', async () => {
    const path = write('large', '');
    truncateSync(path, 1024 * 1024);
    expect((await readInputFile(path, '--jwt-key-file')).contents).to.have.length(1024 * 1024);
    truncateSync(path, 1024 * 1024 + 1);
    await expectRefusal(path, 'FileTooLargeError', '1048576 bytes');
  });

  it('refuses a name with NUL', async () => {
    await expectRefusal(join(folder(), 'a\0b'), 'FileUnreadableError');
  });
});
