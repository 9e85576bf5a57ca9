import { permissionSetOf } from '../apps.ts';
import {
  CannotTry,
  type Claim,
  eachHolds,
  type Expected,
  judge,
  judgeFact,
  type Outcome,
  seenIn,
} from '../claim.ts';
import { type Answer, textAt, valueAt, jsonOf } from '../http.ts';
import { callRest, createRecord, query, rowsOf, type Trial } from '../trial.ts';

function restError(status: number, errorCode: string, message?: string | RegExp): Expected {
  return {
    status,
    values: { '0.errorCode': errorCode, ...(message === undefined ? {} : { '0.message': message }) },
  };
}

/** A record that must not come into being; if it does, the end of the run deletes it. */
function notCreated(
  facts: Claim['facts'],
  says: string,
  object: string,
  body: (trial: Trial) => Record<string, string>,
  expected: Expected,
): Claim {
  return {
    facts,
    says,
    run: async (trial) => judge(seenIn((await createRecord(trial, object, body(trial))).answer), expected),
  };
}

const NOBODY = '005000000000000AAA';
const nameFor = ({ prefix }: Trial, what: string): string => `${prefix}_${what}`;

async function readAndDelete(trial: Trial): Promise<Outcome> {
  const name = nameFor(trial, 'Record');
  const { answer, id } = await createRecord(trial, 'PermissionSet', { Name: name, Label: name });
  const path = `/sobjects/PermissionSet/${id ?? ''}`;
  return eachHolds(
    () =>
      Promise.resolve(
        judge(seenIn(answer), {
          status: 201,
          values: { id: /^0PS\w{15}$/, success: true },
          members: 'errors',
        }),
      ),
    async () => judge(seenIn(await callRest(trial, path, 'DELETE')), { status: 204, text: '' }),
    async () => judge(seenIn(await callRest(trial, path)), { status: 404 }),
  );
}

/** The app's row; rows of access lead to it by its id. */
async function idOfGoodApp(trial: Trial): Promise<string> {
  const [row] = await rowsOf(
    trial,
    `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '${nameFor(trial, 'good')}'`,
  );
  if (row === undefined) throw new CannotTry('the org does not show the app to queries');
  return String(row.Id);
}

