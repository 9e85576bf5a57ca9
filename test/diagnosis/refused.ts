// Refusals as orgs say them, and the lines that mend what is behind them.
import type { Facts } from '../../src/diagnosis/facts.ts';
import { apiRefused, CLIENT_ID, healthy, MY_DOMAIN, refused } from './facts.ts';

export const notApproved = (changes: Partial<Facts> = {}): Facts =>
  refused('invalid_grant', "user hasn't approved this consumer", changes);
export const notAdminApproved = (changes: Partial<Facts>): Facts =>
  refused('invalid_app_access', 'user is not admin approved to access this app', changes);
export const unknownKey = (changes: Partial<Facts>): Facts =>
  refused('invalid_client_id', 'client identifier invalid', changes);
export const noScope = (changes: Partial<Facts>): Facts =>
  refused('invalid_request', 'refresh_token scope is required', changes);
export const invalid = (changes: Partial<Facts>): Facts =>
  refused('invalid_grant', 'invalid assertion', changes);
export const notInstalled = (changes: Partial<Facts>): Facts =>
  refused('app_not_found', 'External client app is not installed in this org', changes);
export const notForApi = (changes: Partial<Facts>): Facts =>
  apiRefused('INVALID_SESSION_ID', 'This session is not valid for use with the REST API', changes);

export const at = (host: string, audience = host): Partial<Facts> => ({
  login: { ...healthy.login, host, audience },
});
export const expired = (changes: Partial<Facts>): Facts =>
  refused('invalid_grant', 'expired authorization code', changes);

export const TO = '--target-org my-admin';
export const OF_APP = '--name Jwt_Cli --type external-client-app';
export const create = (flags = ''): string =>
  `sf jwt app create ${OF_APP}${flags} --certificate-file /keys/server.crt --assign-to deploy@acme.example ${TO}`
    .slice(3)
    .replace(/ +/g, ' ');
export const APPROVE = `jwt app approve ${OF_APP} --assign-to deploy@acme.example ${TO}`;
export const AGAIN = healthy.command.again.join(' ');

/** The line that waits. */
export const WAIT = `jwt token --client-id ${CLIENT_ID} --username deploy@acme.example --jwt-key-file /keys/server.key --instance-url ${MY_DOMAIN} --wait 10`;

/** A line of `sf data update record`. */
export const update = (type: string, id: string, values: string): string =>
  `data update record --sobject ${type} --record-id ${id} --values ${values} ${TO}`;

export const ACTIVATE = update('User', '005000000000001AAA', 'IsActive=true');
export const UNFREEZE = update('UserLogin', '0Yw000000000001AAA', 'IsFrozen=false');

export type Row = {
  symptom: string;
  cause: string;
  facts: Facts;
  /** The words after `sf`; `null`: a person alone can mend it. */
  fix: string | null;
};
