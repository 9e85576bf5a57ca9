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
  const path = privateKey?.path ?? 'server.key';
  const make = lineOf(['jwt', 'keygen', '--from-key', path]);
  const then = lineOf(words(`${path.replace(/\.[A-Za-z0-9]+$/, '')}.crt`));
  return { text: `${say('makeCertificate')} ${make}\n${say(`${key}.fix`)} ${then}`, command: null };
}
