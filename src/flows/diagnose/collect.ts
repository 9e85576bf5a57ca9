import { addressOf } from '../../assertion/audience.ts';
import { findLoginFault } from '../../assertion/login-faults.ts';
import type { CertificateFact, Facts, LoginFact } from '../../diagnosis/facts.ts';
import { fillFromEntry, findEntry, requireName } from '../login-entry.ts';
import { completeInput, type CompleteLogin, type LoginInput } from '../login-input.ts';
import type { PrivateKeyLocation } from '../private-key.ts';
import { stageTeller, type FlowOptions } from '../progress.ts';
import { readCertificateFact } from './certificate-facts.ts';
import { describeCommand } from './command-facts.ts';
import { askApi, askForToken } from './exchange-facts.ts';
import { readKeyFact, type KeyReading, type ReadKey } from './key-facts.ts';
import { openAdminOrg, readAdminOrg } from './admin-facts.ts';
import { lookAtWay } from './way-facts.ts';

/**
 * `login`: its parts as typed, or the entry of `sf` (`targetOrg`) to look into. `org`: an entry of the
 * project file, for what was not typed. `adminOrg`: an alias or username of an
 * administrator of the org, who tells what only an administrator can see. `readKey`: of a run that looks more than once.
 * `passphrase`, `askPassphrase`: for a key that the project file names.
 */
export type DiagnoseInput = Pick<PrivateKeyLocation, 'passphrase' | 'askPassphrase'> & {
  login: LoginInput;
  org?: string;
  certificateFile?: string;
  adminOrg?: string;
  readKey?: ReadKey;
};

/** Stages: `login`, `login-check`, `look-way`, `look-org`; the detail is the host, or whom it is about. */
export type CollectOptions = FlowOptions;

type Answers = Pick<Facts, 'clock' | 'way' | 'exchange' | 'api'>;

/** What can be known without a request, and the key. */
export type Local = {
  login: CompleteLogin;
  key: KeyReading;
  facts: Pick<Facts, 'login' | 'key' | 'certificate' | 'command'>;
};

const noAnswers: Answers = { clock: null, way: null, exchange: null, api: null };

/**
 * Collects what a diagnosis rests on. One assertion is sent, and none where a mistake can be seen before: then nobody is asked
 * anything.
 */
export async function collectFacts(
  input: DiagnoseInput,
  now: Date,
  options: CollectOptions = {},
): Promise<Facts> {
  const local = await readLocal(input);
  const facts = { now: now.toISOString(), ...local.facts, ...noAnswers, org: null, orgTrouble: null };
  if (!isFitToAsk(local, input)) return facts;
  // opened in the meantime; read after the login, whose row in the login history is then the newest
  const opening = openAdminOrg(input.adminOrg);
  const answers = await askHost(local, now, options);
  return { ...facts, ...answers, ...(await readAdminOrg(await opening, local, now, options)) };
}

/** Reads what is on this machine: the login's parts, the key, a certificate. */
export async function readLocal(input: DiagnoseInput): Promise<Local> {
  const login = await completeInput(fillIn(input), 'sf jwt diagnose');
  const { readKey = readKeyFact } = input;
  const key = await readKey(login.privateKey);
  const certificate = await readCertificateFact(input.certificateFile, key.fact.path);
  const command = describeCommand(input, login, key.fact, certificate);
  return { login, key, facts: { login: describeLogin(login), key: key.fact, certificate, command } };
}

/** What was typed wins over the entry of the project file, which has to be there. */
function fillIn({ login, org, passphrase, askPassphrase }: DiagnoseInput): LoginInput {
  if (org === undefined) return login;
  const named = findEntry(org);
  requireName(named);
  return fillFromEntry({ ...login, passphrase, askPassphrase }, named);
}

function describeLogin(login: CompleteLogin): LoginFact {
  const { clientId, username, host, audience } = login;
  const fault = findLoginFault(login);
  const trouble = fault ? { name: fault.name, message: fault.message, actions: fault.actions ?? [] } : null;
  return { clientId, username, host: addressOf(host), audience, trouble };
}

/** A certificate that was not named may be another key's without a harm. */
function isFitToAsk(
  { key, facts: { login, certificate } }: Local,
  { certificateFile }: DiagnoseInput,
): boolean {
  const isCertificateWrong = certificateFile !== undefined && !isOfKey(certificate, key);
  return login.trouble === null && key.privateKey !== undefined && !isCertificateWrong;
}

const isOfKey = (certificate: CertificateFact | null, { fact }: KeyReading): boolean =>
  certificate !== null &&
  'publicKeySha256' in certificate &&
  'sha256' in fact &&
  certificate.publicKeySha256 === fact.sha256;

/** Asks the token endpoint, and the API with what it gives; where it gives nothing of its own, looks closer at the way there. */
export async function askHost(
  { login, key: { privateKey } }: Local,
  now: Date,
  options: CollectOptions,
): Promise<Answers> {
  if (!privateKey) return noAnswers;
  const { signal } = options;
  const { clientId, username, audience, host } = login;
  const tell = stageTeller(options);
  tell('login', `${username}, ${host.host}`);
  const input = { login: { clientId, username, audience }, host, privateKey };
  const { exchange, clock, token } = await askForToken(input, now, { waitMinutes: 0, signal });
  const trouble = exchange.kind === 'failed' ? exchange.trouble : undefined;
  if (trouble) tell('look-way', host.host);
  const way = await lookAtWay(host, trouble, signal);
  if (!token) return { clock, way, exchange, api: null };
  tell('login-check', new URL(token.instanceUrl).host);
  return { clock, way, exchange, api: await askApi(token, signal) };
}
