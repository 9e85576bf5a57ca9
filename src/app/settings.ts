/** Whether an app holds logins to the IP ranges of profiles and org: not, strictly, or only once more from outside them. */
export type IpRelaxation = 'enforce' | 'bypass' | 'bypass-2factor' | 'enforce-relax-refresh';

/** How long a refresh token lives; the JWT bearer flow never issues one, other flows of the same app do. */
export type RefreshTokenPolicy =
  | { kind: 'zero' }
  | { kind: 'infinite' }
  | { kind: 'lifetime' | 'inactivity'; period: number; unit: 'hours' | 'days' | 'months' };
