// An org with an app that takes a JWT login, and what `readOrgFacts` tells an administrator of it. `NOW` is a Wednesday, noon in
// UTC and four in the morning in the org's time zone.
import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import type { AppFact, OrgFacts, UserFact } from '../../../src/diagnosis/facts.ts';
import { readOrgFacts, type OrgQuestion } from '../../../src/flows/diagnose/org-facts.ts';
import { publicKeySha256 } from '../../../src/keys/fingerprint.ts';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { type AppOptions, CONSUMER_KEY } from '../../simulator/app-files.ts';
import { addJwtApp, testKey } from '../../simulator/org-client.ts';
import { NOW, openOrg, type OrgOfApps } from '../app/many-apps.ts';

export const ADMIN = 'admin@simulator.example';
export const DEPLOY = 'deploy@simulator.example';

export type ToldOrg = OrgOfApps & {
  state: OrgOfApps['simulator']['org'];
  read: (changes?: Partial<OrgQuestion>) => Promise<OrgFacts>;
  readApp: () => Promise<AppFact>;
  readUser: () => Promise<UserFact>;
};

/** The certificate of the app. */
export const testCertificate = (): X509Certificate => new X509Certificate(testKey().certificate);

/** The deploy user's login by the External Client App of `addJwtApp`, made like this, or by another that the test adds. */
export async function openToldOrg(
  app: AppOptions | null = {},
  options: SimulatorOptions = {},
): Promise<ToldOrg> {
  const org = await openOrg(options);
  if (app) await addJwtApp(org.simulator, app);
  const read = async (changes: Partial<OrgQuestion> = {}): Promise<OrgFacts> => {
    const publicKey = publicKeySha256(testCertificate().publicKey);
    const question = { clientId: CONSUMER_KEY, username: DEPLOY, publicKeySha256: publicKey, ...changes };
    return readOrgFacts(org.connection, question, NOW);
  };
  return {
    ...org,
    state: org.simulator.org,
    read,
    readApp: async () => (await read()).app || expect.fail('no app'),
    readUser: async () => (await read()).user || expect.fail('no user'),
  };
}
