import { expect } from 'chai';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fingerprintOfPath, isInKeyStore, removeStoredKey, storeKey } from '../../src/io/key-store.ts';
import { temporaryFolder } from './temp-folder.ts';
import { shownBy, thrownBy } from './thrown.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('io/key-store', () => {
  const folder = temporaryFolder();
  const store = (): string => join(homedir(), '.sf', 'jwt');
  const modeOf = (path: string): number => statSync(path).mode & 0o777;
  afterEach(() => rmSync(join(homedir(), '.sf'), { recursive: true, force: true }));

  it('stores a key for the user alone, under the fingerprint that openssl computes', async () => {
    const { path, isNew } = await storeKey(privateKey);
    const der = execFileSync('openssl', ['pkey', '-in', path, '-pubout', '-outform', 'DER']);
    const [digest] = execFileSync('openssl', ['dgst', '-sha256', '-r'], { input: der }).toString().split(' ');
    expect(path).to.equal(join(store(), `${digest}.key`));
    expect(isNew).to.equal(true);
    expect(readFileSync(path, 'utf8')).to.equal(pem);
    expect([modeOf(path), modeOf(store())]).to.deep.equal([0o600, 0o700]);
    expect(readdirSync(store())).to.have.length(1);
  });

  it('stores a key once, whatever form it came in', async () => {
    const first = await storeKey(privateKey);
    const der = privateKey.export({ type: 'pkcs1', format: 'der' });
    const second = await storeKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs1' }));
    expect(second).to.deep.equal({ path: first.path, isNew: false });
    expect(readdirSync(store())).to.have.length(1);
  });

  it('puts right a file, its mode and a folder that were tampered with', async () => {
    const { path } = await storeKey(privateKey);
    writeFileSync(path, pem.slice(0, 100));
    chmodSync(path, 0o644);
    chmodSync(store(), 0o755);
    await storeKey(privateKey);
    expect(readFileSync(path, 'utf8')).to.equal(pem);
    expect([modeOf(path), modeOf(store())]).to.deep.equal([0o600, 0o700]);
    chmodSync(path, 0o644);
    await storeKey(privateKey);
    expect(modeOf(path)).to.equal(0o600);
  });

  it('writes through no link that lies in its place', async () => {
    const { path } = await storeKey(privateKey);
    const target = join(folder(), 'mine.txt');
    writeFileSync(target, 'mine');
    rmSync(path);
    symlinkSync(target, path);
    await storeKey(privateKey);
    expect([readFileSync(target, 'utf8'), readFileSync(path, 'utf8')]).to.deep.equal(['mine', pem]);
  });

  it('stores the same key many times at once', async () => {
    const stored = await Promise.all(Array.from({ length: 20 }, async () => storeKey(privateKey)));
    expect(new Set(stored.map(({ path }) => path)).size).to.equal(1);
    expect(readdirSync(store())).to.have.length(1);
  });

  it('clears away the draft of a key that a killed run left', async () => {
    const dead = join(store(), '.sf-jwt-99999999-1-00000000-000000000000.tmp');
    mkdirSync(dead, { recursive: true });
    writeFileSync(join(dead, '.0011223344556677.tmp'), pem);
    utimesSync(dead, 0, 0);
    const { path } = await storeKey(privateKey);
    expect(readdirSync(store())).to.deep.equal([basename(path)]);
  });

  it('keeps a key that is read by the time it would go', async () => {
    const { path } = await storeKey(privateKey);
    expect(await removeStoredKey(path, async () => Promise.resolve(true))).to.equal(false);
    expect(existsSync(path)).to.equal(true);
  });

  it('leaves nothing where it cannot write, and tells no secret', async () => {
    mkdirSync(join(homedir(), '.sf'));
    writeFileSync(store(), '');
    const error = await thrownBy(async () => storeKey(privateKey));
    expect(error.name).to.equal('KeyNotStoredError');
    expect(error.message).to.contain('EEXIST');
    expect(shownBy(error)).not.to.contain(pem.split('\n')[1]);
  });

  it('removes a key of its own, and no file elsewhere', async () => {
    const { path } = await storeKey(privateKey);
    const elsewhere = join(folder(), '.sf', 'jwt', path.slice(-68));
    mkdirSync(dirname(elsewhere), { recursive: true });
    writeFileSync(elsewhere, pem);
    expect([isInKeyStore(path), isInKeyStore(elsewhere)]).to.deep.equal([true, false]);
    expect(await removeStoredKey(elsewhere)).to.equal(false);
    expect(await removeStoredKey(path)).to.equal(true);
    expect(await removeStoredKey(path)).to.equal(false);
    expect([existsSync(path), existsSync(elsewhere)]).to.deep.equal([false, true]);
  });

  it('knows the key that a path of a store stands for, also of another home', () => {
    const name = 'a'.repeat(64);
    expect(fingerprintOfPath(`/home/before/.sf/jwt/${name}.key`)).to.equal(name);
    expect(fingerprintOfPath(`/home/before/.sf/jwt/server.key`)).to.equal(undefined);
    expect(fingerprintOfPath(`/home/before/keys/${name}.key`)).to.equal(undefined);
  });
});
