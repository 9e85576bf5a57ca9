import type { AppType } from '../../app/app-type.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import type { ProofOptions } from '../app/prove-login.ts';
import type { KeygenOutput } from '../keygen.ts';
import type { PrivateKeyLocation } from '../private-key.ts';

/**
 * `admin`: the alias or username of the connection, as it was typed. `entryName`: of the project file. What is undefined of
 * `name` and `type` (of the app), `username`, `keyFile` and `certificateFile` is what the entry says, or has a default.
 * `storesLogin`: whether `sf` gets to know the login; undefined: unless that would take something away.
 */
export type SetupInput = Pick<PrivateKeyLocation, 'passphrase' | 'askPassphrase'> & {
  connection: OrgConnection;
  admin: string;
  entryName?: string;
  username?: string;
  name?: string;
  type?: AppType;
  keyFile?: string;
  certificateFile?: string;
  alias?: string;
  storesLogin?: boolean;
  isDryRun?: boolean;
  waitMinutes: number;
  /** The command that was typed, for the one who takes it up again. */
  again: string;
};

export type SetupStepName = 'key' | 'app' | 'access' | 'login' | 'authorisation' | 'project-file';

/** `already`: there was nothing to do. `skipped`: it was not asked for, or would take something away. */
export type SetupStep = {
  name: SetupStepName;
  state: 'done' | 'already' | 'planned' | 'skipped';
  detail: string;
};

/** Paths are absolute; `keyFile` is empty of a key that came by a variable. */
export type SetupResult = {
  outcome: 'set-up' | 'unchanged' | 'planned';
  entry: string;
  username: string;
  orgId: string;
  instanceUrl: string;
  consumerKey: string | null;
  alias: string | null;
  keyFile: string;
  certificateFile: string;
  projectFile: string;
  steps: SetupStep[];
};

/** `onStep`: told of each step as it ends. `onWarning`: of what is risky about the place of a new key. */
export type SetupOptions = Partial<ProofOptions> & {
  onStep?: (step: SetupStep) => void;
  onWarning?: (warning: KeygenOutput['warnings'][number]) => void;
};
