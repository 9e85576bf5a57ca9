// Apps in a simulated org that a client logs in to by JWT, and the key for them. Nothing of the plugin has made them.
import { settleDeploys, startDeploy } from '../../src/simulator/metadata/deploy-queue.ts';
import { addPermissionSet, assignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, externalApp, filesOf, zipOf } from '../simulator/app-files.ts';
import { deployUser, testKey } from '../simulator/org-client.ts';

export const CONNECTED_KEY = '3MVG9ConnectedAppOfTheTest';
export const EXTERNAL_KEY = '3MVG9ExternalClientAppOfTheTest';

/** Installs a Connected App, which also answers at login, and an External Client App, which does not; for the deploy user. */
export function installJwtApps(simulator: Simulator): void {
  const { org } = simulator;
  addPermissionSet(org, 'Jwt_CI_Access');
  assignPermissionSet(org, deployUser(simulator), 'Jwt_CI_Access');
  const common = { certificate: testKey().certificate, permissionSet: 'Jwt_CI_Access' };
  const pieces = [
    connectedApp({ ...common, consumerKey: CONNECTED_KEY }),
    ...externalApp({ ...common, consumerKey: EXTERNAL_KEY }),
  ];
  const upload = { zip: zipOf(filesOf(pieces)), options: { singlePackage: true }, version: 66 };
  const deploy = startDeploy(org, upload, org.records.users[0]!, org.now());
  settleDeploys(org, org.now());
  if (!('outcome' in deploy) || deploy.outcome?.status !== 'Succeeded') {
    throw new Error(`The simulated org refused the apps: ${JSON.stringify(deploy)}`);
  }
}
