import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeOutputFiles, type OutputFile, type WrittenFiles } from '../../src/io/output-dir.ts';
import { snapshot } from './snapshot.ts';
import { temporaryFolder } from './temp-folder.ts';
import { everythingIn, shownBy, thrownBy } from './thrown.ts';

const SECRET = '-----BEGIN PRIVATE KEY-----\nMIIsecretsecretsecret\n-----END PRIVATE KEY-----\n';
const files: OutputFile[] = [
  { name: 'server.crt', contents: 'certificate\n', mode: 0o644 },
  { name: 'server.key', contents: SECRET, mode: 0o600 },
];
const now = new Date('2026-11-24T12:34:56.789Z');

describe('io/output-dir', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder(), ...names);
  const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);
  const write = (name = '', force = false): Promise<WrittenFiles> =>
    writeOutputFiles(at(name), files, { force, now });

  /** The refusal by its name; the folder afterwards holds what it held before, byte for byte. */
  const expectRefusal = async (
    call: () => Promise<unknown>,
    name: string,
    ...parts: string[]
  ): Promise<void> => {
    const before = snapshot(folder());
    const error = await thrownBy(call);
    expect(error.name).to.equal(name);
    for (const part of parts) expect(error.message).to.include(part);
    expect(error.message).to.match(/ Nothing was written\.$|cannot be the name of a file/);
    expect(error.actions?.at(-1)).to.match(/: (sf jwt keygen|ls -la?d?|df -h) ?/);
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    expect(everythingIn(error)).not.to.include('secretsecret');
    expect(snapshot(folder())).to.deep.equal(before);
  };

  it('writes all files and leaves nothing else behind', async () => {
    expect(await write()).to.deep.equal({ paths: [at('server.crt'), at('server.key')], backups: [] });
    expect(readFileSync(at('server.crt'), 'utf8')).to.equal('certificate\n');
    expect(readFileSync(at('server.key'), 'utf8')).to.equal(SECRET);
    expect(readdirSync(folder())).to.have.members(['server.crt', 'server.key']);
  });

  it('writes into subfolders, which are open to others as the umask has it', async () => {
    const deep: OutputFile[] = [
      { name: 'one.xml', contents: 'one', mode: 0o644, subfolder: 'a' },
      { name: 'two.xml', contents: 'two', mode: 0o600, subfolder: 'b/c' },
      { name: 'top.md', contents: 'top', mode: 0o644 },
    ];
    const before = process.umask(0o027);
    const { paths } = await writeOutputFiles(folder(), deep, { force: false, now }).finally(() =>
      process.umask(before),
    );
    expect(paths).to.deep.equal([at('a', 'one.xml'), at('b', 'c', 'two.xml'), at('top.md')]);
    expect(snapshot(folder())).to.deep.equal({
      a: '750 /',
      'a/one.xml': '640 one',
      b: '750 /',
      'b/c': '750 /',
      'b/c/two.xml': '600 two',
      'top.md': '640 top',
    });
  });

  it('refuses a subfolder that is a file, and takes those away that it made', async () => {
    writeFileSync(at('b'), 'a file');
    const deep: OutputFile[] = ['a', 'b', 'b/c'].map((subfolder) => ({ ...files[0]!, subfolder }));
    await expectRefusal(
      () => writeOutputFiles(folder(), deep, { force: false, now }),
      'FolderIsFileError',
      at('b'),
    );
  });

  for (const [umask, certificate] of [
    [0o000, '644'],
    [0o022, '644'],
    [0o077, '600'],
  ] as const) {
    it(`gives the key mode 600 and the certificate ${certificate} under a umask of ${umask.toString(8).padStart(3, '0')}`, async () => {
      const before = process.umask(umask);
      try {
        await write('new/deep');
      } finally {
        process.umask(before);
      }
      expect(modeOf(at('new', 'deep', 'server.key'))).to.equal('600');
      expect(modeOf(at('new', 'deep', 'server.crt'))).to.equal(certificate);
      expect([modeOf(at('new')), modeOf(at('new', 'deep'))]).to.deep.equal(['700', '700']);
    });
  }

  it('leaves the mode of a folder as it is that exists', async () => {
    mkdirSync(at('there'));
    chmodSync(at('there'), 0o755);
    await write('there');
    expect(modeOf(at('there'))).to.equal('755');
  });

  describe('without force', () => {
    for (const [index, name] of ['server.crt', 'server.key'].entries()) {
      it(`writes neither file when ${name} exists`, async () => {
        writeFileSync(at(name), `old ${index}`);
        await expectRefusal(() => write(), 'OutputFileExistsError', at(name));
      });
    }

    it('never writes through a symbolic link, also one that leads nowhere', async () => {
      symlinkSync(at('elsewhere.key'), at('server.key'));
      await expectRefusal(() => write(), 'OutputFileExistsError', at('server.key'));
    });

    it('writes neither file when a folder has the name', async () => {
      mkdirSync(at('server.key'));
      await expectRefusal(() => write(), 'OutputFileExistsError', at('server.key'));
    });

    it('takes all files back when the name of the last is taken meanwhile', async () => {
      const twice = [...files, files[1]!];
      await expectRefusal(
        () => writeOutputFiles(folder(), twice, { force: false, now }),
        'OutputFileExistsError',
        at('server.key'),
      );
    });

    it('lets one of four runs at the same time win, and keeps its pair whole', async () => {
      const runs = await Promise.allSettled(
        ['A', 'B', 'C', 'D'].map((letter) =>
          writeOutputFiles(
            folder(),
            files.map((file) => ({ ...file, contents: letter })),
            { force: false, now },
          ),
        ),
      );
      const lost = runs.flatMap((run) => (run.status === 'rejected' ? [(run.reason as Error).name] : []));
      expect(lost).to.deep.equal(Array(3).fill('OutputFileExistsError'));
      const won = 'ABCD'.charAt(runs.findIndex(({ status }) => status === 'fulfilled'));
      expect(snapshot(folder())).to.deep.equal({ 'server.crt': `644 ${won}`, 'server.key': `600 ${won}` });
    });
  });

  describe('with force', () => {
    it('keeps what was there under dated names, the key closed to others', async () => {
      writeFileSync(at('server.crt'), 'old certificate');
      writeFileSync(at('server.key'), 'old key', { mode: 0o644 });
      chmodSync(at('server.key'), 0o644);
      const { paths, backups } = await write('', true);
      expect(paths).to.deep.equal([at('server.crt'), at('server.key')]);
      expect(backups).to.deep.equal([
        at('server.crt.2026-11-24T12-34-56-789Z.bak'),
        at('server.key.2026-11-24T12-34-56-789Z.bak'),
      ]);
      expect(snapshot(folder())).to.deep.equal({
        'server.crt': '644 certificate\n',
        'server.crt.2026-11-24T12-34-56-789Z.bak': '644 old certificate',
        'server.key': `600 ${SECRET}`,
        'server.key.2026-11-24T12-34-56-789Z.bak': '600 old key',
      });
    });

    it('makes no copies where nothing was', async () => {
      expect((await write('', true)).backups).to.deep.equal([]);
      expect(readdirSync(folder())).to.have.members(['server.crt', 'server.key']);
    });

    it('keeps a symbolic link that leads nowhere as a link, too', async () => {
      symlinkSync(at('nowhere.key'), at('server.key'));
      const { backups } = await write('', true);
      expect(readlinkSync(backups[0]!)).to.equal(at('nowhere.key'));
      expect(readFileSync(at('server.key'), 'utf8')).to.equal(SECRET);
      expect(readdirSync(folder())).not.to.include('nowhere.key');
    });

    it('puts back what it set aside when a name is taken meanwhile', async () => {
      writeFileSync(at('server.crt'), 'old certificate', { mode: 0o644 });
      const twice = [...files, files[1]!];
      await expectRefusal(
        () => writeOutputFiles(folder(), twice, { force: true, now }),
        'OutputFileExistsError',
        at('server.key'),
      );
    });

    it('keeps a symbolic link as a link and leaves what it led to alone', async () => {
      writeFileSync(at('elsewhere.key'), 'old key', { mode: 0o644 });
      chmodSync(at('elsewhere.key'), 0o644);
      symlinkSync(at('elsewhere.key'), at('server.key'));
      const { backups } = await write('', true);
      expect(readlinkSync(backups[0]!)).to.equal(at('elsewhere.key'));
      expect(readFileSync(at('elsewhere.key'), 'utf8')).to.equal('old key');
      expect(modeOf(at('elsewhere.key'))).to.equal('644');
      expect(lstatSync(at('server.key')).isFile()).to.equal(true);
    });
  });

  for (const force of [false, true]) {
    describe(`when it fails ${force ? 'with' : 'without'} force`, () => {
      it('refuses a path through a file', async () => {
        writeFileSync(at('file'), 'x');
        await expectRefusal(() => write('file/certs', force), 'FolderIsFileError', at('file', 'certs'));
      });

      it('refuses a folder that is a file', async () => {
        writeFileSync(at('file'), 'x');
        await expectRefusal(() => write('file', force), 'FolderIsFileError', at('file'));
      });

      it('refuses a folder that is a link that leads nowhere', async () => {
        symlinkSync(at('nowhere'), at('link'));
        await expectRefusal(() => write('link', force), 'FolderIsFileError', at('link'));
      });

      it('refuses a name too long for the file system', async () => {
        const long = [files[0]!, { ...files[1]!, name: 'n'.repeat(300) }];
        await expectRefusal(
          () => writeOutputFiles(folder(), long, { force, now }),
          'FolderNotWritableError',
          'ENAMETOOLONG',
        );
      });

      it('refuses a folder that nobody can write to', async () => {
        // the kernel's own folder, which not even root can add to
        await expectRefusal(
          () => writeOutputFiles('/sys/sf-jwt-test', files, { force, now }),
          'FolderNotWritableError',
        );
      });

      for (const name of ['', '.', '..', '.hidden', '../server.key', 'sub/server.key', '/etc/server.key']) {
        it(`refuses the file name "${name}"`, async () => {
          const misnamed = [files[0]!, { ...files[1]!, name }];
          await expectRefusal(
            () => writeOutputFiles(folder(), misnamed, { force, now }),
            'FileNameInvalidError',
            `"${name}"`,
          );
        });
      }

      it('takes the first file away again when there is no room for the second', () => {
        for (const name of ['server.crt', 'server.key'])
          if (force) writeFileSync(at(name), `old ${name}`, { mode: 0o600 });
        const before = snapshot(folder());
        expect(writeOnFullDisk(at('.'), force)).to.equal('DiskFullError');
        expect(snapshot(folder())).to.deep.equal(before);
      });

      it('takes a folder away again that it made', () => {
        expect(writeOnFullDisk(at('new', 'deep'), force)).to.equal('DiskFullError');
        expect(snapshot(folder())).to.deep.equal({});
      });
    });
  }
});

/** In a process that may write no file of more than a few KB, so that the second file stops in its middle; the error's name. */
function writeOnFullDisk(folder: string, force: boolean): string {
  const script = `
    import { writeOutputFiles } from ${JSON.stringify(new URL('../../src/io/output-dir.ts', import.meta.url))};
    const files = [
      { name: 'server.crt', contents: 'small', mode: 0o644 },
      { name: 'server.key', contents: 'x'.repeat(64 * 1024), mode: 0o600 },
    ];
    await writeOutputFiles(${JSON.stringify(folder)}, files, { force: ${force}, now: new Date(0) }).then(
      () => console.log('written'),
      (error) => console.log(error.name),
    );`;
  const command = 'ulimit -f 16 && exec "$0" --input-type=module --eval "$1"';
  return execFileSync('bash', ['-c', command, process.execPath, script], { stdio: 'pipe' }).toString().trim();
}
