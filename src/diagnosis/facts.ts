/**
 * What is known of a login that is looked into: plain JSON, and no secret by construction, so that it can be attached to a
 * public report and is a test fixture as it stands. `null` is what was not asked or what nobody told. Moments are ISO 8601.
 */
export type Facts = {
  now: string;
  login: LoginFact;
  key: KeyFact | null;
  certificate: CertificateFact | null;
  clock: ClockFact | null;
  way: WayFact | null;
  exchange: ExchangeFact | null;
  api: ApiFact | null;
  /** What an administrator's org tells; without one, nobody knows. */
  org: OrgFacts | null;
  /** Why an administrator's org that was named told nothing. */
  orgTrouble: Trouble | null;
  /** For the commands that are told. */
  command: CommandFact;
};

/** A named error of another layer, as it is told to a person. */
export type Trouble = { name: string; message: string; actions: string[] };

/** Who logs in, at which host (an origin), for which audience. `trouble`: what can be seen to be wrong without a request. */
export type LoginFact = {
  clientId: string;
  username: string;
  host: string;
  audience: string;
  trouble: Trouble | null;
};

/** `sha256`: the fingerprint of the public key (`publicKeySha256` of keys/fingerprint), as `sf jwt inspect` shows it. */
export type KeyFact = { source: string; path: string | null } & (
  { bits: number; sha256: string; isOpenToOthers: boolean } | { trouble: Trouble }
);

/** A certificate file of the user. `sha256` is its own fingerprint, `publicKeySha256` that of its public key, as of a key. */
export type CertificateFact = { source: string; path: string | null } & (
  { sha256: string; publicKeySha256: string; notBefore: string; notAfter: string } | { trouble: Trouble }
);

/** How far this machine's clock is ahead of the host's (behind: negative), from the Date header of its answer. */
export type ClockFact = { aheadSeconds: number };

/**
 * The way to the host. `proxy`: the one that requests to it take, and the variable that names it; no user, no password.
 * `addresses`: what the host's name stands for here, none when nobody knows it; `null` where that is the proxy's to find out.
 * `site`: what answers there without a login; `null` when nothing can. Neither is looked at when the token endpoint answered.
 */
export type WayFact = {
  proxy: { variable: string; address: string } | null;
  addresses: string[] | null;
  site: SiteFact | null;
};

/** `org`: its id, of 15 characters, and its My Domain, an origin. `salesforce`: a host of Salesforce that tells no org. */
export type SiteFact =
  | { kind: 'org'; orgId: string; myDomain: string | null }
  | { kind: 'salesforce' }
  | { kind: 'other'; status: number; contentType: string | null }
  | { kind: 'failed'; trouble: Trouble };

/** What the token endpoint answered to the one assertion. `failed`: the way there, or what answered was not the endpoint. */
export type ExchangeFact =
  | {
      kind: 'granted';
      orgId: string;
      userId: string;
      instanceUrl: string;
      scope: string;
      isJwtToken: boolean;
    }
  | { kind: 'refused'; error: string; description: string }
  | { kind: 'failed'; trouble: Trouble };

/** What the API answered to the token. `errorCode` and `message` are the org's own. */
export type ApiFact =
  | { kind: 'proven' }
  | { kind: 'refused'; status: number; errorCode: string; message: string }
  | { kind: 'failed'; trouble: Trouble };

/** What an administrator's org says. `targetOrg`: how `sf` knows it, for commands. `host`: its My Domain, an origin. */
export type OrgFacts = {
  targetOrg: string;
  orgId: string;
  host: string;
  isSandbox: boolean | null;
  /** `false`: the org has no app of its own with the consumer key. `null`: it did not tell. */
  app: AppFact | false | null;
  /** Names of apps that have a certificate of the key, where none has the consumer key. */
  appsOfKey: string[];
  /** `false`: the org has no user of that name. */
  user: UserFact | false | null;
  /** Usernames near to the one that is not there, among them those with that e-mail address. */
  nearUsers: string[];
  /** The user's newest logins by OAuth, the newest first. */
  logins: LoginEntry[] | null;
};

export type LoginEntry = { at: string; status: string; application: string; sourceIp: string | null };

/**
 * `changedAt`: when the app, its certificate, its policies or who may use it changed last. `ipRelaxation` is no cause and no
 * remedy: the JWT bearer flow is held to the IP ranges of the profile whatever it says (help `connected_app_continuous_ip`).
 */
export type AppFact = {
  name: string;
  type: 'external-client-app' | 'connected-app';
  isEnabled: boolean | null;
  /** `false`: it has none. */
  certificate: { sha256: string; publicKeySha256: string; notAfter: string } | false | null;
  scopes: string[];
  permittedUsers: 'admin-approved' | 'self-authorized';
  permissionSets: string[];
  profiles: string[];
  /** Whether the user has one of the sets or profiles, in effect now. */
  admitsUser: boolean | null;
  ipRelaxation: 'enforce' | 'bypass' | 'bypass-2factor' | 'enforce-relax-refresh';
  sessionLevel: 'low' | 'standard' | 'high-assurance';
  issuesJwtTokens: boolean;
  changedAt: string | null;
};

/**
 * `isInLoginHours`, `loginIpRanges`: of the profile; an empty list holds nobody. Hours are of a time zone that no API tells:
 * `null`, too, where that decides. A login that was refused for them has the status `Restricted time` in the login history.
 */
export type UserFact = {
  id: string;
  username: string;
  isActive: boolean;
  isFrozen: boolean | null;
  /** Of the UserLogin record, by which a user is unfrozen. */
  userLoginId: string | null;
  hasApiAccess: boolean | null;
  userType: string;
  profile: string | null;
  license: string | null;
  isInLoginHours: boolean | null;
  loginIpRanges: Array<{ start: string; end: string }> | null;
};

/**
 * `again`: the words after `sf` of the line that looks into the same login again, without `--target-org` and `--fix`. `login`:
 * the words of the flags that say the login. `certificateFile`: one of the key's, for the command that puts it into an app. `entry`: what `sf` has
 * stored of the login, by alias or username, where all of it came from there.
 */
export type CommandFact = {
  again: string[];
  login: string[];
  certificateFile: string | null;
  entry: string | null;
};
