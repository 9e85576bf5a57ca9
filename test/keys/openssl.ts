// The openssl program, an oracle that shares no code with the plugin.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `openssl` with the input on its standard input; gives its standard output. Throws when it fails. */
export function openssl(args: readonly string[], input: string | Buffer = ''): string {
  return opensslBytes(args, input).toString('utf8');
}

export function opensslBytes(args: readonly string[], input: string | Buffer = ''): Buffer {
  return execFileSync('openssl', args, { input, stdio: 'pipe' });
}

/** A new private key as PKCS#8 PEM. */
export function newKey(algorithm: string, ...options: string[]): string {
  return openssl(['genpkey', '-algorithm', algorithm, ...options.flatMap((option) => ['-pkeyopt', option])]);
}

/** A self-signed certificate over the key, as PEM, made by openssl; `options` as of `openssl req`. */
export function newCertificate(privateKey: string, subject = '/CN=test', ...options: string[]): string {
  return withKeyFile(privateKey, (file) =>
    openssl(['req', '-x509', '-key', file, '-subj', subject, '-utf8', '-days', '30', ...options]),
  );
}

/** A certificate signing request over the key, as PEM. */
export function newRequest(privateKey: string): string {
  return withKeyFile(privateKey, (file) => openssl(['req', '-new', '-key', file, '-subj', '/CN=test']));
}

/** `openssl req` reads keys from files only. */
function withKeyFile<T>(privateKey: string, use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sf-jwt-test-'));
  try {
    const file = join(folder, 'test.key');
    writeFileSync(file, privateKey, { mode: 0o600 });
    return use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
