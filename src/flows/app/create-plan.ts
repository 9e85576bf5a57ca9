import { Messages } from '@salesforce/core/messages';
import {
  areAdmitted,
  needsWriting,
  planGrant,
  type GrantPlan,
  type GrantRequest,
} from '../../access/plan.ts';
import { resolveProfiles } from '../../access/profiles.ts';
import type { AccessRows } from '../../access/rows.ts';
import { findUsers, lookUpUser } from '../../access/users.ts';
import type { AppType } from '../../app/app-type.ts';
import { pickDifferent } from '../../app/differences.ts';
import type { AppSettings } from '../../app/settings.ts';
import { newSettings, wantedSettings, type AppRequest } from '../../app/spec.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { checkPermissions, readAppAndAccess, readGrantRows } from './admission.ts';
import type { AppInOrg } from './read-app.ts';

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
  /** What a new app gets where nothing was typed. */
  defaults?: Partial<AppSettings>;
  /** Usernames; the org's own user when empty. */
  assignTo: string[];
  /** Whether a permission set that is made permits the use of the API. */
  grantApiAccess?: boolean;
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
  /** `undefined` where nothing has to be written for the users. */
  grant: GrantPlan | undefined;
  usernames: string[];
};

/** Asks the org what there is, and settles what will be written. Throws when a part of it cannot work. */
export async function makePlan(input: CreateAppInput, request: AppRequest, now: Date): Promise<Plan> {
  const { connection, assignTo } = input;
  const owner = connection.getUsername() ?? '';
  const typed = assignTo.length > 0 ? assignTo : [owner];
  const asked = [...new Set([owner, ...typed])];
  const { app, access } = await readAppAndAccess(connection, request, asked);
  refuseOtherKey(request, app);
  const usernames = findUsers(access.users, typed, owner).map(({ Username }) => Username);
  const contactEmail = lookUpUser(access.users, owner, owner).Email;
  const draft = settle(forNew(input, request, app), app, contactEmail);
  const grantRequest = { ...grantRequestOf(input, draft.wanted, now), usernames };
  if (app && isSameAdmission(draft) && areAdmitted(grantRequest, access))
    return checked({ request, app, ...draft, grant: undefined, usernames }, input, access, now);

  const rows = await readGrantRows(connection, asked, draft.wanted.permissionSets);
  const profiles = resolveProfiles(request.typed.profiles ?? [], rows.profiles, owner);
  const resolved = request.typed.profiles ? { ...request, typed: { ...request.typed, profiles } } : request;
  const settled = settle(forNew(input, resolved, app), app, contactEmail);
  const grant = planGrant({ ...grantRequest, ...settled.wanted, usernames }, access, rows);
  return checked({ request: resolved, app, ...settled, grant, usernames }, input, access, now);
}

const forNew = ({ defaults }: CreateAppInput, request: AppRequest, app: AppInOrg | undefined): AppRequest =>
  app ? request : { ...request, typed: { ...defaults, ...request.typed } };

type Settled = Pick<Plan, 'wanted' | 'changes'>;

function settle(request: AppRequest, app: AppInOrg | undefined, contactEmail: string): Settled {
  if (!app) {
    const wanted = newSettings(request, contactEmail);
    return { wanted, changes: wanted };
  }
  const wanted = { ...app.settings, ...wantedSettings(request, app.settings) };
  return { wanted, changes: pickDifferent(app.settings, wanted) };
}

const isSameAdmission = ({ changes }: Settled): boolean =>
  !('permissionSets' in changes) && !('profiles' in changes);

const grantRequestOf = (
  { connection, name, grantApiAccess = false }: CreateAppInput,
  { permissionSets, profiles }: AppSettings,
  now: Date,
): Omit<GrantRequest, 'usernames'> => ({
  appName: name,
  permissionSets,
  profiles,
  grantApiAccess,
  targetOrg: connection.getUsername() ?? '',
  now,
});

function checked(plan: Plan, { connection, type }: CreateAppInput, access: AccessRows, now: Date): Plan {
  const deploys = plan.app === undefined || Object.keys(plan.changes).length > 0;
  checkPermissions(connection, { type, deploys, grant: plan.grant }, access, now);
  return plan;
}

function refuseOtherKey({ consumerKey }: AppRequest, app: AppInOrg | undefined): void {
  if (!app || consumerKey === undefined || app.consumerKey === consumerKey) return;
  throw messages.createError('error.ConsumerKeyFixed', [app.name, app.consumerKey], [app.name]);
}

/** False when everything is as asked for already. */
export const isMissingSomething = ({ app, changes, grant }: Plan): boolean =>
  app === undefined || Object.keys(changes).length > 0 || (grant !== undefined && needsWriting(grant));
