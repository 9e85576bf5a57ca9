import type { Row } from './app-rows.ts';
import type { AppType } from './app-type.ts';
import { countUsers, type UserRows } from './app-users.ts';
import { stateOfCertificate, type CertificateState } from './certificate-state.ts';
import type { AdmittedSet, FoundApp } from './found-apps.ts';
import type { AppSettings } from './settings.ts';

/**
 * A line of a list of apps. `null` is what the org did not tell, or, of `certificate`, that there is none: then `takesJwt` is
 * false. `takesJwt`: it has a certificate and is not switched off. `userCount`: active users with one of the permission sets
 * or profiles, for an app that admits nobody else. `lastUsed`: ISO 8601 in UTC, of a token that still lives.
 */
export type AppSummary = {
  name: string | null;
  type: AppType;
  label: string | null;
  takesJwt: boolean | null;
  certificate: CertificateState | null;
  permittedUsers: AppSettings['permittedUsers'] | null;
  permissionSets: string[] | null;
  profiles: string[] | null;
  userCount: number | null;
  lastUsed: string | null;
  isEnabled: boolean | null;
  consumerKey: string | null;
  isReadable: boolean;
};

export type SummaryRows = { users: UserRows; tokens: readonly Row[] | undefined };

/** The lines of a list, by kind and name. */
export function summarizeApps(found: readonly FoundApp[], rows: SummaryRows, now: Date): AppSummary[] {
  const lines = found.map((app) => summarize(app, rows, now));
  const labels = lines.map(({ label }) => label);
  return lines
    .map((line) => ({ ...line, lastUsed: isShared(line.label, labels) ? null : line.lastUsed }))
    .sort(byKindAndName);
}

/** A token names its app by the label alone: of two apps with the same one, nobody knows which was used. */
const isShared = (label: string | null, labels: ReadonlyArray<string | null>): boolean =>
  labels.filter((other) => other === label).length > 1;

const byKindAndName = (one: AppSummary, other: AppSummary): number =>
  other.type.localeCompare(one.type, 'en') ||
  (one.name ?? one.label ?? '').localeCompare(other.name ?? other.label ?? '', 'en');

function summarize(app: FoundApp, { users, tokens }: SummaryRows, now: Date): AppSummary {
  const { name, type, label, permittedUsers, isEnabled, consumerKey, isReadable } = app;
  const certificate = app.certificate ? stateOfCertificate(app.certificate, now) : null;
  return {
    name,
    type,
    label,
    takesJwt: takesJwt(app),
    certificate,
    permittedUsers,
    permissionSets: namesOf(app.admitted, false),
    profiles: namesOf(app.admitted, true),
    userCount:
      permittedUsers === 'admin-approved' && app.admitted
        ? countUsers(
            app.admitted.map(({ id }) => id),
            users,
          )
        : null,
    lastUsed: lastUseOf(label, tokens),
    isEnabled,
    consumerKey,
    isReadable,
  };
}

function takesJwt({ certificate, isEnabled }: FoundApp): boolean | null {
  if (certificate === undefined || isEnabled === false) return false;
  return certificate === null ? null : true;
}

const namesOf = (admitted: AdmittedSet[] | null, isProfile: boolean): string[] | null =>
  admitted && admitted.filter((set) => set.isProfile === isProfile).map(({ name }) => name);

function lastUseOf(label: string | null, tokens: readonly Row[] | undefined): string | null {
  return isoOf(tokens?.find(({ AppName }) => AppName === label)?.['lastUsed']);
}

/** A time of the data API, `2026-11-25T13:00:00.000+0000`, in ISO 8601. */
export function isoOf(time: unknown): string | null {
  return typeof time === 'string' ? new Date(time.replace(/\+0000$/, 'Z')).toISOString() : null;
}
