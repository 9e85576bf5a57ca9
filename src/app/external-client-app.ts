import {
  isTrue,
  joinList,
  listOf,
  nameOf,
  numberOf,
  readCertificate,
  splitList,
  textOf,
  type AppKind,
  type ComponentRecord,
} from './app-kind.ts';
import type { AppSettings, IpRange, RefreshTokenPolicy } from './settings.ts';

const permittedUsers = {
  'admin-approved': 'AdminApprovedPreAuthorized',
  'self-authorized': 'AllSelfAuthorized',
} as const;

const ipRelaxations = {
  enforce: 'Enforce',
  bypass: 'Bypass',
  'bypass-2factor': 'Bypass_2factor',
  'enforce-relax-refresh': 'Enforce_RelaxRefresh',
} as const;

const refreshKinds = {
  zero: 'Zero',
  infinite: 'Infinite',
  lifetime: 'SpecificLifetime',
  inactivity: 'SpecificInactivity',
} as const;

const units = { hours: 'Hours', days: 'Days', months: 'Months' } as const;

const sessionLevels = { low: 'LOW', standard: 'STANDARD', 'high-assurance': 'HIGH_ASSURANCE' } as const;

/**
 * An External Client App: four components, all with the app's own name when we make them. A certificate in the global OAuth
 * settings is what switches the JWT bearer flow on; there is no other flag (Metadata guide, ExtlClntAppGlobalOauthSettings).
 */
export const externalClientApp: AppKind = {
  parts: {
    header: { type: 'ExternalClientApplication', folder: 'externalClientApps', suffix: 'eca' },
    globalOauth: {
      type: 'ExtlClntAppGlobalOauthSettings',
      folder: 'extlClntAppGlobalOauthSets',
      suffix: 'ecaGlblOauth',
    },
    oauth: { type: 'ExtlClntAppOauthSettings', folder: 'extlClntAppOauthSettings', suffix: 'ecaOauth' },
    policies: {
      type: 'ExtlClntAppOauthConfigurablePolicies',
      folder: 'extlClntAppOauthPolicies',
      suffix: 'ecaOauthPlcy',
    },
  },
  settings: {
    label: {
      read: ({ header }) => textOf(header?.['label']) ?? '',
      write: (label) => ({ header: { label } }),
    },
    contactEmail: {
      read: ({ header }) => textOf(header?.['contactEmail']) ?? '',
      write: (contactEmail) => ({ header: { contactEmail } }),
    },
    description: {
      read: ({ header }) => textOf(header?.['description']) ?? '',
      write: (description) => ({ header: { description: textOf(description) } }),
    },
    callbackUrls: {
      read: ({ globalOauth }) => splitList(globalOauth?.['callbackUrl'], /\s+/),
      write: (urls) => ({ globalOauth: { callbackUrl: joinList(urls, '\n') } }),
    },
    certificate: {
      read: ({ globalOauth }) => readCertificate(globalOauth?.['certificate']),
      // full PEM is the best attested of the forms that orgs take
      write: (certificate) => ({ globalOauth: { certificate: certificate?.toString() } }),
    },
    scopes: {
      read: ({ oauth }) => splitList(oauth?.['commaSeparatedOauthScopes']),
      write: (scopes) => ({ oauth: { commaSeparatedOauthScopes: joinList(scopes) } }),
    },
    permittedUsers: {
      read: ({ policies }) =>
        nameOf(permittedUsers, policies?.['permittedUsersPolicyType'], 'self-authorized'),
      write: (value) => ({ policies: { permittedUsersPolicyType: permittedUsers[value] } }),
    },
    permissionSets: {
      read: ({ policies }) => splitList(policies?.['commaSeparatedPermissionSet']),
      write: (names) => ({ policies: { commaSeparatedPermissionSet: joinList(names) } }),
    },
    profiles: {
      read: ({ policies }) => splitList(policies?.['commaSeparatedProfile']),
      write: (names) => ({ policies: { commaSeparatedProfile: joinList(names) } }),
    },
    ipRelaxation: {
      read: ({ policies }) => nameOf(ipRelaxations, policies?.['ipRelaxationPolicyType'], 'enforce'),
      write: (value) => ({ policies: { ipRelaxationPolicyType: ipRelaxations[value] } }),
    },
    ipRanges: {
      read: ({ oauth }) => listOf<ComponentRecord>(oauth?.['trustedIpRanges']).map(readRange),
      write: (ranges) => ({ oauth: { trustedIpRanges: ranges.map(writeRange) } }),
    },
    refreshToken: {
      read: ({ policies = {} }) => readRefreshToken(policies),
      write: (policy) => ({ policies: writeRefreshToken(policy) }),
    },
    sessionLevel: {
      read: ({ policies }) => nameOf(sessionLevels, policies?.['requiredSessionLevel'], 'standard'),
      write: (level) => ({ policies: { requiredSessionLevel: sessionLevels[level] } }),
    },
    sessionTimeoutMinutes: {
      read: ({ policies }) => numberOf(policies?.['sessionTimeoutInMinutes']),
      write: (minutes) => ({ policies: { sessionTimeoutInMinutes: minutes?.toString() } }),
    },
    issuesJwtTokens: {
      read: ({ globalOauth }) => isTrue(globalOauth?.['isNamedUserJwtEnabled']),
      write: (isNamedUserJwtEnabled) => ({ globalOauth: { isNamedUserJwtEnabled } }),
    },
  },
  fixed: ({ name, label, consumerKey }) => ({
    header: { distributionState: 'Local', isProtected: false },
    globalOauth: {
      consumerKey,
      externalClientApplication: name,
      isConsumerSecretOptional: true,
      isPkceRequired: true,
      isSecretRequiredForRefreshToken: false,
      label,
      shouldRotateConsumerKey: false,
      shouldRotateConsumerSecret: false,
    },
    oauth: { externalClientApplication: name, label },
    policies: { externalClientApplication: name, label },
  }),
  consumerKey: ({ globalOauth }) => textOf(globalOauth?.['consumerKey']),
};

function readRange(range: ComponentRecord): IpRange {
  const description = textOf(range['description']);
  return {
    start: textOf(range['startIpAddress']) ?? '',
    end: textOf(range['endIpAddress']) ?? '',
    ...(description === undefined ? {} : { description }),
  };
}

const writeRange = ({ start, end, description }: IpRange): Record<string, string | undefined> => ({
  description,
  endIpAddress: end,
  startIpAddress: start,
});

function readRefreshToken(policies: ComponentRecord): RefreshTokenPolicy {
  const kind = nameOf(refreshKinds, policies['refreshTokenPolicyType'], 'infinite');
  if (kind === 'zero' || kind === 'infinite') return { kind };
  return {
    kind,
    period: numberOf(policies['refreshTokenValidityPeriod']) ?? 0,
    unit: nameOf(units, policies['refreshTokenValidityUnit'], 'days'),
  };
}

/** A period belongs to the two specific kinds alone. */
function writeRefreshToken(policy: AppSettings['refreshToken']): Record<string, string | undefined> {
  const hasPeriod = 'period' in policy;
  return {
    refreshTokenPolicyType: refreshKinds[policy.kind],
    refreshTokenValidityPeriod: hasPeriod ? String(policy.period) : undefined,
    refreshTokenValidityUnit: hasPeriod ? units[policy.unit] : undefined,
  };
}
