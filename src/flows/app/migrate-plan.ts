import type { KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { migrateSettings } from '../../app/migration.ts';
import type { AppSettings } from '../../app/settings.ts';
import { defaultPermissionSet } from '../../app/spec.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import type { PrivateKeyLocation } from '../private-key.ts';
import type { FlowOptions } from '../progress.ts';
import { planAccess, type PlannedAccess } from './migrate-access.ts';
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
  access: PlannedAccess | undefined;
  assignedTo: string[];
};

/** Asks the org what there is, and settles what the new app shall be. */
export async function planMigration({ input, privateKey, tell }: MigrationRun): Promise<MigrationPlan> {
  const { connection, newName, username, assignTo } = input;
  tell('read', connection.instanceUrl);
  const apps = await readApps(connection, { ...input, privateKey });
  const { old, found } = apps;
  if (old.settings.permittedUsers === 'admin-approved') {
    if (assignTo.length > 0) throw messages.createError('error.AssignToNotNeeded', [old.name], [newName], 2);
    return {
      ...apps,
      wanted: migrateSettings(old.settings, old.admitted),
      access: undefined,
      assignedTo: [],
    };
  }
  const { permissionSets: byHand, profiles } = old.admitted;
  const permissionSets = found?.settings.permissionSets ?? [defaultPermissionSet(newName), ...byHand];
  const usernames = [...new Set([username, ...assignTo])];
  return {
    ...apps,
    wanted: migrateSettings(old.settings, { permissionSets, profiles }),
    access: permissionSets.length > 0 ? await planAccess(connection, usernames, permissionSets) : undefined,
    assignedTo: usernames,
  };
}

/** Who used an app that admits everybody, and has to be admitted to the new one by somebody. */
export function withoutAccess({ old, assignedTo }: MigrationPlan): string[] | null {
  if (old.settings.permittedUsers === 'admin-approved') return [];
  const admitted = assignedTo.map((username) => username.toLowerCase());
  const users = old.tokenUsers?.filter((username) => !admitted.includes(username.toLowerCase()));
  return users ? [...new Set(users)] : null;
}
