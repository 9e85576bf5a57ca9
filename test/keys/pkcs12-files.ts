// PKCS#12 files of openssl and keytool, and their passphrases.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { opensslBytes } from './openssl.ts';

/** What openssl makes of a key and its certificates; `options` as of `openssl pkcs12 -export`. */
export function newPkcs12(pem: string, passphrase: string, ...options: string[]): Buffer {
  return opensslBytes(['pkcs12', '-export', '-passout', `pass:${passphrase}`, ...options], pem);
}

export const hasKeytool = isInstalled('keytool', '-help');

/** A keystore of keytool with an RSA key of its own. keytool takes passphrases of ASCII alone. `options` as of `-genkeypair`. */
export function newKeystore(passphrase: string, ...options: string[]): Buffer {
  return keytool(passphrase, [
    ['-genkeypair', '-alias', 'one', '-keyalg', 'RSA', '-keysize', '2048', '-dname', 'CN=test', ...options],
  ]);
}

/** Runs keytool several times on one keystore, and gives that. */
export function keytool(passphrase: string, runs: string[][]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'sf-jwt-test-'));
  const file = join(folder, 'keystore');
  try {
    const common = ['-keystore', file, '-storepass', passphrase];
    for (const args of runs) execFileSync('keytool', [...args, ...common], { stdio: 'pipe' });
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file in a folder of its own, for a program that takes nothing else. */
export function withFile<T>(contents: Buffer, use: (file: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sf jwt test '));
  try {
    const file = join(folder, 'a key.bin');
    writeFileSync(file, contents, { mode: 0o600 });
    return use(file, folder);
  } finally {
    if (existsSync(folder)) rmSync(folder, { recursive: true });
  }
}

export function isInstalled(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'pipe', timeout: 20_000 });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
