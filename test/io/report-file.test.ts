import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeReportFile } from '../../src/io/report-file.ts';
import { temporaryFolder } from './temp-folder.ts';
import { thrownBy } from './thrown.ts';

const mark = '<meta name="generator" content="a test">';

describe('a report file', () => {
  const folder = temporaryFolder();
  const write = async (name: string, contents = `${mark} one`): Promise<string> =>
    writeReportFile(join(folder(), name), contents, { mark });

  it('is written with its folder, and in the place of an older report', async () => {
    const path = await write('new/er/report.html');
    expect(path).to.equal(join(folder(), 'new', 'er', 'report.html'));
    await write('new/er/report.html', `${mark} two`);
    expect(readFileSync(path, 'utf8')).to.equal(`${mark} two`);
    expect(readdirSync(join(folder(), 'new', 'er'))).to.deep.equal(['report.html']);
  });

  it('takes the place of no other file, and of no folder', async () => {
    writeFileSync(join(folder(), 'server.key'), 'a key');
    mkdirSync(join(folder(), 'out'));
    const refused = await thrownBy(async () => write('server.key'));
    expect(refused).to.include({ name: 'NoReportThereError', exitCode: 2 });
    const folded = await thrownBy(async () => write('out'));
    expect(folded).to.include({ name: 'ReportIsFolderError', exitCode: 2 });
    // never a command that would remove the folder
    expect(folded).to.have.deep.property('actions', [
      `Name a file in it: --report "${join(folder(), 'out', 'report.html')}"`,
    ]);
    expect(readFileSync(join(folder(), 'server.key'), 'utf8')).to.equal('a key');
    expect(readdirSync(folder())).to.have.members(['server.key', 'out']);
  });

  it('leaves a link a link', async () => {
    const path = await write('real.html');
    symlinkSync(path, join(folder(), 'link.html'));
    await write('link.html', `${mark} two`);
    expect(readFileSync(path, 'utf8')).to.equal(`${mark} two`);
  });

  it('that cannot be written leaves nothing behind', async () => {
    writeFileSync(join(folder(), 'file'), '');
    const unwritten = await thrownBy(async () => write('file/report.html'));
    expect(unwritten.name).to.equal('ReportNotWrittenError');
    expect(readdirSync(folder())).to.deep.equal(['file']);
  });
});
