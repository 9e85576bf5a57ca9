import { resolve } from 'node:path';
import type { CheckFacts } from '../../check/check-facts.ts';
import type { SecretLocation } from '../../io/secret-input.ts';
import { readCertificateFact } from '../diagnose/certificate-facts.ts';
import { readKeyFact } from '../diagnose/key-facts.ts';

/** What a certificate file tells without a project file, and, where one is named, the key that it should belong to. */
export async function readFileFacts(
  file: string,
  { key, passphrase }: { key?: SecretLocation; passphrase?: SecretLocation },
): Promise<Omit<CheckFacts, 'now' | 'expiresInDays'>> {
  const [certificate, reading] = await Promise.all([
    readCertificateFact(file, null),
    key && readKeyFact({ key, passphrase }),
  ]);
  return {
    name: file,
    recorded: null,
    keyPath: key && 'file' in key && key.file !== '-' ? resolve(key.file) : null,
    key: reading?.fact ?? null,
    certificate,
    rotation: null,
    stored: null,
    adminOrg: null,
    org: null,
    orgTrouble: null,
  };
}
