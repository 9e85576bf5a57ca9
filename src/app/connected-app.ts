import { certificateBody } from '../certificates/parse.ts';
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
  type PartRecords,
} from './app-kind.ts';
import type { ComponentFields } from './metadata-files.ts';
import type { IpRange, RefreshTokenPolicy } from './settings.ts';

const ipRelaxations = {
  enforce: 'ENFORCE',
  bypass: 'BYPASS',
  'bypass-2factor': 'BYPASS_2FACTOR',
  'enforce-relax-refresh': 'ENFORCE_RELAXREFRESH',
} as const;

const refreshKinds = { lifetime: 'specific_lifetime', inactivity: 'specific_inactivity' } as const;

/** The groups of elements that nearly all settings lie in. */
const group = (parts: PartRecords, name: string): ComponentRecord =>
  (parts['app']?.[name] ?? {}) as ComponentRecord;
const oauthConfig = (parts: PartRecords): ComponentRecord => group(parts, 'oauthConfig');

const inConfig = (fields: ComponentFields): { app: ComponentFields } => ({ app: { oauthConfig: fields } });
const inPolicy = (fields: ComponentFields): { app: ComponentFields } => ({ app: { oauthPolicy: fields } });

/**
 * A Connected App: one component. It finds permission sets by label, an External Client App by API name
 * (`github.com/fransflippo/sfdx-ci-plugin`); whoever reads or writes one turns the one into the other.
 */
export const connectedApp: AppKind = {
  parts: { app: { type: 'ConnectedApp', folder: 'connectedApps', suffix: 'connectedApp' } },
  settings: {
    label: { read: ({ app }) => textOf(app?.['label']) ?? '', write: (label) => ({ app: { label } }) },
    contactEmail: {
      read: ({ app }) => textOf(app?.['contactEmail']) ?? '',
      write: (contactEmail) => ({ app: { contactEmail } }),
    },
    description: {
      read: ({ app }) => textOf(app?.['description']) ?? '',
      write: (description) => ({ app: { description: textOf(description) } }),
    },
    callbackUrls: {
      read: (parts) => splitList(oauthConfig(parts)['callbackUrl'], /\s+/),
      write: (urls) => inConfig({ callbackUrl: joinList(urls, '\n') }),
    },
    certificate: {
      read: (parts) => readCertificate(oauthConfig(parts)['certificate']),
      // the form in which orgs return it
      write: (certificate) => inConfig({ certificate: certificate && certificateBody(certificate) }),
    },
    scopes: {
      read: (parts) => listOf<string>(oauthConfig(parts)['scopes']),
      write: (scopes) => inConfig({ scopes }),
    },
    permittedUsers: {
      read: (parts) => (isTrue(oauthConfig(parts)['isAdminApproved']) ? 'admin-approved' : 'self-authorized'),
      write: (value) => inConfig({ isAdminApproved: value === 'admin-approved' }),
    },
    permissionSets: {
      read: ({ app }) => listOf<string>(app?.['permissionSetName']).filter(Boolean),
      write: (names) => ({ app: { permissionSetName: orOneEmpty(names) } }),
    },
    profiles: {
      read: ({ app }) => listOf<string>(app?.['profileName']).filter(Boolean),
      write: (names) => ({ app: { profileName: orOneEmpty(names) } }),
    },
    ipRelaxation: {
      read: (parts) => nameOf(ipRelaxations, group(parts, 'oauthPolicy')['ipRelaxation'], 'enforce'),
      write: (value) => inPolicy({ ipRelaxation: ipRelaxations[value] }),
    },
    ipRanges: {
      read: ({ app }) => listOf<ComponentRecord>(app?.['ipRanges']).map(readRange),
      write: (ranges) => ({
        app: { ipRanges: ranges.map(({ start, end, description }) => ({ description, end, start })) },
      }),
    },
    refreshToken: {
      read: (parts) => readRefreshToken(group(parts, 'oauthPolicy')['refreshTokenPolicy']),
      write: (policy) => inPolicy({ refreshTokenPolicy: writeRefreshToken(policy) }),
    },
    sessionLevel: {
      read: (parts) =>
        textOf(group(parts, 'sessionPolicy')['sessionLevel']) === 'HIGH_ASSURANCE'
          ? 'high-assurance'
          : 'standard',
      write: (level) => ({
        app: {
          sessionPolicy: {
            policyAction: level === 'high-assurance' ? 'RaiseSessionLevel' : undefined,
            sessionLevel: level === 'high-assurance' ? 'HIGH_ASSURANCE' : undefined,
          },
        },
      }),
    },
    sessionTimeoutMinutes: {
      read: (parts) => numberOf(group(parts, 'sessionPolicy')['sessionTimeout']),
      write: (minutes) => ({ app: { sessionPolicy: { sessionTimeout: minutes?.toString() } } }),
    },
    issuesJwtTokens: {
      read: (parts) => isTrue(oauthConfig(parts)['isNamedUserJwtEnabled']),
      write: (isNamedUserJwtEnabled) => inConfig({ isNamedUserJwtEnabled }),
    },
  },
  fixed: ({ consumerKey }) =>
    inConfig({
      consumerKey,
      isConsumerSecretOptional: true,
      isPkceRequired: true,
      isSecretRequiredForRefreshToken: false,
    }),
  consumerKey: (parts) => textOf(oauthConfig(parts)['consumerKey']),
};

/** One empty element clears the list (Metadata guide, ConnectedApp). */
const orOneEmpty = (names: readonly string[]): readonly string[] => (names.length > 0 ? names : ['']);

function readRange(range: ComponentRecord): IpRange {
  const description = textOf(range['description']);
  return {
    start: textOf(range['start']) ?? '',
    end: textOf(range['end']) ?? '',
    ...(description === undefined ? {} : { description }),
  };
}

/** `specific_lifetime:90:DAYS` and the like. */
function readRefreshToken(value: unknown): RefreshTokenPolicy {
  const [type = '', period = '', unit = ''] = (textOf(value) ?? 'infinite').split(':');
  if (type === 'zero' || type === 'infinite') return { kind: type };
  return {
    kind: nameOf(refreshKinds, type, 'lifetime'),
    period: Number(period),
    unit: nameOf({ hours: 'HOURS', days: 'DAYS', months: 'MONTHS' }, unit, 'days'),
  };
}

function writeRefreshToken(policy: RefreshTokenPolicy): string {
  if (!('period' in policy)) return policy.kind;
  return [refreshKinds[policy.kind], policy.period, policy.unit.toUpperCase()].join(':');
}
