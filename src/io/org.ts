import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import type { AccessRows, AssignmentRow, GrantPlan, PermissionSetRow, UserRow } from '../access/plan.ts';
import type { ComponentFailure } from '../app/deploy-failure.ts';
import type { MetadataFiles } from '../app/metadata-files.ts';
import type { ComponentRecord } from '../app/read-back.ts';
import { pause } from './http.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'org');

/** An org that `sf` is authorised to, as the user it is authorised as. */
export type OrgConnection = Connection;

export type OrgRows = AccessRows & { externalClientAppId: string | undefined };

/** Reads users, permission set, its assignments and the app of that name in one request. */
export async function readOrgRows(
  connection: OrgConnection,
  {
    usernames,
    permissionSet,
    appName,
  }: { usernames: readonly string[]; permissionSet: string; appName: string },
): Promise<OrgRows> {
  const names = usernames.map(quoteSoql).join(',');
  const answers = await composite(connection, { allOrNone: false }, [
    query(connection, 'users', `SELECT Id, Username, Email, IsActive FROM User WHERE Username IN (${names})`),
    query(
      connection,
      'permissionSet',
      `SELECT Id, Name, Label FROM PermissionSet WHERE Name = ${quoteSoql(permissionSet)}`,
    ),
    query(
      connection,
      'assignments',
      `SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = ${quoteSoql(permissionSet)} AND Assignee.Username IN (${names})`,
    ),
    query(
      connection,
      'app',
      `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = ${quoteSoql(appName)}`,
    ),
  ]);
  const [users, permissionSets, assignments] = answers.slice(0, 3).map((answer) => recordsOf(answer));
  // the object is marked "for internal use": an org that does not show it lets the deploy decide
  const apps = answers[3]?.httpStatusCode === 200 ? recordsOf(answers[3]) : [];
  return {
    users: users as UserRow[],
    permissionSet: (permissionSets as PermissionSetRow[])[0],
    assignments: assignments as AssignmentRow[],
    externalClientAppId: (apps as Array<{ Id: string }>)[0]?.Id,
  };
}

/** What a grant wrote, so that it can be taken back. Ids of PermissionSetAssignment and, when it was created, PermissionSet. */
export type WrittenGrant = { assignmentIds: string[]; permissionSetId: string | undefined };

/** The composite resource takes at most 25 requests. */
const COMPOSITE_LIMIT = 25;

/** Creates the permission set where it is missing and assigns it, all or nothing in each request of 25. */
export async function writeGrant(connection: OrgConnection, plan: GrantPlan): Promise<WrittenGrant> {
  const { name, id } = plan.permissionSet;
  const base = sobjects(connection);
  const creations: SubRequest[] = id
    ? []
    : // a Connected App finds a permission set by its label, an External Client App by its name
      [
        {
          method: 'POST',
          url: `${base}/PermissionSet`,
          referenceId: 'permissionSet',
          body: { Name: name, Label: name },
        },
      ];
  const assignments = plan.assign.map<SubRequest>(({ Id }, index) => ({
    method: 'POST',
    url: `${base}/PermissionSetAssignment`,
    referenceId: `assignment${index}`,
    body: { AssigneeId: Id, PermissionSetId: id ?? '@{permissionSet.id}' },
  }));
  const requests = [...creations, ...assignments];
  if (requests.length > COMPOSITE_LIMIT)
    throw messages.createError('error.TooManyUsers', [requests.length, COMPOSITE_LIMIT - 1]);
  if (requests.length === 0) return { assignmentIds: [], permissionSetId: undefined };
  const answers = await composite(connection, { allOrNone: true }, requests);
  for (const answer of answers) failOnRefusal(answer);
  const ids = answers.map(({ body }) => (body as { id: string }).id);
  return { permissionSetId: id ? undefined : ids[0], assignmentIds: ids.slice(creations.length) };
}

/** Deletes what `writeGrant` wrote, the assignments first: a permission set that is assigned cannot be deleted. */
export async function deleteGrant(
  connection: OrgConnection,
  { assignmentIds, permissionSetId }: WrittenGrant,
): Promise<void> {
  const base = sobjects(connection);
  const urls = assignmentIds.map((id) => `${base}/PermissionSetAssignment/${id}`);
  if (permissionSetId) urls.push(`${base}/PermissionSet/${permissionSetId}`);
  if (urls.length === 0) return;
  const requests = urls.map<SubRequest>((url, index) => ({
    method: 'DELETE',
    url,
    referenceId: `delete${index}`,
  }));
  const answers = await composite(connection, { allOrNone: true }, requests);
  for (const answer of answers) failOnRefusal(answer);
}

