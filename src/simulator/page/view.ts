/** What the page shows, as JSON carries it: times are ISO 8601 texts. No secret has a place in these types. */
import type { Attempt } from '../attempts/attempt-log.ts';

export type CertificateView = {
  subject: string;
  endsAt: string;
  hasEnded: boolean;
  /** SHA-256, in pairs joined by colons. */
  fingerprint: string;
};

export type AppView = {
  id: string;
  kind: string;
  name: string;
  label: string;
  consumerKey: string;
  scopes: string[];
  policy: string;
  certificate: CertificateView | null;
  isEnabled: boolean;
  isBlocked: boolean;
  /** When its last change takes effect at the token endpoint; null: it has. */
  takesEffectAt: string | null;
};

export type UserView = {
  id: string;
  username: string;
  profile: string;
  /** Host name of the Experience Cloud site whose user this is; empty for users of the org itself. */
  site: string;
  /** Such as `inactive`. */
  barriers: string[];
  lastLoginAt: string | null;
};

/** Who may use an app, and by what. */
export type GrantView = {
  app: string;
  by: 'permission set' | 'profile' | 'own approval';
  /** Of the permission set or profile. */
  name: string;
  /** Not effective: expired, damaged, or only in a session that activates it. */
  users: { username: string; takesEffectAt: string | null; isEffective: boolean }[];
};

export type DeployView = {
  id: string;
  status: string;
  at: string;
  isCheckOnly: boolean;
  components: { type: string; name: string }[];
  problems: { where: string; text: string }[];
};

export type OrgView = {
  id: string;
  name: string;
  type: string;
  /** Host name of the My Domain. */
  myDomain: string;
  /** Where the My Domain listens on this machine. */
  origin: string;
  apiVersions: string[];
  propagationSeconds: number;
  apps: AppView[];
  users: UserView[];
  grants: GrantView[];
  /** The newest first. */
  deploys: DeployView[];
};

export type AttemptView = Omit<Attempt, 'at'> & { at: string };

export type Snapshot = {
  /** Changes when anything else here does, but for the time. */
  version: string;
  /** By the clock of the orgs. */
  now: string;
  orgs: OrgView[];
  /** The newest first. */
  attempts: AttemptView[];
};
