import type { X509Certificate } from 'node:crypto';

/** Whether an app holds logins to the IP ranges of profiles and org: not, strictly, or only once more from outside them. */
export type IpRelaxation = 'enforce' | 'bypass' | 'bypass-2factor' | 'enforce-relax-refresh';

/** How long a refresh token lives; the JWT bearer flow never issues one, other flows of the same app do. */
export type RefreshTokenPolicy =
  | { kind: 'zero' }
  | { kind: 'infinite' }
  | { kind: 'lifetime' | 'inactivity'; period: number; unit: 'hours' | 'days' | 'months' };

/** Addresses from which the app is trusted, first and last. */
export type IpRange = { start: string; end: string; description?: string };

/** `high-assurance` stops JWT logins, which cannot step up. */
export type SessionLevel = 'low' | 'standard' | 'high-assurance';

/** What a person decides about an app, in words that both kinds of app share. */
export type AppSettings = {
  label: string;
  contactEmail: string;
  /** Empty for none. */
  description: string;
  callbackUrls: string[];
  /** Its presence is what switches the JWT bearer flow on. */
  certificate: X509Certificate | undefined;
  scopes: string[];
  /** `admin-approved`: only users with one of the permission sets or profiles, and they need not approve. */
  permittedUsers: 'admin-approved' | 'self-authorized';
  /** API names. */
  permissionSets: string[];
  /** Names as the org shows them, in its language. */
  profiles: string[];
  ipRelaxation: IpRelaxation;
  ipRanges: IpRange[];
  refreshToken: RefreshTokenPolicy;
  sessionLevel: SessionLevel;
  /** `undefined`: as the profile says. */
  sessionTimeoutMinutes: number | undefined;
  /** Access tokens in JWT format, which SOAP and so most of `sf` refuse; not the JWT bearer flow. */
  issuesJwtTokens: boolean;
};

export type SettingName = keyof AppSettings;

/** What a new app has where nothing else was asked for: the least that a JWT login needs. */
export const defaultSettings = {
  description: '',
  callbackUrls: ['http://localhost:1717/OauthRedirect'],
  scopes: ['Api', 'RefreshToken'],
  permittedUsers: 'admin-approved',
  profiles: [],
  ipRelaxation: 'enforce',
  ipRanges: [],
  // the flow never issues a refresh token, so none needs to live
  refreshToken: { kind: 'zero' },
  sessionLevel: 'standard',
  sessionTimeoutMinutes: undefined,
  issuesJwtTokens: false,
} satisfies Partial<AppSettings>;
