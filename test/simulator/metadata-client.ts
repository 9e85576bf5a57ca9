import { createRequire } from 'node:module';
import type { Simulator } from '../../src/simulator/server.ts';

export type Outcome = {
  success: boolean;
  fullName: string;
  errors: { statusCode: string; message: string }[];
};

export type RetrieveResult = {
  id: string;
  done: boolean;
  success: boolean;
  status: string;
  errorMessage?: string;
  errorStatusCode?: string;
  fileProperties: { fileName: string; fullName: string; type: string; manageableState: string }[];
  messages: { fileName: string; problem: string }[];
  zipFile: string;
};

/** The client behind the released CLI; its own types do not know the newer components. */
export type Metadata = {
  read: (type: string, names: string | string[]) => Promise<Record<string, unknown>>;
  list: (queries: { type: string }[], version: string) => Promise<Record<string, unknown>[]>;
  describe: (version: string) => Promise<{ metadataObjects: { xmlName: string; suffix: string }[] }>;
  create: (type: string, metadata: object) => Promise<Outcome>;
  update: (type: string, metadata: object) => Promise<Outcome>;
  upsert: (type: string, metadata: object) => Promise<Outcome & { created: boolean }>;
  delete: (type: string, names: string) => Promise<Outcome>;
  deploy: (zip: Buffer, options: object) => PromiseLike<{ id: string }>;
  checkDeployStatus: (id: string, details: boolean) => Promise<Record<string, unknown>>;
  cancelDeploy: (id: string) => Promise<unknown>;
  deployRecentValidation: (options: { id: string; rest?: boolean }) => Promise<string>;
  retrieve: (request: object) => PromiseLike<{ id: string }>;
  checkRetrieveStatus: (id: string) => Promise<RetrieveResult>;
};
const { Connection } = createRequire(import.meta.url)('@jsforce/jsforce-node') as {
  Connection: new (options: object) => { metadata: Metadata };
};

/** A client with the administrator's session, unless another is given. */
export function connect(
  simulator: Simulator,
  token = simulator.admin.accessToken,
  version = '66.0',
): Metadata {
  return new Connection({ instanceUrl: simulator.origin.origin, accessToken: token, version }).metadata;
}

/** The message with which a call fails. */
export async function refusalOf(promise: PromiseLike<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  return 'no refusal';
}
