import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyEncrypt, type KeyEncryptInput } from '../../../src/flows/key/encrypt.ts';
import { snapshot } from '../../io/snapshot.ts';
import { temporaryFolder } from '../../io/temp-folder.ts';
import { everythingIn, shownBy, thrownBy } from '../../io/thrown.ts';
import { sealAsHardis } from '../../keys/hardis-file.ts';
import { openJwe } from '../../keys/jwe.ts';
import { newKey, openssl } from '../../keys/openssl.ts';

const PASSPHRASE = 'correct horse battery staple';
const now = new Date('2026-11-24T12:34:56.789Z');

describe('the flow of key encrypt', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder(), ...names);
  const modeOf = (file: string): string => (lstatSync(file).mode & 0o777).toString(8);
  let pem: string;
  let input: KeyEncryptInput;

  before(() => (pem = newKey('RSA', 'rsa_keygen_bits:2048')));
  beforeEach(() => {
    writeFileSync(at('server.key'), pem, { mode: 0o600 });
    writeFileSync(at('passphrase'), `${PASSPHRASE}\n`, { mode: 0o600 });
    input = {
      privateKey: { key: { file: at('server.key') }, passphrase: { file: at('passphrase') } },
      outputDir: folder(),
      force: false,
    };
  });

  /** The key that the file opens to, by the oracle. */
  function openFile(file: string, passphrase = PASSPHRASE): string {
    const key = JSON.parse(
      openJwe(readFileSync(file, 'utf8').trimEnd(), passphrase).toString(),
    ) as JsonWebKey;
    return createPrivateKey({ key, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  async function refusal(changes: Partial<KeyEncryptInput>): Promise<{ name: string; message: string }> {
    const before = snapshot(folder());
    const error = await thrownBy(() => keyEncrypt({ ...input, ...changes }, now));
    expect(everythingIn(error)).not.to.include(PASSPHRASE).and.not.to.include(pem.slice(100, 140));
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    expect(snapshot(folder())).to.deep.equal(before);
    return error;
  }

  it('writes one line that may be committed, and leaves the key as it was', async () => {
    const { result } = await keyEncrypt(input, now);
    expect(result).to.deep.equal({
      sealedKeyFile: at('server.key.jwe'),
      passphraseFile: undefined,
      openKeyFile: at('server.key'),
      keySize: 2048,
      backups: [],
    });
    expect(modeOf(result.sealedKeyFile)).to.equal('644');
    expect(readFileSync(result.sealedKeyFile, 'utf8')).to.match(/^[\w-]+(\.[\w-]+){4}\n$/);
    expect(openFile(result.sealedKeyFile)).to.equal(pem);
    expect(readFileSync(at('server.key'), 'utf8')).to.equal(pem);
  });

  it('makes a new passphrase of 256 bits each time, for a file that only the user can read', async () => {
    const passphrases = [];
    for (const name of ['one', 'two']) {
      const newPassphraseFile = at('elsewhere', `${name} pässword`);
      const { result } = await keyEncrypt({ ...input, name, newPassphraseFile }, now);
      expect(result.passphraseFile).to.equal(newPassphraseFile);
      expect([modeOf(newPassphraseFile), modeOf(at('elsewhere'))]).to.deep.equal(['600', '700']);
      const passphrase = readFileSync(newPassphraseFile, 'utf8').trimEnd();
      expect(Buffer.from(passphrase, 'base64url')).to.have.length(32);
      expect(openFile(at(`${name}.key.jwe`), passphrase)).to.equal(pem);
      passphrases.push(passphrase);
    }
    expect(new Set(passphrases).size).to.equal(2);
  });

  const names: Array<[string, string]> = [
    ['server.key', 'server.key.jwe'],
    ['server.pem', 'server.key.jwe'],
    ['Schlüssel für Zürich.key', 'Schlüssel für Zürich.key.jwe'],
    ['no-extension', 'no-extension.key.jwe'],
    ['v1.2.key', 'v1.2.key.jwe'],
  ];
  for (const [name, sealed] of names) {
    it(`calls what it makes of ${name} ${sealed}`, async () => {
      writeFileSync(at(name), pem, { mode: 0o600 });
      const { result } = await keyEncrypt(
        { ...input, privateKey: { ...input.privateKey, key: { file: at(name) } } },
        now,
      );
      expect(result.sealedKeyFile).to.equal(at(sealed));
    });
  }

  const protectedKeys: Array<[string, () => { text: string; passphrase: string }]> = [
    ['a file of sfdx-hardis', () => sealAsHardis(pem)],
    [
      'PKCS#8 with a passphrase',
      () => ({
        text: openssl(['pkcs8', '-topk8', '-passout', `pass:${PASSPHRASE}`], pem),
        passphrase: PASSPHRASE,
      }),
    ],
  ];
  for (const [what, make] of protectedKeys) {
    it(`seals ${what} with the passphrase that opens it`, async () => {
      const { text, passphrase } = make();
      writeFileSync(at('main.key'), text);
      writeFileSync(at('passphrase'), passphrase);
      const privateKey = { ...input.privateKey, key: { file: at('main.key') } };
      const { result } = await keyEncrypt({ ...input, privateKey }, now);
      expect(result.openKeyFile).to.equal(undefined);
      expect(openFile(at('main.key.jwe'), passphrase)).to.equal(pem);
    });
  }

  it('asks a person twice for a passphrase when none is named', async () => {
    const asked: string[] = [];
    const askNewPassphrase = async (time: string): Promise<string> => {
      asked.push(time);
      return Promise.resolve(PASSPHRASE);
    };
    await keyEncrypt({ ...input, privateKey: { key: { file: at('server.key') } }, askNewPassphrase }, now);
    expect(asked).to.deep.equal(['first', 'again']);
    expect(openFile(at('server.key.jwe'))).to.equal(pem);
  });

  it('wants a passphrase', async () => {
    const { name } = await refusal({ privateKey: { key: { file: at('server.key') } } });
    expect(name).to.equal('PassphraseNotGivenError');
  });

  for (const [passphrase, name] of [
    ['eleven char', 'PassphraseTooShortError'],
    ['', 'PassphraseEmptyError'],
    ['two\nlines of text', 'PassphraseUnusableError'],
  ] as const) {
    it(`says ${name} of ${JSON.stringify(passphrase)}`, async () => {
      writeFileSync(at('passphrase'), passphrase);
      expect((await refusal({})).name).to.equal(name);
    });
  }

  it('takes a passphrase of twelve characters, whatever they are', async () => {
    writeFileSync(at('passphrase'), '🐎'.repeat(12));
    await keyEncrypt(input, now);
    expect(openFile(at('server.key.jwe'), '🐎'.repeat(12))).to.equal(pem);
  });

  it('does not seal what is no usable key', async () => {
    writeFileSync(at('server.key'), openssl(['pkey', '-pubout'], pem));
    expect((await refusal({})).name).to.equal('KeyIsPublicError');
  });

  describe('faults of files', () => {
    const taken: Array<[string, () => unknown, Partial<KeyEncryptInput>]> = [
      ['the sealed file exists', () => writeFileSync(at('server.key.jwe'), 'old'), {}],
      ['it is a link that leads nowhere', () => symlinkSync(at('nowhere'), at('server.key.jwe')), {}],
      ['it is a folder', () => mkdirSync(at('server.key.jwe')), {}],
    ];
    for (const [what, prepare, changes] of taken) {
      it(`writes neither file when ${what}`, async () => {
        prepare();
        const { name } = await refusal({ ...changes, newPassphraseFile: at('new') });
        expect(name).to.equal('OutputFileExistsError');
      });
    }

    it('writes neither file when the one for the passphrase exists', async () => {
      const { name, message } = await refusal({ newPassphraseFile: at('passphrase') });
      expect([name, message.includes(at('passphrase'))]).to.deep.equal(['OutputFileKeptError', true]);
    });

    it('takes the passphrase back when the sealed file cannot be written', async () => {
      mkdirSync(at('sub'));
      const { name, message } = await refusal({
        outputDir: at('server.key', 'inside'),
        newPassphraseFile: at('sub', 'new'),
      });
      expect([name, message.includes('server.key')]).to.deep.equal(['FolderIsFileError', true]);
    });

    it('names the folder of the passphrase when that one cannot be written', async () => {
      const { name, message } = await refusal({ newPassphraseFile: at('passphrase', 'inside', 'new') });
      expect(name).to.equal('FolderIsFileError');
      expect(message).to.include(at('passphrase', 'inside'));
    });

    it('refuses a name that is a path', async () => {
      expect((await refusal({ name: '../server' })).name).to.equal('FileNameInvalidError');
    });

    it('keeps the sealed file that force replaces', async () => {
      writeFileSync(at('server.key.jwe'), 'old');
      const { result } = await keyEncrypt({ ...input, force: true }, now);
      expect(result.backups.map((backup) => readFileSync(backup, 'utf8'))).to.deep.equal(['old']);
      expect(openFile(at('server.key.jwe'))).to.equal(pem);
    });

    it('never replaces a passphrase, which may be that of another key', async () => {
      const { name } = await refusal({ newPassphraseFile: at('passphrase'), force: true });
      expect(name).to.equal('OutputFileKeptError');
    });

    it('warns of a passphrase that would be committed', async () => {
      execFileSync('git', ['init', '--quiet', folder()]);
      const { warnings } = await keyEncrypt({ ...input, newPassphraseFile: at('pass') }, now);
      expect(warnings.map(({ name }) => name)).to.deep.equal(['PassphraseNotIgnoredWarning']);
      writeFileSync(at('.gitignore'), '/other*\n');
      const ignored = await keyEncrypt({ ...input, name: 'two', newPassphraseFile: at('other') }, now);
      expect(ignored.warnings).to.deep.equal([]);
    });

    it('says of a key that is open to others that it is, and nothing of a sealed one', async () => {
      chmodSync(at('server.key'), 0o644);
      expect((await keyEncrypt(input, now)).keyInput.isOpenToOthers).to.equal(true);
      const privateKey = { ...input.privateKey, key: { file: at('server.key.jwe') } };
      const { keyInput } = await keyEncrypt({ ...input, privateKey, name: 'again' }, now);
      expect(keyInput.isOpenToOthers).to.equal(false);
    });
  });
});
