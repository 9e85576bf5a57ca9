import { execFile } from 'node:child_process';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type KeyPair = { privateKey: KeyObject; /** PEM. */ certificate: string };

const PLUGIN = join(import.meta.dirname, '..', 'bin', 'run.js');

/** A key and certificate made by the plugin itself, as a user would; nothing of them stays on the disk. */
export async function makeKeyPair(): Promise<KeyPair> {
  const folder = await mkdtemp(join(tmpdir(), 'sf-jwt-conformance-'));
  try {
    const keygen = [PLUGIN, 'jwt', 'keygen', '--name', 'trial', '--output-dir', folder, '--days', '2'];
    await promisify(execFile)(process.execPath, keygen);
    const certificate = await readFile(join(folder, 'trial.crt'), 'utf8');
    return { privateKey: createPrivateKey(await readFile(join(folder, 'trial.key'))), certificate };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
