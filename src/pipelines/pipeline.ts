import type { SetCommands } from './set-command.ts';

/** The providers that a pipeline can be written for, as `--provider` names them. */
export const PROVIDERS = ['github', 'gitlab', 'bitbucket', 'azure', 'jenkins', 'circleci'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/**
 * A private key as the provider stores it, under `name`. `copies`: variables of other orgs that have the same key, which the
 * pipeline itself fills. `keyFile`: from the folder of the project file; absent where the file names none.
 */
export type Secret = { name: string; copies: string[]; orgs: string[]; keyFile?: string };

/** What a pipeline is made of; nothing of it is secret. */
export type Pipeline = {
  /** Names of entries of the project file, in its order. */
  orgs: readonly string[];
  /** Whether they are all of the file: then the pipeline names none, and a new one needs no new pipeline. */
  isWholeFile: boolean;
  /** Jobs among which the orgs are split. */
  shards: number;
  secrets: readonly Secret[];
  /** Of the project file, from the root of the repository; empty where it is the root. */
  folder: string;
  /** Folders that are deployed, from there. */
  sources: readonly string[];
  /** The branch whose scheduled runs check. */
  branch: string;
  /** What is installed: `@salesforce/cli@2.1.0`, and the plugin's name and version. */
  cli: string;
  plugin: { name: string; version: string };
};

/** Where the repository is, as its remote says; what is unknown is absent. */
export type Place = { host?: string; owner?: string; repository?: string };

/** What is particular about a provider. */
export type Provider = {
  title: string;
  /** Where the provider looks for its pipeline, from the root of the repository. */
  file: string;
  render: (pipeline: Pipeline) => string;
  /** What stores the value of a secret. */
  commands: (name: string, place: Place) => SetCommands;
  /** Whether the commands name the repository; absent where they do not have to. Else words in capitals stand for what is unknown. */
  isPlaceKnown?: (place: Place) => boolean;
  /** How many secrets a repository can have, where that is known. */
  limit?: number;
  /** Whether a secret belongs to a pipeline, which is made of the file once that is pushed. */
  storesInPipeline?: boolean;
  /** Whether runs by the clock are set up outside of the file. */
  isScheduledElsewhere?: boolean;
};
