import { Messages } from '@salesforce/core/messages';
import { findUser, type UserRow } from '../../access/plan.ts';
import type { AppType } from '../../app/app-type.ts';
import { pickDifferent } from '../../app/differences.ts';
import type { AppSettings } from '../../app/settings.ts';
import { newSettings, wantedSettings, type AppRequest } from '../../app/spec.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { accessQueries, areAdmitted, planAdmission, type AccessRows, type Admission } from './admission.ts';
import { readAppWith, type AppInOrg } from './read-app.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

export type CreateAppInput = {
  connection: OrgConnection;
  type: AppType;
  name: string;
  /** Of a new app; default: one of ours. */
  consumerKey?: string;
  certificateFile: string;
  /** What a person typed of the settings; the rest has defaults in a new app, and stays in one that is there. */
  typed: Partial<AppSettings>;
  /** Usernames; the org's own user when empty. */
  assignTo: string[];
  waitMinutes: number;
  isDryRun?: boolean;
  /** The command that was typed, for the one who takes it up again. */
  again: string;
};

/** What there is, what there should be, and what is missing between the two. */
export type Plan = {
  request: AppRequest;
  app: AppInOrg | undefined;
  wanted: AppSettings;
  changes: Partial<AppSettings>;
  admission: Admission | undefined;
  usernames: string[];
};

/** Asks the org what there is, and settles what will be written. */
export async function makePlan(input: CreateAppInput, request: AppRequest): Promise<Plan> {
  const { connection, assignTo } = input;
  const owner = connection.getUsername() ?? '';
  const typed = assignTo.length > 0 ? assignTo : [owner];
  const queries = accessQueries([...new Set([owner, ...typed])]);
  const { app, rows } = await readAppWith(connection, request, queries);
  refuseOtherKey(request, app);
  const usernames = typed.map((username) => findUser(rows.users as unknown as UserRow[], username).Username);
  const wanted = app
    ? { ...app.settings, ...wantedSettings(request, app.settings) }
    : newSettings(request, findUser(rows.users as unknown as UserRow[], owner).Email);
  const changes = app ? pickDifferent(app.settings, wanted) : wanted;
  const admission = await planMissing({ input, rows, app, wanted, changes, usernames });
  return { request, app, wanted, changes, admission, usernames };
}

async function planMissing({
  input: { connection },
  rows,
  app,
  wanted,
  changes,
  usernames,
}: Pick<Plan, 'app' | 'wanted' | 'changes' | 'usernames'> & {
  input: CreateAppInput;
  rows: AccessRows;
}): Promise<Admission | undefined> {
  const isSame = app !== undefined && !('permissionSets' in changes) && !('profiles' in changes);
  if (isSame && areAdmitted(rows, usernames, wanted.permissionSets)) return undefined;
  return planAdmission(connection, rows, { usernames, permissionSets: wanted.permissionSets });
}

function refuseOtherKey({ consumerKey }: AppRequest, app: AppInOrg | undefined): void {
  if (!app || consumerKey === undefined || app.consumerKey === consumerKey) return;
  throw messages.createError('error.ConsumerKeyFixed', [app.name, app.consumerKey], [app.name]);
}

/** False when everything is as asked for already. */
export const needsWriting = ({ app, changes, admission }: Plan): boolean =>
  app === undefined || Object.keys(changes).length > 0 || (admission !== undefined && hasGrant(admission));

const hasGrant = ({ plan }: Admission): boolean =>
  plan.assign.length > 0 || plan.permissionSet.id === undefined;
