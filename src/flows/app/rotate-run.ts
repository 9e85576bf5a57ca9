import type { KeyObject, X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { AppType } from '../../app/app-type.ts';
import { audienceFor } from '../../assertion/audience.ts';
import { findLoginsByKey } from '../../io/auth-store.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { loginFlags } from '../login-input.ts';
import type { LoadedKey, PrivateKeyLocation } from '../private-key.ts';
import type { FlowOptions } from '../progress.ts';
import { changeApp, confirmApp } from './change-app.ts';
import type { DeployEnd } from './deploy.ts';
import { tryLogin, type ProofOutcome } from './prove-login.ts';
import type { AppInOrg } from './read-app.ts';
import type { RotationPlace, rotationWarnings } from './rotation-files.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rotate');

export type RotateAppInput = {
  connection: OrgConnection;
  type: AppType;
  name: string;
  /** The key that logs in now. */
  privateKey: PrivateKeyLocation;
  /** Of that key, and of the new pair; default: the key's name with `.crt`. */
  certificateFile?: string;
  /** For the new pair of a key that is no file here. */
  outputDir?: string;
  /** Who logs in to prove the keys. */
  username: string;
  /** A second app gets the new certificate, so that both keys work at once. */
  overlap?: { newName: string };
  waitMinutes: number;
  /** The command that was typed, for the one who takes it up again. */
  again: string;
};

export type RotateOptions = FlowOptions & {
  /** Told what is risky about the places of the keys. */
  onWarning?: (warning: Awaited<ReturnType<typeof rotationWarnings>>[number]) => void;
};

/** A rotation while it runs. `now`: the moment of the call. */
export type RotateRun = {
  input: RotateAppInput;
  place: RotationPlace;
  current: LoadedKey;
  tell: (name: string, detail: string) => void;
  options: RotateOptions;
  now: () => Date;
};

/** Logs in with a key, once, and again while `waitMinutes` last and the refusal is one that passes. */
export async function tryKey(
  { input, tell, options: { signal }, now }: RotateRun,
  clientId: string,
  privateKey: KeyObject,
  { keyFile, waitMinutes }: { keyFile: string; waitMinutes: number },
): Promise<ProofOutcome> {
  const { connection, username } = input;
  const host = new URL(new URL(connection.instanceUrl).origin);
  const flags = loginFlags({
    clientId,
    username,
    privateKey: { key: { file: keyFile }, passphrase: input.privateKey.passphrase },
    host,
  });
  const login = { clientId, username, audience: audienceFor(host), host, privateKey };
  return tryLogin({ ...login, retry: `sf jwt token ${flags} --wait 10` }, now(), {
    waitMinutes,
    signal,
    onStage: ({ name, detail }) => tell(name, detail),
  });
}

/** Puts a certificate into the app in place of the one it has. */
export async function sendCertificate(
  { input, tell, options: { signal } }: RotateRun,
  app: AppInOrg,
  certificate: X509Certificate,
): Promise<DeployEnd> {
  const { connection, waitMinutes, again } = input;
  tell('deploy', app.name);
  return changeApp(
    connection,
    app,
    { certificate },
    { labels: new Map(), waitMinutes, signal, again, tell: (status) => tell('deploy', status) },
  );
}

/** Reads the app back, with the certificate that was sent. */
export async function confirmCertificate(
  { input: { connection }, tell }: RotateRun,
  app: AppInOrg,
  certificate: X509Certificate,
): Promise<AppInOrg> {
  tell('confirm', app.name);
  return (await confirmApp(connection, app, { certificate })) ?? app;
}

type NamedError = Error & { actions?: string[]; data?: unknown };

/** The error stays what it is, and tells the state and how to go on; Ctrl-C gets an error that does. */
export function withState(error: NamedError, state: string, again: string): Error {
  if (error.name === 'AbortError')
    return messages.createError('error.RotationInterrupted', [state], [again], 130);
  error.message += `\n${state}`;
  const { actions = [] } = error;
  const isSaid = actions.at(-1)?.endsWith(again) ?? false;
  error.actions = isSaid ? actions : [...actions, messages.getMessage('goOn', [again])];
  return error;
}

/** Logins of `sf` by other apps, whose orgs do not have the new certificate: they end when its key takes the old one's place. */
export async function tellOtherLogins({ place, options }: RotateRun, consumerKey: string): Promise<void> {
  const { paths, isInPlace } = place;
  if (!isInPlace) return;
  const logins = await findLoginsByKey(paths.current.key);
  const others = logins.filter(({ clientId }) => clientId !== consumerKey).map(({ username }) => username);
  if (others.length > 0)
    options.onNotice?.({ name: 'OtherLogins', values: [paths.current.key, others.join(', ')] });
}

export type CertificateInUse = { sha256: string; notAfter: string };

export const describeCertificate = (certificate: X509Certificate): CertificateInUse => ({
  sha256: certificate.fingerprint256,
  notAfter: certificate.validToDate.toISOString(),
});