/** Starts a Metadata REST deploy and returns its id (`0Af…`). All or nothing; no Apex tests are asked for, as none is deployed. */
export async function startDeploy(connection: OrgConnection, files: MetadataFiles): Promise<string> {
  const { strToU8, zipSync } = await import('fflate');
  const zip = zipSync(Object.fromEntries([...files].map(([path, contents]) => [path, strToU8(contents)])));
  const { id } = await explained(connection, () =>
    connection.metadata.deployRest(Buffer.from(zip), { rollbackOnError: true, singlePackage: true }),
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

/** Reads one component of each type by SOAP `readMetadata` (the Metadata API has no REST read), side by side. */
export async function readComponents(
  connection: OrgConnection,
  types: readonly string[],
  fullName: string,
): Promise<ComponentRecord[]> {
  // jsforce's types end before External Client Apps; it reads any type by name, and gives null for what is not there
  const read = async (type: string): Promise<ComponentRecord> => {
    const record: unknown = await connection.metadata.read(type as 'ConnectedApp', fullName);
    return (record ?? {}) as ComponentRecord;
  };
  return explained(connection, () => Promise.all(types.map((type) => retryOnNotFound(() => read(type)))));
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

type SubRequest = {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  referenceId: string;
  body?: Record<string, string>;
};
type SubAnswer = { httpStatusCode: number; referenceId: string; body: unknown };

async function composite(
  connection: OrgConnection,
  { allOrNone }: { allOrNone: boolean },
  compositeRequest: SubRequest[],
): Promise<SubAnswer[]> {
  const answer = await explained(connection, () =>
    connection.requestPost<{ compositeResponse: SubAnswer[] }>('/composite', { allOrNone, compositeRequest }),
  );
  return answer.compositeResponse;
}

function query(connection: OrgConnection, referenceId: string, soql: string): SubRequest {
  return { method: 'GET', url: `${base(connection)}/query?q=${encodeURIComponent(soql)}`, referenceId };
}

const base = (connection: OrgConnection): string => `/services/data/v${connection.getApiVersion()}`;
const sobjects = (connection: OrgConnection): string => `${base(connection)}/sobjects`;
const hostOf = (connection: OrgConnection): string => new URL(connection.instanceUrl).host;

function recordsOf(answer: SubAnswer): unknown[] {
  failOnRefusal(answer);
  return (answer.body as { records: unknown[] }).records;
}

type ApiError = { errorCode: string; message: string };

/** In an all-or-none request every answer but the culprit's says PROCESSING_HALTED. */
function failOnRefusal({ httpStatusCode, body }: SubAnswer): void {
  if (httpStatusCode < 400) return;
  const [error] = [body].flat() as ApiError[];
  if (error?.errorCode === 'PROCESSING_HALTED') return;
  throw messages.createError('error.OrgRefused', [
    `${error?.message ?? 'no reason'} (${error?.errorCode ?? httpStatusCode})`,
  ]);
}

/** A string literal of SOQL. */
function quoteSoql(text: string): string {
  return `'${text.replace(/[\\'"]/g, '\\$&')}'`;
}

/** Gives the faults of an admin's connection a name and a next step; mistakes of our own pass as they are. */
async function explained<T>(connection: OrgConnection, call: () => PromiseLike<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, message, code } = error as SfError;
    const username = connection.getUsername() ?? '';
    // jsforce's own words, before it sends anything
    if (message.startsWith('SOAP API does not support JWT-based access tokens')) {
      throw messages.createError(
        'error.SoapRefusesToken',
        [hostOf(connection), username],
        [connection.instanceUrl],
      );
    }
    if (/INVALID_SESSION_ID/.test(`${name} ${message}`)) {
      throw messages.createError('error.OrgSessionEnded', [username, message], [connection.instanceUrl]);
    }
    if (
      /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|ETIMEDOUT|fetch failed/.test(`${name} ${code} ${message}`)
    ) {
      throw messages.createError('error.OrgUnreachable', [hostOf(connection), username], [username]);
    }
    const { errorCode } = error as { errorCode?: string };
    if (errorCode)
      throw messages.createError('error.OrgCallFailed', [hostOf(connection), message, errorCode], [username]);
    throw error;
  }
}
