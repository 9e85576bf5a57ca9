// An app in a simulated org that `sf jwt app create` would not make like this, and a key pair for it.
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { Agent, fetch, FormData } from 'undici';
import { externalClientApp } from '../src/app/external-client-app.ts';
import { packageComponents } from '../src/app/metadata-files.ts';
import type { AppSpec } from '../src/app/spec.ts';
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
export async function makeKeyFiles(): Promise<KeyFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'key-files-'));
  const pair = await generateKeyPair(2048);
  const certificate = await buildCertificate(pair, commonNameSubject('test'), validityFrom(new Date(), 30));
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
  { issuesJwtTokens = false, ...changes }: Partial<AppSpec> & { issuesJwtTokens?: boolean } = {},
): Promise<string> {
  const spec: AppSpec = {
    type: 'external-client-app',
    name: 'Example_App',
    label: 'Example app',
    contactEmail: 'ops@example.com',
    callbackUrl: 'http://localhost:1717/OauthRedirect',
    scopes: ['Api', 'RefreshToken'],
    permissionSet: 'Example_Access',
    permissionSetLabel: 'Example_Access',
    certificate,
    consumerKey: '3MVG9EXAMPLEkey0123456789',
    ...changes,
  };
  addPermissionSet(simulator.org, spec.permissionSet);
  assignPermissionSet(simulator.org, simulator.admin.username, spec.permissionSet);
  const files = packageComponents(externalClientApp(spec), '66.0');
  const setting = `<isNamedUserJwtEnabled>${issuesJwtTokens}</isNamedUserJwtEnabled>`;
  const entries = [...files].map(([path, contents]) => {
    const text = contents.replace(/<isNamedUserJwtEnabled>.*<.isNamedUserJwtEnabled>/, setting);
    return [path, strToU8(text)] as const;
  });
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
  return spec.consumerKey;
}
