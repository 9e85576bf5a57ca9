import { dirname, resolve } from 'node:path';
import type { CheckFacts, RotationFact, StoredFact } from '../../check/check-facts.ts';
import { listJwtLogins, type KnownLogin } from '../../io/auth-store.ts';
import { exists, findPairState, pairPaths } from '../../io/pair-files.ts';
import type { SecretLocation } from '../../io/secret-input.ts';
import type { ProjectEntry } from '../../project/entry.ts';
import { readCertificateFact } from '../diagnose/certificate-facts.ts';
import { readKeyFact } from '../diagnose/key-facts.ts';
import { locateKey, type NamedEntry } from '../login-entry.ts';
import { placeRotation } from '../app/rotation-files.ts';

/** What this machine tells of an entry. */
export type LocalFacts = Pick<CheckFacts, 'keyPath' | 'key' | 'certificate' | 'rotation' | 'stored'>;

/** How to look: `passphrase` is for whatever key needs one; nobody is asked. `logins`: read once for many entries. */
export type LocalOptions = { passphrase?: SecretLocation; logins?: Promise<KnownLogin[]> };

/** Reads the files of an entry, and what `sf` has stored of its user. */
export async function readEntryFacts(
  named: Pick<NamedEntry, 'name' | 'path'> & { entry: ProjectEntry },
  { passphrase, logins = listJwtLogins() }: LocalOptions,
): Promise<LocalFacts> {
  const { entry, path } = named;
  const keyPath = entry.key && 'file' in entry.key ? resolve(dirname(path), entry.key.file) : null;
  const location = locateKey(named, entry.key);
  const [key, certificate, rotation, stored] = await Promise.all([
    readKeyIfThere(location, passphrase),
    readCertificateFact(undefined, keyPath),
    keyPath === null ? null : readRotation(keyPath),
    readStored(entry, await logins),
  ]);
  return { keyPath, key, certificate, rotation, stored };
}

/** A key that is not on this machine is no fault: it comes another way. */
async function readKeyIfThere(
  location: SecretLocation | undefined,
  passphrase: SecretLocation | undefined,
): Promise<CheckFacts['key']> {
  if (!location) return null;
  const isThere = 'file' in location ? exists(location.file) : (process.env[location.variable] ?? '') !== '';
  if (!isThere) return null;
  return (await readKeyFact({ key: location, passphrase })).fact;
}

async function readRotation(keyFile: string): Promise<RotationFact | null> {
  const { paths } = placeRotation({ key: { file: keyFile }, name: '' });
  const { certificate } = pairPaths(keyFile, paths.current.certificate).previous;
  const previous = exists(certificate) ? await readCertificateFact(certificate, null) : null;
  return {
    state: findPairState(paths),
    previousSha256: previous && 'sha256' in previous ? previous.sha256 : null,
  };
}

/** Of a protected key, nothing is known without its passphrase; `sf` could not read it either. */
async function readStored(
  { username }: ProjectEntry,
  logins: readonly KnownLogin[],
): Promise<StoredFact | null> {
  const login = logins.find((each) => each.username === username);
  if (!login) return null;
  const { clientId, orgId, privateKeyFile: keyFile, isKeyThere } = login;
  const key = isKeyThere ? (await readKeyFact({ key: { file: keyFile } })).fact : undefined;
  return { clientId, orgId, keyFile, isKeyThere, keySha256: key && 'sha256' in key ? key.sha256 : null };
}
