import { resolve } from 'node:path';
import { audienceFor } from '../../assertion/audience.ts';
import type { CertificateFact, CommandFact, KeyFact } from '../../diagnosis/facts.ts';
import type { SecretLocation } from '../../io/secret-input.ts';
import type { DiagnoseInput } from './collect.ts';
import { loginWords, type CompleteLogin, type LoginInput } from '../login-input.ts';

/** What the commands that are told are made of. Paths are absolute, so that they hold in any folder. */
export function describeCommand(
  { login: typed, certificateFile, org }: Pick<DiagnoseInput, 'login' | 'certificateFile' | 'org'>,
  login: CompleteLogin,
  key: KeyFact,
  certificate: CertificateFact | null,
): CommandFact {
  const isOfKey =
    certificate !== null &&
    'publicKeySha256' in certificate &&
    'sha256' in key &&
    certificate.publicKeySha256 === key.sha256;
  const named = certificateFile === undefined ? [] : ['--certificate-file', pathOf(certificateFile)];
  return {
    again: ['jwt', 'diagnose', ...typedFlags(typed, login, org), ...named],
    login: [...loginWords(login), ...audienceFlag(login)],
    certificateFile: isOfKey ? certificate.path : null,
    entry: org === undefined && isStored(typed) ? (typed.targetOrg ?? login.username) : null,
  };
}

/** Nothing of it was typed besides, so that it says all. */
const isStored = ({ clientId, username, privateKey, instanceUrl, audience }: LoginInput): boolean =>
  [clientId, username, privateKey, instanceUrl, audience].every((part) => part === undefined);

/** Only where it is another than a login at that host has anyway. */
const audienceFlag = ({ audience, host }: CompleteLogin): string[] =>
  audience === audienceFor(host) ? [] : ['--audience', audience];

/** What was typed of the login. Where that was nothing, the default org was looked into, which may be another one by then. */
function typedFlags(typed: LoginInput, login: CompleteLogin, org: string | undefined): string[] {
  const { targetOrg, clientId, username, privateKey, instanceUrl, audience } = typed;
  const words = [
    ...flag('--org', org),
    ...flag('--login', targetOrg),
    ...flag('--client-id', clientId),
    ...flag('--username', username),
    ...location('--jwt-key', privateKey?.key),
    ...location('--passphrase', privateKey?.passphrase),
    ...flag('--instance-url', instanceUrl?.href.replace(/\/$/, '')),
    ...flag('--audience', audience),
  ];
  return words.length === 0 ? ['--login', login.username] : words;
}

const flag = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [name, value];

function location(name: string, from: SecretLocation | undefined): string[] {
  if (!from) return [];
  return 'variable' in from ? [`${name}-env`, from.variable] : [`${name}-file`, pathOf(from.file)];
}

const pathOf = (file: string): string => (file === '-' ? '-' : resolve(file));
