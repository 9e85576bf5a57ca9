import { Messages } from '@salesforce/core/messages';
import type { MetadataFiles } from '../app/metadata-files.ts';
import type { ComponentRecord } from '../app/app-kind.ts';
import { failuresOf, messageOf, type DeployOutcome, type DeployResult } from './deploy-result.ts';
import { explained, hostOf, isOutcomeUnknown, unreadableAnswer, type OrgConnection } from './org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'org');

/** `checkOnly`: nothing is written. Warnings fail their component, unless they are ignored (Metadata guide, DeployOptions). */
export type StartOptions = { checkOnly?: boolean; ignoreWarnings?: boolean };

/** Starts a Metadata REST deploy and returns its id (`0Af…`). All or nothing; no Apex tests are asked for, as none is deployed. */
export async function startDeploy(
  connection: OrgConnection,
  files: MetadataFiles,
  { checkOnly = false, ignoreWarnings = false }: StartOptions = {},
): Promise<string> {
  const { strToU8, zipSync } = await import('fflate');
  const zip = zipSync(Object.fromEntries([...files].map(([path, contents]) => [path, strToU8(contents)])));
  const { id } = await explained(connection, () =>
    connection.metadata.deployRest(Buffer.from(zip), {
      checkOnly,
      ignoreWarnings,
      rollbackOnError: true,
      singlePackage: true,
    }),
  ).catch((error: unknown) => {
    throw begunPerhaps(error, connection);
  });
  if (!id)
    throw messages.createError('error.DeployNotStarted', [hostOf(connection)], [connection.getUsername()]);
  return id;
}

/** Where the answer was lost, it goes on in the org perhaps, under an id that nobody knows here. */
function begunPerhaps(error: unknown, connection: OrgConnection): unknown {
  if (error instanceof Error && isOutcomeUnknown(error))
    error.message += `\n${messages.getMessage('deployUnknown', [connection.getUsername()])}`;
  return error;
}

export type { DeployOutcome };

/** How a deploy is going, or how it ended. */
export async function readDeploy(
  connection: OrgConnection,
  deployId: string,
  signal?: AbortSignal,
): Promise<DeployOutcome> {
  const options = { isRead: true, signal };
  const result: DeployResult | undefined = await explained<DeployResult | undefined>(
    connection,
    () => connection.metadata.checkDeployStatus(deployId, true, true),
    options,
  );
  if (typeof result?.status !== 'string') throw unreadableAnswer(connection, options);
  const { done, success, status } = result;
  if (!done) return { kind: 'running', status };
  if (success) return { kind: 'succeeded' };
  return { kind: 'failed', failures: failuresOf(result.details), message: messageOf(result) };
}

/** A call of the Metadata API reads at most ten components (Metadata guide, readMetadata). */
export const MOST_READ = 10;

/** Reads components of one type by SOAP `readMetadata` (there is no REST read); those that the org does not have are empty. */
export async function readComponents(
  connection: OrgConnection,
  type: string,
  fullNames: readonly string[],
): Promise<ComponentRecord[]> {
  const chunks = Array.from({ length: Math.ceil(fullNames.length / MOST_READ) }, (_, index) =>
    fullNames.slice(index * MOST_READ, (index + 1) * MOST_READ),
  );
  // jsforce's types end before External Client Apps; it reads any type by name, and gives null for what is not there
  const read = async (names: string[]): Promise<ComponentRecord[]> => {
    const records: unknown = await connection.metadata.read(type as 'ConnectedApp', names);
    return [records].flat().map((record) => (record ?? {}) as ComponentRecord);
  };
  const records = await Promise.all(
    chunks.map((names) => explained(connection, () => read(names), { isRead: true })),
  );
  return records.flat();
}

export async function readComponent(
  connection: OrgConnection,
  type: string,
  fullName: string,
): Promise<ComponentRecord> {
  const [record = {}] = await readComponents(connection, type, [fullName]);
  return record;
}

/** What a list says of a component (Metadata guide, FileProperties). */
export type ListedComponent = {
  type: string;
  fullName: string;
  id: string;
  manageableState?: string | null;
  lastModifiedDate?: string;
};

/** The components of up to three types (Metadata guide, listMetadata). */
export async function listFileProperties(
  connection: OrgConnection,
  types: readonly string[],
): Promise<ListedComponent[]> {
  // jsforce gives nothing for an empty list
  const listed = await explained<ListedComponent[] | ListedComponent | undefined>(
    connection,
    () =>
      connection.metadata.list(
        types.map((type) => ({ type })),
        connection.getApiVersion(),
      ),
    { isRead: true },
  );
  return [listed ?? []].flat();
}

/** Names of the components of up to three types. */
export async function listComponents<Type extends string>(
  connection: OrgConnection,
  types: readonly Type[],
): Promise<Record<Type, string[]>> {
  const listed = await listFileProperties(connection, types);
  const namesOf = (type: Type): string[] =>
    listed.flatMap((file) => (file.type === type ? [file.fullName] : []));
  return Object.fromEntries(types.map((type) => [type, namesOf(type)])) as Record<Type, string[]>;
}
