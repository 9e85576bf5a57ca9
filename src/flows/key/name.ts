import { basename } from 'node:path';

/** The base name of what is made from a key file: `certs/main.key.jwe` → `main`. A key without a file is called as `keygen` does. */
export function nameAfter(path: string | undefined): string {
  if (path === undefined) return 'server';
  return basename(path)
    .replace(/\.jwe$/i, '')
    .replace(/\.(?:key|pem|der|p8|p12|pfx|jwk|json)$/i, '');
}
