// An org with apps that `sf jwt app create` would not make like this, and the connection that a command would hand a flow.
import { X509Certificate } from 'node:crypto';
import { AuthRemover, Org } from '@salesforce/core';
import { buildCertificate, exactValidity } from '../../../src/certificates/build.ts';
import { commonNameSubject } from '../../../src/certificates/subject.ts';
import { storeSession } from '../../../src/io/auth-store.ts';
import type { OrgConnection } from '../../../src/io/org-call.ts';
import { generateKeyPair } from '../../../src/keys/generate.ts';
import type { Simulator, SimulatorOptions } from '../../../src/simulator/server.ts';
import { filesOf, type Piece } from '../../simulator/app-files.ts';
import { deploy, startOrg, stopOrgs } from '../../simulator/org-client.ts';
import { pemBody } from '../../simulator/openssl-keys.ts';

/** The moment of all tests here, and of the orgs' clocks. */
export const NOW = new Date('2026-11-25T12:00:00Z');

export type OrgOfApps = {
  simulator: Simulator;
  connection: OrgConnection;
  /** Deploys components, and throws what the org says against them. */
  add: (...pieces: Piece[]) => Promise<void>;
  /** What the org was asked since `forget`. */
  requestLines: () => string[];
  forget: () => void;
};

const usernames = new Set<string>();

export async function openOrg(options: SimulatorOptions = {}): Promise<OrgOfApps> {
  const simulator = await startOrg({ now: () => NOW, allowConnectedApps: true, ...options });
  const { username, accessToken } = simulator.admin;
  usernames.add(username);
  await storeSession({
    alias: 'simulator',
    username,
    orgId: simulator.orgId,
    instanceUrl: simulator.origin.origin,
    accessToken,
    orgEdition: 'Developer Edition',
  });
  const org = await Org.create({ aliasOrUsername: 'simulator' });
  let forgotten = 0;
  return {
    simulator,
    connection: org.getConnection(),
    add: async (...pieces) => {
      const { problems } = await deploy(simulator, filesOf(pieces));
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
    requestLines: () =>
      simulator.requests.slice(forgotten).map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`),
    forget: () => (forgotten = simulator.requests.length),
  };
}

export async function closeOrgs(): Promise<void> {
  const remover = await AuthRemover.create();
  for (const username of usernames) await remover.removeAuth(username);
  usernames.clear();
  await stopOrgs();
}

/** A certificate that ends so many days after `NOW`; the one line of base64 that goes into a component. */
export async function certificateFor(days: number): Promise<{ body: string; certificate: X509Certificate }> {
  const pair = await generateKeyPair(2048);
  const begin = new Date(NOW.getTime() - 400 * 24 * 60 * 60 * 1000);
  const pem = await buildCertificate(pair, commonNameSubject('ci'), exactValidity(begin, 400 + days));
  return { body: pemBody(pem), certificate: new X509Certificate(pem) };
}

/** An External Client App whose parts have the names that are given, without those that have none. */
export function appOfParts(
  name: string,
  {
    label = name,
    certificate,
    names,
    policy = '',
    scopes = 'Api, RefreshToken',
  }: {
    label?: string;
    certificate?: string;
    names: { global: string; oauth: string; policy?: string };
    policy?: string;
    scopes?: string;
  },
): Piece[] {
  const owner = `<externalClientApplication>${name}</externalClientApplication>`;
  const certificateElement = certificate === undefined ? '' : `<certificate>${certificate}</certificate>`;
  return [
    [
      'ExternalClientApplication',
      name,
      `<contactEmail>ops@example.com</contactEmail><label>${label}</label>`,
    ],
    [
      'ExtlClntAppGlobalOauthSettings',
      names.global,
      `<callbackUrl>https://example.com/back</callbackUrl>${certificateElement}${owner}`,
    ],
    [
      'ExtlClntAppOauthSettings',
      names.oauth,
      `<commaSeparatedOauthScopes>${scopes}</commaSeparatedOauthScopes>${owner}`,
    ],
    ...(names.policy === undefined
      ? []
      : [['ExtlClntAppOauthConfigurablePolicies', names.policy, policy + owner] as Piece]),
  ];
}

/** Policies that admit one permission set, and the profiles that are named. */
export const admitting = (permissionSet: string, profiles = ''): string =>
  `<commaSeparatedPermissionSet>${permissionSet}</commaSeparatedPermissionSet>` +
  (profiles === '' ? '' : `<commaSeparatedProfile>${profiles}</commaSeparatedProfile>`) +
  '<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>';
