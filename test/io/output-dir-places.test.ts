import { expect } from 'chai';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeOutputFiles, type OutputFile, type WrittenFiles } from '../../src/io/output-dir.ts';
import { snapshot } from './snapshot.ts';
import { temporaryFolder } from './temp-folder.ts';
import { shownBy, thrownBy } from './thrown.ts';
import { pairOf } from './written-pairs.ts';

const now = new Date('2026-01-01T00:00:00Z');
const isRoot = process.getuid?.() === 0;

/** Writes a pair in a process of its own, as another user if given; the name of the error, or "written". */
function writeApart(folder: string, { uid, size = 10 }: { uid?: number; size?: number }): string {
  const script = `
    if (${uid ?? 0}) process.setuid(${uid ?? 0});
    const { writeOutputFiles } = await import(${JSON.stringify(new URL('../../src/io/output-dir.ts', import.meta.url))});
    const files = [
      { name: 'server.crt', contents: 'new certificate', mode: 0o644 },
      { name: 'server.key', contents: 'x'.repeat(${size}), mode: 0o600 },
    ];
    await writeOutputFiles(${JSON.stringify(folder)}, files, { force: false, now: new Date(0) }).then(
      () => console.log('written'),
      (error) => console.log(error.name),
    );`;
  const args = ['--input-type=module', '--eval', script];
  return execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    .toString()
    .trim();
}

describe('io/output-dir, in places and over things of all kinds', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder(), ...names);
  const write = (place: string, files: OutputFile[] = pairOf('new'), force = false): Promise<WrittenFiles> =>
    writeOutputFiles(place, files, { force, now });

  it('writes bytes as they are, and wipes the private ones', async () => {
    const secret = Buffer.from([0, 255, 13, 10, 128]);
    const open = Buffer.from('open');
    await write(folder(), [
      { name: 'server.der', contents: open, mode: 0o644 },
      { name: 'server.p12', contents: secret, mode: 0o600 },
    ]);
    expect(readFileSync(at('server.p12'))).to.deep.equal(Buffer.from([0, 255, 13, 10, 128]));
    expect(secret).to.deep.equal(Buffer.alloc(5));
    expect(open.toString()).to.equal('open');
  });

  for (const name of [
    'two words',
    'Schlüssel',
    'Schlu\u0308ssel',
    '鍵',
    'مفتاح',
    "it's %s",
    'k'.repeat(240),
  ]) {
    it(`takes the name ${name.slice(0, 20)} for files and folders, and gives it in errors`, async () => {
      await write(at(name), pairOf('new', name));
      expect(readdirSync(at(name))).to.have.members([`${name}.crt`, `${name}.key`]);
      const error = await thrownBy(() => write(at(name), pairOf('new', name)));
      expect(error.name).to.equal('OutputFileExistsError');
      expect(error.message).to.include(at(name, `${name}.crt`));
      if (name.length < 200) await write(at(name), pairOf('new', name), true);
    });
  }

  it('keeps names apart that the system keeps apart, composed and decomposed', async () => {
    await write(folder(), pairOf('one', 'ü'));
    const second = await write(folder(), pairOf('two', 'u\u0308')).then(
      () => 'two',
      (reason: unknown) => (reason as Error).name,
    );
    // macOS takes both for one name
    expect(['two', 'OutputFileExistsError']).to.include(second);
    expect(readFileSync(at('ü.key'), 'utf8')).to.equal('one key');
  });

  it('follows a link to a folder', async () => {
    mkdirSync(at('real'));
    symlinkSync('real', at('link'));
    expect((await write(at('link'))).paths[1]).to.equal(at('link', 'server.key'));
    expect(readdirSync(at('real'))).to.have.members(['server.crt', 'server.key']);
  });

  it('takes a target with another name, too, out of its place and leaves the other name as it is', async () => {
    writeFileSync(at('elsewhere.key'), 'old key', { mode: 0o600 });
    linkSync(at('elsewhere.key'), at('server.key'));
    await write(folder(), pairOf('new'), true);
    expect(readFileSync(at('elsewhere.key'), 'utf8')).to.equal('old key');
    expect(readFileSync(at('server.key'), 'utf8')).to.equal('new key');
  });

  it('keeps a named pipe, and reads nothing from it', async () => {
    execFileSync('mkfifo', [at('server.key')]);
    const { backups } = await write(folder(), pairOf('new'), true);
    expect(lstatSync(backups[0]!).isFIFO()).to.equal(true);
  });

  it('refuses to replace a folder', async () => {
    mkdirSync(at('server.key'));
    writeFileSync(at('server.crt'), 'old');
    const before = snapshot(folder());
    const error = await thrownBy(() => write(folder(), pairOf('new'), true));
    expect(error.name).to.equal('OutputIsFolderError');
    expect(shownBy(error)).to.include(`ls -la "${at('server.key')}"`);
    expect(snapshot(folder())).to.deep.equal(before);
  });

  it('numbers copies of the same moment', async () => {
    for (const contents of ['a', 'b', 'c']) await write(folder(), pairOf(contents), true);
    const stem = 'server.key.2026-01-01T00-00-00-000Z';
    expect(snapshot(folder())).to.include({ [`${stem}.bak`]: '600 a key', [`${stem}-2.bak`]: '600 b key' });
  });

  it('gives in errors the line to type, with --force', async () => {
    await write(folder());
    const command = 'sf jwt key decrypt --output-dir certs';
    const error = await thrownBy(() =>
      writeOutputFiles(folder(), pairOf('new'), { force: false, now, command }),
    );
    expect(error.actions?.at(-1)).to.match(/: sf jwt key decrypt --output-dir certs --force$/);
  });

  describe('as root', () => {
    beforeEach(function () {
      if (!isRoot) this.skip();
    });

    it('refuses a folder that is read-only for the user', () => {
      execFileSync('chmod', ['755', folder()]);
      mkdirSync(at('certs'), { mode: 0o755 });
      expect(writeApart(at('certs'), { uid: 65_534 })).to.equal('FolderNotWritableError');
      expect(writeApart(at('certs', 'new'), { uid: 65_534 })).to.equal('FolderNotWritableError');
      expect(snapshot(folder())).to.deep.equal({ certs: '755 /' });
    });

    for (const [what, options] of [
      ['blocks', 'size=64k'],
      ['inodes', 'nr_inodes=5'],
    ] as const) {
      it(`leaves nothing on a disk that is full, of ${what}`, function () {
        const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder()]);
        if (mount.status !== 0) this.skip();
        try {
          mkdirSync(at('certs'));
          expect(writeApart(at('certs', 'new'), { size: 128 * 1024 })).to.equal('DiskFullError');
          expect(snapshot(folder())).to.deep.equal({ certs: '755 /' });
        } finally {
          execFileSync('umount', [folder()]);
        }
      });
    }

    it('refuses a disk that is mounted to be read', function () {
      const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder()]);
      if (mount.status !== 0) this.skip();
      try {
        expect(writeApart(folder(), {})).to.equal('FolderNotWritableError');
      } finally {
        execFileSync('umount', [folder()]);
      }
    });
  });
});
