import { addPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import type { Piece } from './app-files.ts';
import { startOrg } from './org-client.ts';

/** The components of an app named Jwt_CI, one by one, and the org that they are deployed to. */
export const HEADER = '<contactEmail>ops@example.com</contactEmail>';
export const OWNER = '<externalClientApplication>Jwt_CI</externalClientApplication>';
export const CALLBACK = '<callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>';
export const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
export const SETTINGS = 'ExtlClntAppOauthSettings';
export const POLICY = 'ExtlClntAppOauthConfigurablePolicies';
export const SWITCHES = 'ExtlClntAppConfigurablePolicies';
export const header: Piece = ['ExternalClientApplication', 'Jwt_CI', HEADER];
export const settings: Piece = [
  SETTINGS,
  'Jwt_CI',
  `<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>${OWNER}`,
];
export const global: Piece = [GLOBAL, 'Jwt_CI', CALLBACK + OWNER];

export async function emptyOrg(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startOrg({ appConsumerKeyTaken: ['TakenElsewhere'], ...options });
  addPermissionSet(simulator.org, 'Known', 'Known by label');
  return simulator;
}

export function storedText(simulator: Simulator, type: string, name: string): string | undefined {
  const component = simulator.org.records.components.find((item) => item.type === type);
  return component?.elements.find((item) => item.name === name)?.text;
}
