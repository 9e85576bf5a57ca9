import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyDecrypt, type KeyDecryptInput } from '../../../src/flows/key/decrypt.ts';
import { snapshot } from '../../io/snapshot.ts';
import { temporaryFolder } from '../../io/temp-folder.ts';
import { everythingIn, shownBy, thrownBy } from '../../io/thrown.ts';
import { sealAsHardis } from '../../keys/hardis-file.ts';
import { sealJwe } from '../../keys/jwe.ts';
import { newKey } from '../../keys/openssl.ts';

const PASSPHRASE = '0123456789abcdef0123456789abcdef';
const now = new Date('2026-11-24T12:34:56.789Z');

describe('the flow of key decrypt', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder(), ...names);
  let pem: string;
  let input: KeyDecryptInput;

  before(() => (pem = newKey('RSA', 'rsa_keygen_bits:2048')));
  beforeEach(() => {
    writeFileSync(at('server.key.jwe'), `${sealJwe(pem, PASSPHRASE)}\n`);
    writeFileSync(at('main.hardis'), sealAsHardis(pem, PASSPHRASE).text);
    writeFileSync(at('passphrase'), PASSPHRASE);
    input = {
      privateKey: { key: { file: at('server.key.jwe') }, passphrase: { file: at('passphrase') } },
      outputDir: folder(),
      force: false,
    };
  });

  async function refusal(changes: Partial<KeyDecryptInput>): Promise<string> {
    const before = snapshot(folder());
    const error = await thrownBy(() => keyDecrypt({ ...input, ...changes }, now));
    expect(everythingIn(error)).not.to.include(PASSPHRASE).and.not.to.include(pem.slice(100, 140));
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    expect(snapshot(folder())).to.deep.equal(before);
    return error.name;
  }

  it('writes the key for its owner alone', async () => {
    const { result } = await keyDecrypt(input, now);
    expect(result).to.deep.equal({ privateKeyFile: at('server.key'), keySize: 2048, backups: [] });
    expect(readFileSync(at('server.key'), 'utf8')).to.equal(pem);
    expect((lstatSync(at('server.key')).mode & 0o777).toString(8)).to.equal('600');
  });

  it('writes the key of sfdx-hardis, under a name of its own', async () => {
    const privateKey = { ...input.privateKey, key: { file: at('main.hardis') } };
    const { result } = await keyDecrypt({ ...input, privateKey, name: 'Schlüssel 1' }, now);
    expect(result.privateKeyFile).to.equal(at('Schlüssel 1.key'));
    expect(readFileSync(result.privateKeyFile, 'utf8')).to.equal(pem);
  });

  const refused: Array<[name: string, when: string, prepare: () => unknown]> = [
    ['PassphraseWrong', 'the passphrase is wrong', () => writeFileSync(at('passphrase'), 'x'.repeat(32))],
    [
      'FileNotFound',
      'the file of the passphrase is missing',
      () => (input.privateKey.passphrase = { file: at('no') }),
    ],
    ['KeyNotProtected', 'the key is open already', () => writeFileSync(at('server.key.jwe'), pem)],
    ['OutputFileExists', 'the key exists', () => writeFileSync(at('server.key'), 'old')],
    ['OutputFileExists', 'a link has its name', () => symlinkSync(at('elsewhere'), at('server.key'))],
    ['FolderIsFile', 'the folder is a file', () => (input.outputDir = at('passphrase'))],
    ['FileNameInvalid', 'the name is a path', () => (input.name = '../server')],
  ];
  for (const [name, when, prepare] of refused) {
    it(`says ${name} when ${when}`, async () => {
      prepare();
      expect(await refusal({})).to.equal(`${name}Error`);
    });
  }

  it('warns of a key that would be committed', async () => {
    execFileSync('git', ['init', '--quiet', folder()]);
    const { warnings } = await keyDecrypt(input, now);
    expect(warnings.map(({ name }) => name)).to.deep.equal(['KeyNotIgnoredWarning']);
  });

  it('keeps what force replaces', async () => {
    writeFileSync(at('server.key'), 'old');
    const { result } = await keyDecrypt({ ...input, force: true }, now);
    expect(readFileSync(result.backups[0] ?? '', 'utf8')).to.equal('old');
    expect(readFileSync(at('server.key'), 'utf8')).to.equal(pem);
  });
});
