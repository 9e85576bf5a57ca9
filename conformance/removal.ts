import { appTypes, deletionOf, HEADER, type Member } from './components.ts';
import { deployFiles } from './deploy.ts';
import { listNames } from './soap.ts';
import { callRest, rowsOf, type Trial } from './trial.ts';

/** What the queries below find, and in this order: what is assigned or granted cannot be deleted. */
const recordQueries: [object: string, soql: (prefix: string) => string][] = [
  [
    'SetupEntityAccess',
    (prefix) => `SELECT Id, Parent.Name FROM SetupEntityAccess WHERE Parent.Name LIKE '${prefix}%'`,
  ],
  [
    'PermissionSetAssignment',
    (prefix) =>
      `SELECT Id, PermissionSet.Name FROM PermissionSetAssignment WHERE PermissionSet.Name LIKE '${prefix}%'`,
  ],
  ['PermissionSet', (prefix) => `SELECT Id, Name FROM PermissionSet WHERE Name LIKE '${prefix}%'`],
];

/** Whatever an attempt at removing throws, the next one is made; what is left is looked up at the end. */
async function attempt<T>(work: () => Promise<T>, fallback: T): Promise<T> {
  try {
    return await work();
  } catch {
    return fallback;
  }
}

/** Deletes by deploy, all at once, and one by one where the org does not take that. */
async function deleteComponents(trial: Trial, members: Member[]): Promise<void> {
  if (members.length === 0) return;
  const remove = (some: Member[]) =>
    attempt(
      async () =>
        (await deployFiles(trial, deletionOf(some, trial.org.apiVersion), { ignoreWarnings: true })).success,
      false,
    );
  if (await remove(members)) return;
  for (const member of members) await remove([member]);
}

async function findComponents(trial: Trial): Promise<Member[]> {
  const found: Member[] = [];
  for (const type of appTypes) {
    const names = await attempt(() => listNames(trial, type), []);
    found.push(
      ...names.filter((name) => name.startsWith(trial.prefix)).map((fullName) => ({ type, fullName })),
    );
  }
  return found;
}

async function findRecords(trial: Trial): Promise<{ object: string; id: string }[]> {
  const found: { object: string; id: string }[] = [];
  for (const [object, write] of recordQueries) {
    const rows = await attempt(() => rowsOf(trial, write(trial.prefix)), []);
    found.push(...rows.map(({ Id }) => ({ object, id: String(Id) })));
  }
  return found;
}

async function deleteRecords(trial: Trial, records: { object: string; id: string }[]): Promise<void> {
  for (const { object, id } of records) {
    await attempt(async () => callRest(trial, `/sobjects/${object}/${id}`, 'DELETE'), undefined);
  }
}

/** Removes all that this run may have written, by name and by id, and answers what is still there. */
export async function removeAll(trial: Trial): Promise<string[]> {
  const headers = trial.written.components.filter(({ type }) => type === HEADER);
  const names = [...new Set(headers.map(({ fullName }) => fullName))];
  await deleteComponents(
    trial,
    names.map((fullName) => ({ type: HEADER, fullName })),
  );
  // Whether the parts go with the header is one of the claims.
  await deleteComponents(trial, await findComponents(trial));
  await deleteRecords(trial, trial.written.records.toReversed());
  await deleteRecords(trial, await findRecords(trial));
  return describeRest(trial);
}

/** A look-up that fails proves nothing: what it would have found may be there. */
async function lookUp(what: string, find: () => Promise<string[]>): Promise<string[]> {
  try {
    return await find();
  } catch (error) {
    return [`perhaps ${what}: the org could not be asked (${error instanceof Error ? error.message : ''})`];
  }
}

async function describeComponents(trial: Trial, type: string): Promise<string[]> {
  const names = (await listNames(trial, type)).filter((name) => name.startsWith(trial.prefix));
  return names.map((name) => `${type} ${name}`);
}

async function describeRecords(trial: Trial, object: string, soql: string): Promise<string[]> {
  return (await rowsOf(trial, soql)).map(({ Id }) => `${object} ${String(Id)}`);
}

async function describeRest(trial: Trial): Promise<string[]> {
  const { prefix } = trial;
  const lines: string[] = [];
  const wasWritten = trial.written.components.length > 0;
  for (const type of wasWritten ? appTypes : []) {
    lines.push(...(await lookUp(`${type} ${prefix}…`, () => describeComponents(trial, type))));
  }
  for (const [object, write] of recordQueries) {
    lines.push(
      ...(await lookUp(`${object} of ${prefix}…`, () => describeRecords(trial, object, write(prefix)))),
    );
  }
  return lines;
}
