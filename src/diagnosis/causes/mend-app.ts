import { command, say } from '../cause.ts';
import { CERTIFICATE_FILE, lineOf } from '../command-line.ts';
import type { Fix } from '../diagnosis.ts';
import type { Facts } from '../facts.ts';
import { adminOf, appFlags } from '../readings.ts';

/**
 * Brings an app into order: `app create` changes in one that is there only what differs, and adds what a login cannot do
 * without. It takes the certificate of the key each time; where there is none, that is made first.
 */
export const mendApp = (key: string, facts: Facts, flags: string[] = []): Fix =>
  create(key, facts, [...appFlags(facts), ...flags]);

/**
 * Makes an app, under a name that no app of the org has by chance, because one of that name would be changed.
 */
export const makeApp = (key: string, facts: Facts, flags: string[] = []): Fix =>
  create(key, facts, facts.org ? ['--name', freshName(facts.login.clientId), ...flags] : flags);

const freshName = (clientId: string): string =>
  `Jwt_Cli_${clientId.replace(/[^A-Za-z0-9]/g, '').slice(-8)}`.replace(/_$/, '');

function create(key: string, facts: Facts, flags: string[]): Fix {
  const { login, command: line, key: privateKey, org } = facts;
  const words = (file: string): string[] => [
    ...['jwt', 'app', 'create', ...flags, '--certificate-file', file],
    ...['--assign-to', login.username, '--target-org', adminOf(facts)],
  ];
  if (line.certificateFile !== null || org === null)
    return command(key, words(line.certificateFile ?? CERTIFICATE_FILE));
  const { text, make, file } = makeCertificate(privateKey?.path ?? null);
  const then = lineOf(words(file));
  return { text: `${text} ${lineOf(make)}\n${say(`${key}.fix`)} ${then}`, command: null };
}

/** A certificate of the same key anew, for an app whose certificate is the trouble. */
export function renewCertificate(key: string, facts: Facts): Fix {
  const withoutFile = { ...facts, command: { ...facts.command, certificateFile: null } };
  if (facts.org) return mendApp(key, withoutFile);
  return command(key, makeCertificate(facts.key?.path ?? null).make);
}

/** Beside the key, under a name of its own: a certificate of another key can lie there by the key's. */
function makeCertificate(keyFile: string | null): { text: string; make: string[]; file: string } {
  const words = ['jwt', 'keygen', '--from-key'];
  if (keyFile === null) {
    const make = [...words, '-', '--name', 'jwt-login'];
    return { text: say('makeCertificate.input'), make, file: 'jwt-login.crt' };
  }
  const [, folder = '', name = ''] = /^(.*?)([^/\\]*?)(?:\.[A-Za-z0-9]+)?$/.exec(keyFile) ?? [];
  const make = [...words, keyFile, '--name', `${name}-jwt`, '--output-dir', folder || '.'];
  return { text: say('makeCertificate'), make, file: `${folder}${name}-jwt.crt` };
}
