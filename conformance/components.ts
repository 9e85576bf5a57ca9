import { strToU8, zipSync } from 'fflate';

/** One component: its type, name, and the XML inside its root element. */
export type Piece = { type: ComponentType; fullName: string; content: string };

export const HEADER = 'ExternalClientApplication';
export const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
export const SETTINGS = 'ExtlClntAppOauthSettings';
export const POLICY = 'ExtlClntAppOauthConfigurablePolicies';
export const SWITCHES = 'ExtlClntAppConfigurablePolicies';

const places = {
  [HEADER]: ['externalClientApps', 'eca'],
  [GLOBAL]: ['extlClntAppGlobalOauthSets', 'ecaGlblOauth'],
  [SETTINGS]: ['extlClntAppOauthSettings', 'ecaOauth'],
  [POLICY]: ['extlClntAppOauthPolicies', 'ecaOauthPlcy'],
  [SWITCHES]: ['extlClntAppPolicies', 'ecaPlcy'],
  ConnectedApp: ['connectedApps', 'connectedApp'],
  PermissionSet: ['permissionsets', 'permissionset'],
} as const;

export type ComponentType = keyof typeof places;

/** The types that an External Client App consists of. */
export const appTypes = [HEADER, GLOBAL, SETTINGS, POLICY, SWITCHES] as const;

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Paths and texts of a package. */
export type Files = Record<string, string>;

/** One element; undefined leaves it out. */
export function tag(name: string, text: string | undefined): string {
  const escaped = text?.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return escaped === undefined ? '' : `<${name}>${escaped}</${name}>`;
}

export type Member = { type: string; fullName: string };

export function writeManifest(members: Member[], version: string): string {
  const types = members.map(
    ({ type, fullName }) => `<types>${tag('members', fullName)}${tag('name', type)}</types>`,
  );
  return `${DECLARATION}<Package xmlns="${NAMESPACE}">${types.join('')}${tag('version', version)}</Package>`;
}

export function pathOf({ type, fullName }: Piece): string {
  const [folder, suffix] = places[type];
  return `${folder}/${fullName}.${suffix}`;
}

export function writePiece({ type, content }: Piece): string {
  return `${DECLARATION}<${type} xmlns="${NAMESPACE}">${content}</${type}>`;
}

/** The files of a package with these pieces. */
export function packageOf(pieces: Piece[], version: string): Files {
  const files = pieces.map((piece) => [pathOf(piece), writePiece(piece)]);
  return { 'package.xml': writeManifest(pieces, version), ...(Object.fromEntries(files) as Files) };
}

/** A package that deletes. */
export function deletionOf(members: Member[], version: string): Files {
  return {
    'package.xml': writeManifest([], version),
    'destructiveChanges.xml': writeManifest(members, version),
  };
}

export function zipOf(files: Files): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
}

export type AppOptions = {
  name: string;
  certificate?: string;
  consumerKey?: string;
  consumerSecret?: string;
  scopes?: string;
  policy?: 'AllSelfAuthorized' | 'AdminApprovedPreAuthorized' | 'none';
  permissionSet?: string;
  /** Elements of the global settings and of the policy besides. */
  globalExtra?: string;
  policyExtra?: string;
  isDisabled?: boolean;
};

export const CALLBACK = 'http://localhost:1717/OauthRedirect';

function writePolicy(owner: string, policy: string, { permissionSet, policyExtra = '' }: AppOptions): string {
  const type = tag('permittedUsersPolicyType', policy);
  return tag('commaSeparatedPermissionSet', permissionSet) + owner + type + policyExtra;
}

/** The components of an External Client App for JWT logins: header, two of settings, policy, and a switch if it is off. */
export function writeApp(options: AppOptions): Piece[] {
  const { name, scopes = 'Api, Web, RefreshToken', policy = 'AdminApprovedPreAuthorized' } = options;
  const owner = tag('externalClientApplication', name);
  const piece = (type: ComponentType, content: string): Piece => ({ type, fullName: name, content });
  return [
    piece(HEADER, tag('contactEmail', 'ops@example.com') + tag('label', name)),
    piece(
      GLOBAL,
      tag('callbackUrl', CALLBACK) +
        tag('certificate', options.certificate) +
        tag('consumerKey', options.consumerKey) +
        tag('consumerSecret', options.consumerSecret) +
        owner +
        (options.globalExtra ?? ''),
    ),
    piece(SETTINGS, tag('commaSeparatedOauthScopes', scopes) + owner),
    ...(policy === 'none' ? [] : [piece(POLICY, writePolicy(owner, policy, options))]),
    ...(options.isDisabled === true ? [piece(SWITCHES, owner + tag('isEnabled', 'false'))] : []),
  ];
}
