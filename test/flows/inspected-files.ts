// Files to inspect, made by openssl, and what an inspection says of them in one line.
import { createPrivateKey } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, type InspectInput, type InspectResult } from '../../src/flows/inspect.ts';
import type { JudgedItem } from '../../src/inspection/inspection.ts';
import { keyText } from '../../src/inspection/key.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { newCertificate, newKey, openssl, opensslBytes } from '../keys/openssl.ts';

/** When the certificates are valid that openssl makes a moment later. */
export const now = new Date(Date.now() + 3600 * 1000);

export type Files = ReturnType<typeof inspectedFiles>;

/** Call it inside `describe`: keys for all tests, a folder for each. The passphrase of everything is "secret". */
export function inspectedFiles() {
  const folder = temporaryFolder();
  const keys = { pem: '', other: '', ec: '', certificate: '' };
  before(() => {
    keys.pem = newKey('RSA', 'rsa_keygen_bits:2048');
    keys.other = newKey('RSA', 'rsa_keygen_bits:2048');
    keys.ec = newKey('EC', 'ec_paramgen_curve:P-256');
    keys.certificate = newCertificate(keys.pem, '/CN=test', '-days', '365');
  });
  const write = (name: string, contents: string | Buffer, mode = 0o600): string => {
    const file = join(folder(), name);
    writeFileSync(file, contents);
    chmodSync(file, mode);
    return file;
  };
  return {
    keys,
    folder,
    write,
    passphrase: (text = 'secret') => ({ file: write('passphrase', `${text}\n`) }),
    inspectText: async (
      contents: string | Buffer,
      input: Partial<InspectInput> = {},
    ): Promise<InspectResult> => inspect({ file: write('a file', contents), ...input }, now),
    encrypted: (...options: string[]): string =>
      openssl(['pkcs8', '-topk8', '-passout', 'pass:secret', ...options], keys.pem),
    legacy: (cipher: string): string =>
      openssl(['rsa', '-traditional', cipher, '-passout', 'pass:secret'], keys.pem),
    p12: (): Buffer => {
      const files = ['-inkey', write('p12.key', keys.pem), '-in', write('p12.crt', keys.certificate)];
      return opensslBytes(['pkcs12', '-export', ...files, '-passout', 'pass:secret']);
    },
  };
}

export const pkcs8Der = (key: string): Buffer =>
  opensslBytes(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], key);
export const privateJwk = (key: string): string =>
  JSON.stringify(createPrivateKey(key).export({ format: 'jwk' }));

export const namesOf = ({ findings }: JudgedItem): string[] => findings.map(({ name }) => name);

/** `PKCS#8, PEM; RSA, 2048 bits; usable; ProtectionWeak`. */
export function summaryOf(item: JudgedItem | undefined): string {
  if (!item) return 'nothing';
  const parts = [
    'form' in item ? item.form : item.kind,
    ...('key' in item && item.key ? [keyText(item.key)] : []),
    ...('protection' in item && item.protection ? [JSON.stringify(item.protection)] : []),
    ...('isSelfSigned' in item && !item.isSelfSigned ? ['issued'] : []),
    ...('isSigned' in item && item.isSigned === false ? ['not signed'] : []),
    item.isUsable === true ? 'usable' : 'unusable',
    ...namesOf(item),
  ];
  return parts.join('; ');
}
