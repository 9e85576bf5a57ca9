// What the tests of pipelines know of the project and of the provider's store of secrets.
import { execFileSync } from 'node:child_process';
import type { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `sf jwt ci --json` tells. */
export type Made = {
  file: string;
  secrets: Array<{ name: string; orgs: string[]; keyFile: string; command: string }>;
};

type Named = Record<string, string>;

/** Two of them have a key with each other; one has a name that YAML reads as something else. */
export const ORGS = ['production', 'staging', 'no'];

/** What the store of the provider holds after the commands that `sf jwt ci` shows were pasted: a program in its place gives it back. */
export function storedSecrets({ secrets }: Made, folder: string, cwd: string): Named {
  const names = ['gh', 'glab', 'az', 'curl', 'java', 'circleci'];
  const store = join(folder, `store-${readdirSync(folder).length}`);
  mkdirSync(store);
  for (const name of names) {
    const program = `#!/bin/sh\n{ cat; env | sed -n 's/^AZURE_DEVOPS_EXT_PIPELINE_VAR_[A-Z_]*=//p'; } > value\n`;
    writeFileSync(join(store, name), program);
    chmodSync(join(store, name), 0o755);
  }
  const entries = secrets.map(({ name, command }) => {
    const env = { PATH: `${store}:${process.env['PATH'] ?? ''}` };
    const line = command.replaceAll('certs/', `'${cwd}'/certs/`);
    execFileSync('bash', ['--norc', '-euc', line], { cwd: store, env, input: '' });
    const value = readFileSync(join(store, 'value'), 'utf8');
    const [, wrapped] = /(?:"value":"|<secret>)([^"<]+)/.exec(value) ?? [];
    return [name, wrapped ?? value.trimEnd()];
  });
  return Object.fromEntries(entries) as Named;
}

/** As a set-up does: the certificates themselves are not in the repository. */
export function recordCertificates(cwd: string, certificates: X509Certificate[]): void {
  const file = join(cwd, 'sf-jwt.json');
  const project = JSON.parse(readFileSync(file, 'utf8')) as { orgs: Record<string, object> };
  ORGS.forEach((org, index) => {
    const { fingerprint256: sha256, validToDate } = certificates[Math.min(index, 1)]!;
    project.orgs[org] = {
      ...project.orgs[org],
      certificate: { sha256, notAfter: validToDate.toISOString() },
    };
  });
  writeFileSync(file, JSON.stringify(project, null, 2));
}
