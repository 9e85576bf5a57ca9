import { Messages } from '@salesforce/core/messages';
import type { MetadataFiles } from '../app/metadata-files.ts';
import type { ComponentRecord } from '../app/read-back.ts';
import { failuresOf, messageOf, type DeployOutcome, type DeployResult } from './deploy-result.ts';
import { explained, hostOf, isOutcomeUnknown, unreadableAnswer, type OrgConnection } from './org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'org');

/** Starts a Metadata REST deploy and returns its id (`0Af…`). All or nothing; no Apex tests are asked for, as none is deployed. */
export async function startDeploy(connection: OrgConnection, files: MetadataFiles): Promise<string> {
  const { strToU8, zipSync } = await import('fflate');
  const zip = zipSync(Object.fromEntries([...files].map(([path, contents]) => [path, strToU8(contents)])));
  const { id } = await explained(connection, () =>
    connection.metadata.deployRest(Buffer.from(zip), { rollbackOnError: true, singlePackage: true }),
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

/** Reads one component of each type by SOAP `readMetadata` (the Metadata API has no REST read), side by side. */
export async function readComponents(
  connection: OrgConnection,
  types: readonly string[],
  fullName: string,
  signal?: AbortSignal,
): Promise<ComponentRecord[]> {
  // jsforce's types end before External Client Apps; it reads any type by name, and gives null for what is not there
  const read = async (type: string): Promise<ComponentRecord> => {
    const record: unknown = await connection.metadata.read(type as 'ConnectedApp', fullName);
    return (record ?? {}) as ComponentRecord;
  };
  return Promise.all(types.map((type) => explained(connection, () => read(type), { isRead: true, signal })));
}
