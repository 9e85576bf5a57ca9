import type { AppFact, CertificateFact, KeyFact, Trouble } from '../diagnosis/facts.ts';
import type { ProjectEntry } from '../project/entry.ts';

/**
 * What is known of one org of the project file, or of a certificate file alone: plain JSON, and no secret by construction. `null`
 * is what is not there, or was not looked at. Moments are ISO 8601.
 */
export type CheckFacts = {
  now: string;
  /** When an end is soon, in days. */
  expiresInDays: number;
  /** The name of the entry, or the path of the certificate file. */
  name: string;
  /** What the project file says; `null` for a certificate file alone. */
  recorded: ProjectEntry | null;
  /** `path`: where the entry, or a flag, says that the key is; it need not be there. */
  keyPath: string | null;
  /** `null`: not on this machine, as in a checkout of the repository. */
  key: KeyFact | null;
  certificate: CertificateFact | null;
  rotation: RotationFact | null;
  stored: StoredFact | null;
  /** The administrator whom the person named, for commands. */
  adminOrg: string | null;
  org: CheckedOrg | null;
  /** Why the org that was asked told nothing, or refused the login. */
  orgTrouble: (Trouble & { isRefusal: boolean }) | null;
};

/**
 * How far a rotation beside the key has come (`findPairState`), and the certificate that it has put aside: its fingerprint, where it
 * can be read.
 */
export type RotationFact = {
  state: 'current' | 'begun' | 'staged' | 'half-switched' | 'switched';
  previousSha256: string | null;
};

/** How `sf` itself logs in as the user. `keySha256`: of the public key; `null` where that key cannot be read. */
export type StoredFact = {
  clientId: string;
  orgId: string;
  keyFile: string;
  isKeyThere: boolean;
  keySha256: string | null;
};

/**
 * What the org told: its id; how an administrator's org is called, and the app, where one was asked. `false`: no app of its own has
 * the consumer key, `null`: it did not tell. Without `targetOrg`, a login has shown that key and app belong together.
 */
export type CheckedOrg = {
  orgId: string;
  host: string;
  targetOrg: string | null;
  app: Pick<AppFact, 'name' | 'type' | 'isEnabled' | 'certificate'> | false | null;
  appsOfKey: string[];
};