const records: Claim[] = [
  {
    facts: ['DATA-01'],
    says: 'a record is read with attributes and the fields that are asked for',
    run: async (trial) =>
      judge(seenIn(await callRest(trial, `/sobjects/User/${trial.org.userId}?fields=Id,Username`)), {
        status: 200,
        values: { 'attributes.type': 'User', Username: trial.org.username },
      }),
  },
  {
    facts: ['DATA-02'],
    says: 'a created record is 201 with id, success and errors, a deleted one 204',
    run: readAndDelete,
  },
  {
    facts: ['ORG-02'],
    says: 'an id may be written with 15 characters',
    run: async (trial) =>
      judge(seenIn(await callRest(trial, `/sobjects/User/${trial.org.userId.slice(0, 15)}`)), {
        status: 200,
        values: { Id: trial.org.userId },
      }),
  },
  notCreated(
    ['DATA-03'],
    'a required field that is missing is named',
    'PermissionSet',
    (trial) => ({ Label: nameFor(trial, 'NoName') }),
    restError(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [Name]'),
  ),
  notCreated(
    ['DATA-04'],
    'an id that names nothing is an invalid cross reference',
    'PermissionSetAssignment',
    (trial) => ({ AssigneeId: NOBODY, PermissionSetId: trial.permissionSetId }),
    restError(400, 'INVALID_CROSS_REFERENCE_KEY', /invalid cross reference id/),
  ),
  notCreated(
    ['DATA-05'],
    'an unknown field in a body is named',
    'PermissionSet',
    (trial) => ({ Name: nameFor(trial, 'Odd'), Label: 'Odd', Nothing: 'x' }),
    restError(400, 'INVALID_FIELD', /No such column 'Nothing' on sobject of type PermissionSet/),
  ),
  notCreated(
    ['DATA-06'],
    "a permission set's name begins with a letter",
    'PermissionSet',
    (trial) => ({ Name: `1${nameFor(trial, 'Digit')}`, Label: 'Digit' }),
    restError(400, 'FIELD_INTEGRITY_EXCEPTION'),
  ),
  notCreated(
    ['DATA-07'],
    "a permission set's name is unique",
    'PermissionSet',
    (trial) => ({ Name: permissionSetOf(trial), Label: 'Second' }),
    restError(400, 'DUPLICATE_DEVELOPER_NAME'),
  ),
  notCreated(
    ['DATA-08'],
    'a second assignment of the same permission set is a duplicate',
    'PermissionSetAssignment',
    (trial) => ({ AssigneeId: trial.org.userId, PermissionSetId: trial.permissionSetId }),
    restError(
      400,
      'DUPLICATE_VALUE',
      /^Duplicate PermissionSetAssignment\. Assignee: \w+; Permission Set: \w+/,
    ),
  ),
  {
    facts: ['DATA-09'],
    says: 'a permission set that is assigned cannot be deleted',
    run: async (trial) =>
      judge(
        seenIn(await callRest(trial, `/sobjects/PermissionSet/${trial.permissionSetId}`, 'DELETE')),
        restError(400, 'DELETE_FAILED'),
      ),
  },
];

const accesses: Claim[] = [
  {
    facts: ['APP-28'],
    says: "a policy's permission set is a row of SetupEntityAccess, of the type ExternalClientApplication",
    apps: ['good'],
    run: async (trial) => {
      const where = `ParentId = '${trial.permissionSetId}' AND SetupEntityId = '${await idOfGoodApp(trial)}'`;
      const answer = await query(trial, `SELECT SetupEntityType FROM SetupEntityAccess WHERE ${where}`);
      return judge(seenIn(answer), {
        status: 200,
        values: { totalSize: 1, 'records.0.SetupEntityType': 'ExternalClientApplication' },
      });
    },
  },
  {
    facts: ['DATA-11'],
    says: 'a second row for the same permission set and app is a duplicate',
    apps: ['good'],
    run: async (trial) => {
      const body = { ParentId: trial.permissionSetId, SetupEntityId: await idOfGoodApp(trial) };
      return judge(
        seenIn((await createRecord(trial, 'SetupEntityAccess', body)).answer),
        restError(400, 'DUPLICATE_VALUE'),
      );
    },
  },
  {
    facts: ['ORG-04'],
    says: 'every profile owns a permission set, which its users are assigned to',
    run: async (trial) => {
      const soql = `SELECT PermissionSet.IsOwnedByProfile FROM PermissionSetAssignment WHERE AssigneeId = '${trial.org.userId}' AND PermissionSet.IsOwnedByProfile = true`;
      return judge(seenIn(await query(trial, soql)), { status: 200, values: { totalSize: 1 } });
    },
  },
];

type SubRequest = { method: string; url: string; referenceId: string; body?: Record<string, string> };

/** What a composite request creates is noted for the end of the run. */
async function compose(
  trial: Trial,
  allOrNone: boolean,
  write: (base: string) => SubRequest[],
): Promise<Answer> {
  const compositeRequest = write(`/services/data/v${trial.org.apiVersion}`);
  const answer = await callRest(trial, '/composite', 'POST', { allOrNone, compositeRequest });
  for (const [index, { method, url }] of compositeRequest.entries()) {
    const id = textAt(answer, `compositeResponse.${index}.body.id`);
    if (method === 'POST' && id !== '')
      trial.written.records.push({ object: url.split('/').at(-1) ?? '', id });
  }
  return answer;
}

function createSet(trial: Trial, base: string, what: string): SubRequest {
  const name = nameFor(trial, what);
  return {
    method: 'POST',
    url: `${base}/sobjects/PermissionSet`,
    referenceId: what,
    body: { Name: name, Label: name },
  };
}

function failingAssignment(base: string, PermissionSetId: string): SubRequest {
  return {
    method: 'POST',
    url: `${base}/sobjects/PermissionSetAssignment`,
    referenceId: 'assignment',
    body: { AssigneeId: NOBODY, PermissionSetId },
  };
}

const composites: Claim[] = [
  {
    facts: ['DATA-13'],
    says: 'a composite request runs in order, and a later part refers to an earlier one',
    run: async (trial) => {
      const answer = await compose(trial, true, (base) => [
        createSet(trial, base, 'Composed'),
        {
          method: 'GET',
          url: `${base}/sobjects/PermissionSet/@{Composed.id}?fields=Name`,
          referenceId: 'read',
        },
      ]);
      return judge(seenIn(answer), {
        status: 200,
        values: {
          'compositeResponse.0.httpStatusCode': 201,
          'compositeResponse.1.httpStatusCode': 200,
          'compositeResponse.1.referenceId': 'read',
          'compositeResponse.1.body.Name': nameFor(trial, 'Composed'),
        },
      });
    },
  },
  {
    facts: ['DATA-14'],
    says: 'with allOrNone one failure undoes the rest, which is told PROCESSING_HALTED',
    run: async (trial) => {
      const answer = await compose(trial, true, (base) => [
        createSet(trial, base, 'Undone'),
        failingAssignment(base, '@{Undone.id}'),
      ]);
      return eachHolds(
        () =>
          Promise.resolve(
            judge(seenIn(answer), {
              status: 200,
              values: {
                'compositeResponse.0.httpStatusCode': 400,
                'compositeResponse.0.body.0.errorCode': 'PROCESSING_HALTED',
                'compositeResponse.0.body.0.message':
                  'The transaction was rolled back since another operation in the same transaction failed.',
                'compositeResponse.1.body.0.errorCode': 'INVALID_CROSS_REFERENCE_KEY',
              },
            }),
          ),
        async () => {
          const soql = `SELECT COUNT() FROM PermissionSet WHERE Name = '${nameFor(trial, 'Undone')}'`;
          return judge(seenIn(await query(trial, soql)), { values: { totalSize: 0 } });
        },
      );
    },
  },
  {
    facts: ['DATA-14'],
    says: 'without allOrNone what succeeded stays, and what refers to a failure is halted',
    run: async (trial) => {
      const answer = await compose(trial, false, (base) => [
        createSet(trial, base, 'Stays'),
        failingAssignment(base, '@{Stays.id}'),
        {
          method: 'GET',
          url: `${base}/sobjects/PermissionSetAssignment/@{assignment.id}`,
          referenceId: 'later',
        },
      ]);
      const codes = [0, 1, 2].map((index) =>
        valueAt(jsonOf(answer), `compositeResponse.${index}.httpStatusCode`),
      );
      const halted = textAt(answer, 'compositeResponse.2.body.0.errorCode');
      const seen = `${codes.join(' ')} ${halted}`;
      return judgeFact(seen === '201 400 400 PROCESSING_HALTED', '201 400 400 PROCESSING_HALTED', seen);
    },
  },
];

/** Records, rows of access, and composite requests. */
export const recordClaims: Claim[] = [...records, ...accesses, ...composites];
