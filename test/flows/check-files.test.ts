import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '../../src/check/check-result.ts';
import { check, type CheckInput } from '../../src/flows/check.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { thrownBy } from '../io/thrown.ts';
import { makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

describe('a check of certificate files', () => {
  const folder = temporaryFolder();
  let keys: KeyFiles;
  let otherKeys: KeyFiles;
  before(async () => {
    [keys, otherKeys] = [await makeKeyFiles(), await makeKeyFiles()];
  });
  after(() => {
    for (const each of [keys, otherKeys]) rmSync(each.folder, { recursive: true });
  });

  const run = async (input: Partial<CheckInput>): Promise<CheckResult> =>
    check({ expiresInDays: 7, ...input }, new Date());

  it('tells the end of each', async () => {
    const certificateFiles = [keys.certificateFile, otherKeys.certificateFile];
    const good = await run({ certificateFiles });
    expect(good).to.include({ verdict: 'good', projectFile: null });
    expect(good.entries.map(({ entry, certificate }) => [entry, certificate?.daysLeft])).to.deep.equal(
      certificateFiles.map((file) => [file, 29]),
    );
    expect((await run({ certificateFiles, expiresInDays: 31 })).verdict).to.equal('ends-soon');
  });

  it('compares the one with its key', async () => {
    const certificateFiles = [keys.certificateFile];
    expect((await run({ certificateFiles, key: { file: keys.keyFile } })).entries[0]?.looks.key).to.equal(
      'good',
    );
    const other = await run({ certificateFiles, key: { file: otherKeys.keyFile } });
    expect(other.entries[0]?.findings[0]).to.include({
      name: 'KeyNotOfCertificate',
      command: `sf jwt inspect ${keys.certificateFile} --key-file ${otherKeys.keyFile}`,
    });
  });

  it('says what is no certificate, and what cannot be asked for', async () => {
    const none = join(folder(), 'none.crt');
    const { entries } = await run({ certificateFiles: [none, keys.keyFile] });
    expect(entries.map(({ verdict, findings }) => [verdict, findings[0]?.name])).to.deep.equal([
      ['unknown', 'CertificateNotRead'],
      ['drift', 'CertificateUnusable'],
    ]);
    const key = { file: keys.keyFile };
    const certificateFiles = [keys.certificateFile, otherKeys.certificateFile];
    expect((await thrownBy(async () => run({ certificateFiles, key }))).name).to.equal('KeyForSeveralError');
    const twice = await thrownBy(async () => run({ certificateFiles: ['-'], key: { file: '-' } }));
    expect(twice.name).to.equal('StandardInputTwiceError');
  });
});
