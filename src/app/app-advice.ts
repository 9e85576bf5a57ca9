import { Messages } from '@salesforce/core/messages';
import type { AppType } from './app-type.ts';
import type { CertificateState } from './certificate-state.ts';
import { refreshScopes } from './scopes.ts';
import type { AppSettings } from './settings.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-advice');

/** What an advice is about; `null` is what the org did not tell. `targetOrg`: the org as `sf` knows it, for commands. */
export type AdvisedApp = {
  type: AppType;
  name: string;
  settings: AppSettings;
  certificate: CertificateState | null;
  isEnabled: boolean | null;
  userCount: number | null;
  targetOrg: string;
};

/** `stopsLogin`: with it, the org refuses every JWT login, or the session is good for nothing. */
export type Advice = { name: string; message: string; action: string; stopsLogin: boolean };

type Rule = {
  name: string;
  stopsLogin?: true;
  strikes: (app: AdvisedApp) => boolean;
  /** For the message. */
  tokens?: (app: AdvisedApp) => Array<string | number>;
};

/**
 * What stops a JWT login, or will, as far as the app's own settings show it. What orgs answer to each, with sources: TOKEN-02,
 * 04, 05, 09, TOKEN-01, OAUTH-15 and SOAP-03 in src/simulator/README.md.
 */
const rules: readonly Rule[] = [
  { name: 'AppDisabled', stopsLogin: true, strikes: ({ isEnabled }) => isEnabled === false },
  { name: 'NoCertificate', stopsLogin: true, strikes: ({ certificate }) => certificate === null },
  {
    name: 'CertificateNotBegun',
    strikes: ({ certificate }) => certificate?.state === 'not-begun',
    tokens: ({ certificate }) => [day(certificate?.notBefore)],
  },
  {
    // whether orgs mind is not documented; logins after the end were reported (TOKEN-55)
    name: 'CertificateEnded',
    strikes: ({ certificate }) => certificate?.state === 'ended',
    tokens: ({ certificate }) => [day(certificate?.notAfter)],
  },
  {
    name: 'CertificateEndsSoon',
    strikes: ({ certificate }) => certificate?.state === 'ends-soon',
    tokens: ({ certificate }) => [day(certificate?.notAfter), certificate?.daysLeft ?? 0],
  },
  {
    name: 'NoRefreshToken',
    stopsLogin: true,
    strikes: ({ settings }) => !settings.scopes.some((scope) => refreshScopes.includes(scope)),
  },
  { name: 'SelfAuthorized', strikes: ({ settings }) => settings.permittedUsers === 'self-authorized' },
  {
    name: 'NobodyAdmitted',
    stopsLogin: true,
    strikes: ({ settings }) => isApproved(settings) && admitted(settings).length === 0,
  },
  {
    name: 'NoUser',
    stopsLogin: true,
    strikes: ({ settings, userCount }) =>
      isApproved(settings) && admitted(settings).length > 0 && userCount === 0,
    tokens: ({ settings }) => [admitted(settings).join(', ')],
  },
  {
    name: 'HighAssurance',
    stopsLogin: true,
    strikes: ({ settings }) => settings.sessionLevel === 'high-assurance',
  },
  { name: 'JwtTokens', strikes: ({ settings }) => settings.issuesJwtTokens },
];

/** What to know of an app before one logs in with it, in the order in which an org looks. */
export function adviseOn(app: AdvisedApp): Advice[] {
  const { name: appName, type, targetOrg } = app;
  return rules
    .filter(({ strikes }) => strikes(app))
    .map(({ name, stopsLogin = false, tokens }) => ({
      name,
      message: messages.getMessage(`advice.${name}`, tokens?.(app) ?? []),
      action: messages.getMessage(`advice.${name}.action`, [appName, type, targetOrg]),
      stopsLogin,
    }));
}

const day = (moment: string | undefined): string => moment?.slice(0, 10) ?? '';

const isApproved = ({ permittedUsers }: AppSettings): boolean => permittedUsers === 'admin-approved';

const admitted = ({ permissionSets, profiles }: AppSettings): string[] => [...permissionSets, ...profiles];
