import type { Admitted, Losing } from '../../access/admitted.ts';
import { checkDeployer, type TaskName } from '../../access/permissions.ts';
import type { Admission, GrantPlan, RevokePlan } from '../../access/plan.ts';
import type { AccessRows } from '../../access/rows.ts';
import type { AppType } from '../../app/app-type.ts';
import { pickDifferent } from '../../app/differences.ts';
import type { AppSettings } from '../../app/settings.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { readAppAndAccess } from './admission.ts';
import type { SetLabels } from './change-app.ts';
import type { AppInOrg } from './read-app.ts';
import { appNotFound } from './app-not-found.ts';

export type ApproveAppInput = {
  connection: OrgConnection;
  type: AppType;
  name: string;
  /** Usernames. */
  assignTo: string[];
  /** API names. */
  permissionSets: string[];
  /** As the org displays them, or their Ids. */
  profiles: string[];
  /** Whether what is named is taken away. */
  isRevoke: boolean;
  /** Whether a permission set that is made permits the use of the API. */
  grantApiAccess?: boolean;
  waitMinutes: number;
  isDryRun?: boolean;
  /** The command that was typed, for the one who takes it up again. */
  again: string;
};

/** Who an app admits. */
export type AppAccess = Pick<AppSettings, 'permittedUsers' | 'permissionSets' | 'profiles'>;

/** Users, permission sets and profiles as they were typed. */
export type Named = { usernames: string[]; permissionSets: string[]; profiles: string[] };

/** What is to be written so that an app admits more, or less. Without `changes`, `grant` and `revoke`, all is so already. */
export type AccessPlan = {
  app: AppInOrg;
  /** Who the app admits afterwards. */
  wanted: AppAccess;
  changes: Partial<AppAccess>;
  /** Of the wanted permission sets; needed where they change. */
  labels: SetLabels;
  grant?: GrantPlan;
  revoke?: RevokePlan;
  /** How each user that was named is admitted afterwards. */
  admissions: Admission[];
  /** What was to be taken away, and is not admitted as it is. */
  notAdmitted: Named;
  /** Who loses the app; users are unknown where the org does not tell who has a token. */
  losing: { usernames: string[] | null; profiles: Losing['profiles'] };
  /** Who is left after something was taken away. */
  remaining: Admitted | null;
  warnings: string[];
};

/** A plan in which all is as asked for. */
export const nothingToDo = (app: AppInOrg): AccessPlan => ({
  app,
  wanted: accessOf(app.settings),
  changes: {},
  labels: new Map(),
  admissions: [],
  notAdmitted: { usernames: [], permissionSets: [], profiles: [] },
  losing: { usernames: [], profiles: [] },
  remaining: null,
  warnings: [],
});

export const accessOf = ({ permittedUsers, permissionSets, profiles }: AppSettings): AppAccess => ({
  permittedUsers,
  permissionSets,
  profiles,
});

export const changesOf = ({ settings }: AppInOrg, wanted: AppAccess): Partial<AppAccess> =>
  pickDifferent(settings, wanted);

export const changesApp = ({ changes }: Pick<AccessPlan, 'changes'>): boolean =>
  Object.keys(changes).length > 0;

/** The app, and the users of the command with the org's own and what they hold. Throws `AppNotFoundError`. */
export async function readForAccess({ connection, type, name, assignTo }: ApproveAppInput): Promise<{
  app: AppInOrg;
  access: AccessRows;
  owner: string;
  asked: string[];
}> {
  const owner = connection.getUsername() ?? '';
  const asked = [...new Set([owner, ...assignTo])];
  const { app, access } = await readAppAndAccess(connection, { type, name }, asked);
  if (app) return { app, access, owner, asked };
  throw appNotFound(connection, { type, name });
}

/** Who an app admits lies in the policies of an External Client App, and in a Connected App itself. */
const policyTasks: Record<AppType, readonly TaskName[]> = {
  'external-client-app': ['deploy-metadata', 'edit-policies'],
  'connected-app': ['deploy-metadata', 'edit-connected-app', 'admit-to-connected-app'],
};

/** Throws before anything is written when the org's own user may not do what the plan takes. */
export function checkedAccess(plan: AccessPlan, access: AccessRows, owner: string, now: Date): AccessPlan {
  const { app, grant, revoke } = plan;
  const isAssigning = (grant?.assign.length ?? 0) + (revoke?.remove.length ?? 0) > 0;
  const tasks: TaskName[] = [
    ...(changesApp(plan) ? policyTasks[app.type] : []),
    ...((grant?.create.length ?? 0) > 0 ? (['create-permission-set'] as const) : []),
    ...(isAssigning ? (['assign-permission-set'] as const) : []),
  ];
  checkDeployer(tasks, access.assignments, owner, now);
  return plan;
}
