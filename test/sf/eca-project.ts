// A project that holds one External Client App for JWT logins, and no Connected App, as `sf` keeps it in a folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { externalApp, filesOf, pathOf } from '../simulator/app-files.ts';
import { testKey } from '../simulator/org-client.ts';

export function fileOf(folder: string, type: Parameters<typeof pathOf>[0], fullName: string): string {
  return join(folder, 'force-app', 'main', 'default', `${pathOf(type, fullName)}-meta.xml`);
}

export function writeProject(folder: string): void {
  const project = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '66.0' };
  writeFileSync(join(folder, 'sfdx-project.json'), JSON.stringify(project));
  const app = externalApp({ certificate: testKey().certificate, permissionSet: 'Jwt_CI_Access' });
  const files = filesOf(app);
  for (const [type, fullName] of app) {
    const file = fileOf(folder, type, fullName);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, files[pathOf(type, fullName)] ?? '');
  }
}
