import { Messages } from '@salesforce/core/messages';
import type { ComponentFailure } from '../app/deploy-failure.ts';
import type { MetadataFiles } from '../app/metadata-files.ts';
import type { ComponentRecord } from '../app/app-kind.ts';
import { pause } from './http.ts';
import { explained, hostOf, type OrgConnection } from './org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'org');

/** Starts a Metadata REST deploy and returns its id (`0Af…`). All or nothing; no Apex tests are asked for, as none is deployed. */
export async function startDeploy(
  connection: OrgConnection,
  files: MetadataFiles,
  { checkOnly = false }: { checkOnly?: boolean } = {},
): Promise<string> {
  const { strToU8, zipSync } = await import('fflate');
  const zip = zipSync(Object.fromEntries([...files].map(([path, contents]) => [path, strToU8(contents)])));
  const { id } = await explained(connection, () =>
    connection.metadata.deployRest(Buffer.from(zip), {
      checkOnly,
      rollbackOnError: true,
      singlePackage: true,
    }),
  );
  if (!id) throw messages.createError('error.DeployNotStarted', [hostOf(connection)]);
  return id;
}

export type DeployOutcome =
  | { kind: 'running'; status: string }
  | { kind: 'succeeded' }
  | { kind: 'failed'; failures: ComponentFailure[]; message: string };

export async function readDeploy(connection: OrgConnection, deployId: string): Promise<DeployOutcome> {
  const result = await explained(connection, () =>
    connection.metadata.checkDeployStatus(deployId, true, true),
  );
  const { done, success, status } = result;
  if (!done) return { kind: 'running', status };
  if (success) return { kind: 'succeeded' };
  return { kind: 'failed', failures: failuresOf(result.details), message: result.errorMessage ?? status };
}

/** The REST resource answers without details when nothing was read, and may give one failure as an object of its own. */
function failuresOf(details: { componentFailures?: unknown } | undefined): ComponentFailure[] {
  const failures = [details?.componentFailures ?? []].flat() as Array<Partial<ComponentFailure>>;
  return failures.map(({ componentType = '', fullName = '', problem = '' }) => ({
    componentType,
    fullName,
    problem,
  }));
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
  const records = await explained(connection, () =>
    Promise.all(chunks.map((names) => retryOnNotFound(() => read(names)))),
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
export type ListedComponent = { type: string; fullName: string; id: string; manageableState?: string | null };

/** The components of up to three types (Metadata guide, listMetadata). */
export async function listFileProperties(
  connection: OrgConnection,
  types: readonly string[],
): Promise<ListedComponent[]> {
  // jsforce gives nothing for an empty list
  const listed = await explained<ListedComponent[] | ListedComponent | undefined>(connection, () =>
    retryOnNotFound(async () =>
      connection.metadata.list(
        types.map((type) => ({ type })),
        connection.getApiVersion(),
      ),
    ),
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

const NOT_FOUND_PAUSE_MILLISECONDS = 1000;

/**
 * Right after a deploy, the Metadata API's SOAP address can answer HTTP 404 once; Salesforce's own sf-pi asks again after a
 * second.
 */
async function retryOnNotFound<T>(call: () => Promise<T>): Promise<T> {
  return call().catch(async (error: unknown) => {
    if ((error as { errorCode?: string }).errorCode !== 'ERROR_HTTP_404') throw error;
    await pause(NOT_FOUND_PAUSE_MILLISECONDS);
    return call();
  });
}
