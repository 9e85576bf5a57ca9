import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TestKey = { privateKey: string; certificate: string };

/** A throw-away key and self-signed certificate made by openssl, which shares no code with us. */
export function makeKey(algorithm: 'rsa' | 'ec' = 'rsa'): TestKey {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-key-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const kind = algorithm === 'rsa' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const command = ['req', '-x509', '-nodes', '-newkey', ...kind, '-subj', '/CN=Simulator test', '-days', '1'];
  execFileSync('openssl', [...command, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const made = { privateKey: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}

/** The base64 body of a PEM text, with its line breaks. */
export function pemBody(pem: string): string {
  return pem
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-----'))
    .join('\n');
}
