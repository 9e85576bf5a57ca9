// GnuTLS and Java, readers of certificates that share no code with the plugin or with Node. Salesforce is Java.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openssl } from '../keys/openssl.ts';

type Program = { name: string; package: string; isInstalled: boolean };

const find = (name: string, args: string[], source: string): Program => ({
  name,
  package: source,
  isInstalled: spawnSync(name, args, { stdio: 'ignore' }).status === 0,
});

export const CERTTOOL = find('certtool', ['--version'], 'gnutls-bin');
export const KEYTOOL = find('keytool', ['-help'], 'a Java runtime');

/** Runs the program in a folder that holds the files; gives all that it prints. Throws with that when it fails. */
export function readWith(
  { name }: Program,
  args: readonly string[],
  files: Record<string, string | Buffer>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'sf-jwt-test-'));
  try {
    for (const [file, contents] of Object.entries(files))
      writeFileSync(join(folder, file), contents, { mode: 0o600 });
    // Java takes the encoding of names, and of what it prints, from the locale
    const env = { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
    const { status, stdout, stderr } = spawnSync(name, args, { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A test that needs the program; where it is missing, the test is skipped under a title that says so. */
export function itWith(program: Program, title: string, test: () => unknown): void {
  if (program.isInstalled) it(title, test).timeout(30_000);
  else it.skip(`${title} (needs ${program.name}, of ${program.package})`);
}

/** What `openssl asn1parse` says of each value: its depth, its type, and its text or, for NULL and the like, nothing. */
export type Asn1Line = { depth: number; type: string; text: string };

/** Reads PEM text by openssl, an ASN.1 reader that did not write it. */
export function readAsn1(pem: string): Asn1Line[] {
  return openssl(['asn1parse'], pem)
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, depth, type = '', text = ''] =
        /d=(\d+) +hl=\d+ +l= *\d+ +(?:cons|prim): (\S+(?: [A-Z]+)?(?: \[ \d \])?) *:?(.*)$/.exec(line) ?? [];
      return { depth: Number(depth), type: type.trim(), text: text.replace('[HEX DUMP]:', '').trim() };
    });
}
