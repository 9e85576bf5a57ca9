import { strToU8, zipSync } from 'fflate';

/** Paths and texts of a deploy zip. */
export type Files = Record<string, string>;

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

export const FOLDERS = {
  ExternalClientApplication: ['externalClientApps', 'eca'],
  ExtlClntAppGlobalOauthSettings: ['extlClntAppGlobalOauthSets', 'ecaGlblOauth'],
  ExtlClntAppOauthSettings: ['extlClntAppOauthSettings', 'ecaOauth'],
  ExtlClntAppOauthConfigurablePolicies: ['extlClntAppOauthPolicies', 'ecaOauthPlcy'],
  ExtlClntAppConfigurablePolicies: ['extlClntAppPolicies', 'ecaPlcy'],
  ConnectedApp: ['connectedApps', 'connectedApp'],
  PermissionSet: ['permissionsets', 'permissionset'],
  ExternalClientAppSettings: ['settings', 'settings'],
} as const;

export type TypeName = keyof typeof FOLDERS;
/** One component: type, name, and the XML inside its root element. */
export type Piece = [type: TypeName, fullName: string, content: string];

export function pathOf(type: TypeName, fullName: string): string {
  const [folder, suffix] = FOLDERS[type];
  return `${folder}/${fullName}.${suffix}`;
}

export function manifest(members: [type: string, fullName: string][], version = '66.0'): string {
  const types = members.map(
    ([type, fullName]) => `<types><members>${fullName}</members><name>${type}</name></types>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><Package xmlns="${NAMESPACE}">${types.join('')}<version>${version}</version></Package>`;
}

/** All settings go by one name in package.xml. */
function manifestName(type: TypeName): string {
  return type === 'ExternalClientAppSettings' ? 'Settings' : type;
}

export function filesOf(pieces: Piece[], version?: string): Files {
  const files = pieces.map(([type, fullName, content]) => [
    pathOf(type, fullName),
    `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="${NAMESPACE}">${content}</${type}>`,
  ]);
  const members = pieces.map(([type, fullName]) => [manifestName(type), fullName] as [string, string]);
  return { 'package.xml': manifest(members, version), ...(Object.fromEntries(files) as Files) };
}

export function zipOf(files: Files): Buffer {
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))),
  );
}

export type AppOptions = {
  name?: string;
  certificate?: string;
  scopes?: string;
  consumerKey?: string;
  permissionSet?: string;
  policyType?: string;
  policyExtra?: string;
  globalExtra?: string;
};

export const CONSUMER_KEY = 'SimulatedConsumerKey0123456789abcdefghijklmnopqrstuvwxyz';

/** The four components of a JWT External Client App. */
export function externalApp(options: AppOptions): Piece[] {
  const { name = 'Jwt_CI', certificate, scopes = 'Api, Web, RefreshToken', permissionSet } = options;
  const owner = `<externalClientApplication>${name}</externalClientApplication>`;
  const optional = (tag: string, text: string | undefined) =>
    text === undefined ? '' : `<${tag}>${text}</${tag}>`;
  return [
    [
      'ExternalClientApplication',
      name,
      `<contactEmail>ops@example.com</contactEmail><label>${name} app</label>`,
    ],
    [
      'ExtlClntAppGlobalOauthSettings',
      name,
      '<callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>' +
        optional('certificate', certificate) +
        optional('consumerKey', options.consumerKey) +
        owner +
        (options.globalExtra ?? ''),
    ],
    [
      'ExtlClntAppOauthSettings',
      name,
      `<commaSeparatedOauthScopes>${scopes}</commaSeparatedOauthScopes>${owner}`,
    ],
    [
      'ExtlClntAppOauthConfigurablePolicies',
      name,
      optional('commaSeparatedPermissionSet', permissionSet) +
        owner +
        `<permittedUsersPolicyType>${options.policyType ?? 'AdminApprovedPreAuthorized'}</permittedUsersPolicyType>` +
        (options.policyExtra ?? ''),
    ],
  ];
}

/** A JWT Connected App. */
export function connectedApp(options: AppOptions & { extra?: string }): Piece {
  const scopes = (options.scopes ?? 'Api,Web,RefreshToken')
    .split(',')
    .map((scope) => `<scopes>${scope.trim()}</scopes>`);
  const key = options.consumerKey === undefined ? '' : `<consumerKey>${options.consumerKey}</consumerKey>`;
  const certificate =
    options.certificate === undefined ? '' : `<certificate>${options.certificate}</certificate>`;
  const grant =
    options.permissionSet === undefined
      ? ''
      : `<permissionSetName>${options.permissionSet}</permissionSetName>`;
  return [
    'ConnectedApp',
    options.name ?? 'Jwt_Old',
    '<contactEmail>ops@example.com</contactEmail><label>Jwt Old</label><oauthConfig>' +
      `<callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>${certificate}${key}` +
      `<isAdminApproved>true</isAdminApproved>${scopes.join('')}</oauthConfig>${grant}${options.extra ?? ''}`,
  ];
}
