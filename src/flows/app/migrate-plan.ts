import type { KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { GrantPlan } from '../../access/plan.ts';
import { findUsers } from '../../access/users.ts';
import { migrateSettings } from '../../app/migration.ts';
import type { AppSettings } from '../../app/settings.ts';
import { defaultPermissionSet } from '../../app/spec.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import type { PrivateKeyLocation } from '../private-key.ts';
import type { FlowOptions } from '../progress.ts';
import { checkPermissions } from './admission.ts';
import { planAccess } from './migrate-access.ts';
import { readApps, type AppsRead } from './migrate-read.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-migrate');

export type MigrateAppInput = {
  connection: OrgConnection;
  /** Of the Connected App. */
  name: string;
  /** Of the External Client App; default: the same. */
  newName?: string;
  /** Who logs in with both apps, as the proof. */
  username: string;
  privateKey: PrivateKeyLocation;
  /** Default: the org's My Domain. */
  audience?: string;
  /** Who else is to be admitted, when the old app admits everybody who approved it. */
  assignTo: string[];
  waitMinutes: number;
  isDryRun?: boolean;
  /** The command that goes on where this one ended. */
  again: string;
};

export type MigrationRun = {
  input: MigrateAppInput & { newName: string };
  privateKey: KeyObject;
  tell: (name: string, detail: string) => void;
  options: FlowOptions;
  /** Moves on from the moment of the call. */
  now: () => Date;
};

/** What there is, and what the new app shall be. */
export type MigrationPlan = AppsRead & {
  wanted: AppSettings;
  /** Only where the old app admits everybody who approved it. */
  grant: GrantPlan | undefined;
  assignedTo: string[];
};

/** Asks the org what there is, and settles what the new app shall be. Throws when a part of it cannot work. */
export async function planMigration(run: MigrationRun): Promise<MigrationPlan> {
  const { input, privateKey, tell, now } = run;
  const { connection, username, assignTo } = input;
  tell('read', connection.instanceUrl);
  const owner = connection.getUsername() ?? '';
  const named = [...new Set([username, ...assignTo])];
  const usernames = [...new Set([owner, ...named])];
  const apps = await readApps(connection, { ...input, privateKey, usernames });
  findUsers(apps.access.users, named, owner);
  const plan =
    apps.old.settings.permittedUsers === 'admin-approved'
      ? admitSame(apps, input)
      : await admitNamed(apps, named, run);
  const checked = { type: 'external-client-app', deploys: !apps.found, grant: plan.grant } as const;
  checkPermissions(connection, checked, apps.access, now());
  return plan;
}

function admitSame(apps: AppsRead, { assignTo, newName }: MigrationRun['input']): MigrationPlan {
  const { settings, admitted, name } = apps.old;
  if (assignTo.length > 0) throw messages.createError('error.AssignToNotNeeded', [name], [newName], 2);
  return { ...apps, wanted: migrateSettings(settings, admitted), grant: undefined, assignedTo: [] };
}

async function admitNamed(
  apps: AppsRead,
  usernames: readonly string[],
  { input: { connection, newName: appName }, now }: MigrationRun,
): Promise<MigrationPlan> {
  const { old, found, access } = apps;
  const { permissionSets: byHand, profiles } = old.admitted;
  const admitted = found?.settings ?? {
    permissionSets: [defaultPermissionSet(appName), ...byHand],
    profiles,
  };
  const wanted = migrateSettings(old.settings, {
    permissionSets: admitted.permissionSets,
    profiles: admitted.profiles,
  });
  const request = { ...wanted, appName, usernames, now: now() };
  const planned = await planAccess(connection, request, access);
  return { ...apps, wanted, grant: planned.grant, assignedTo: planned.usernames };
}

/** Who used an app that admits everybody, and has to be admitted to the new one by somebody. */
export function withoutAccess({ old, assignedTo }: MigrationPlan): string[] | null {
  if (old.settings.permittedUsers === 'admin-approved') return [];
  const admitted = assignedTo.map((username) => username.toLowerCase());
  const users = old.tokenUsers?.filter((username) => !admitted.includes(username.toLowerCase()));
  return users ? [...new Set(users)] : null;
}
