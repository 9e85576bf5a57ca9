// An app in a simulated org that `sf jwt app create` would not make like this, and a key pair for it.
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { Agent, fetch, FormData } from 'undici';
import { newComponents } from '../src/app/components.ts';
import { packageComponents } from '../src/app/metadata-files.ts';
import { defaultSettings, type AppSettings } from '../src/app/settings.ts';
import { buildCertificate, validityFrom } from '../src/certificates/build.ts';
import { commonNameSubject } from '../src/certificates/subject.ts';
import type { PrivateKeyLocation } from '../src/flows/private-key.ts';
import { exportPrivateKey, generateKeyPair } from '../src/keys/generate.ts';
import { addPermissionSet, assignPermissionSet } from '../src/simulator/org-changes.ts';
import type { Simulator } from '../src/simulator/server.ts';

export type KeyFiles = {
  folder: string;
  keyFile: string;
  /** The same file, as flows take it. */
  location: PrivateKeyLocation;
  certificateFile: string;
  certificate: X509Certificate;
};

/** `server.key` and `server.crt` in a new temporary folder. */
export async function makeKeyFiles(days = 30): Promise<KeyFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'key-files-'));
  const pair = await generateKeyPair(2048);
  const certificate = await buildCertificate(pair, commonNameSubject('test'), validityFrom(new Date(), days));
  const [keyFile, certificateFile] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  writeFileSync(keyFile, exportPrivateKey(pair.privateKey), { mode: 0o600 });
  writeFileSync(certificateFile, certificate);
  return {
    folder,
    keyFile,
    location: { key: { file: keyFile } },
    certificateFile,
    certificate: new X509Certificate(certificate),
  };
}

/**
 * Deploys an External Client App whose permission set the administrator holds, and returns its consumer key.
 * `issuesJwtTokens`: its access tokens are in JWT format.
 */
export async function deploySimulatedApp(
  simulator: Simulator,
  certificate: X509Certificate,
  {
    name = 'Example_App',
    consumerKey = '3MVG9EXAMPLEkey0123456789',
    ...changes
  }: Partial<AppSettings> & { name?: string; consumerKey?: string } = {},
): Promise<string> {
  const [permissionSet = 'Example_Access'] = changes.permissionSets ?? [];
  const settings: AppSettings = {
    ...defaultSettings,
    label: 'Example app',
    contactEmail: 'ops@example.com',
    permissionSets: [permissionSet],
    certificate,
    ...changes,
  };
  addPermissionSet(simulator.org, permissionSet);
  assignPermissionSet(simulator.org, simulator.admin.username, permissionSet);
  const components = newComponents({ type: 'external-client-app', name, consumerKey }, settings);
  const entries = [...packageComponents(components, '66.0')].map(
    ([path, contents]) => [path, strToU8(contents)] as const,
  );
  const zip = zipSync(Object.fromEntries(entries));
  const form = new FormData();
  form.append('json', new Blob(['{"deployOptions":{"singlePackage":true}}'], { type: 'application/json' }));
  form.append('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'package.zip');
  const base = new URL('/services/data/v66.0/metadata/deployRequest', simulator.origin).href;
  const headers = { authorization: `Bearer ${simulator.admin.accessToken}` };
  // Of its own: one that serves https does so under an authority that this process was not started with.
  const dispatcher = new Agent({ connect: { ca: simulator.tls?.authority } });
  const { id } = (await (await fetch(base, { method: 'POST', headers, body: form, dispatcher })).json()) as {
    id: string;
  };
  const { deployResult } = (await (
    await fetch(`${base}/${id}?includeDetails=true`, { headers, dispatcher })
  ).json()) as {
    deployResult: { success: boolean };
  };
  await dispatcher.close();
  if (!deployResult.success)
    throw new Error(`The simulated org refused the app: ${JSON.stringify(deployResult)}`);
  return consumerKey;
}
