import { permissionSetOf } from '../apps.ts';
import {
  type Claim,
  eachHolds,
  type Expected,
  judge,
  judgeFact,
  type Outcome,
  restError,
  seenIn,
  summarise,
} from '../claim.ts';
import { jsonOf, listAt, valueAt } from '../http.ts';
import { callRest, createRecord, type Trial } from '../trial.ts';

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

const COUNTED = ['PermissionSet', 'User'];

/** How many there are is not compared: an org counts now and then. */
async function countRecords(trial: Trial): Promise<Outcome> {
  const answer = await callRest(trial, `/limits/recordCount?sObjects=${COUNTED.join(',')}`);
  const counts = listAt(jsonOf(answer), 'sObjects');
  const names = counts.map((item) => String(valueAt(item, 'name'))).sort();
  const areCounts = counts.every((item) => Number.isInteger(valueAt(item, 'count')));
  return judgeFact(
    areCounts && names.join() === COUNTED.join(),
    `a count and a name for each of ${COUNTED.join(', ')}`,
    summarise(seenIn(answer)),
  );
}

async function deleteAssigned(trial: Trial): Promise<Outcome> {
  const name = nameFor(trial, 'Assigned');
  const { id = '' } = await createRecord(trial, 'PermissionSet', { Name: name, Label: name });
  const body = { AssigneeId: trial.org.userId, PermissionSetId: id };
  const { answer } = await createRecord(trial, 'PermissionSetAssignment', body);
  return eachHolds(
    () => Promise.resolve(judge(seenIn(answer), { status: 201 })),
    async () =>
      judge(
        seenIn(await callRest(trial, `/sobjects/PermissionSet/${id}`, 'DELETE')),
        restError(400, 'DELETE_FAILED'),
      ),
  );
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
    (trial) => ({ Name: permissionSetOf(trial), Label: nameFor(trial, 'Second') }),
    restError(
      400,
      'DUPLICATE_DEVELOPER_NAME',
      'The API name you entered is already in use. Enter a unique API name.',
    ),
  ),
  {
    facts: ['DATA-07'],
    says: "a permission set's label is unique, which is told before the name",
    run: async (trial) => {
      const name = nameFor(trial, 'Twice');
      const body = { Name: name, Label: name };
      await createRecord(trial, 'PermissionSet', body);
      const { answer } = await createRecord(trial, 'PermissionSet', body);
      return judge(seenIn(answer), {
        status: 400,
        values: {
          '0.errorCode': 'DUPLICATE_MASTER_LABEL',
          '0.message': 'The label you entered is in use. Enter a unique label.',
          '1.errorCode': 'DUPLICATE_DEVELOPER_NAME',
        },
      });
    },
  },
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
    run: deleteAssigned,
  },
];

/** Bodies of which a field is wrong. */
const bodies: Claim[] = [
  notCreated(
    ['DATA-21'],
    'a value of the wrong JSON type is a parser error',
    'PermissionSet',
    (trial) => ({ Name: nameFor(trial, 'Odd'), Label: 'Odd', HasActivationRequired: 'yes' }),
    restError(400, 'JSON_PARSER_ERROR', /Cannot deserialize instance of boolean from VALUE_STRING value yes/),
  ),
  notCreated(
    ['DATA-22'],
    'a text that is too long is refused',
    'PermissionSet',
    (trial) => ({ Name: nameFor(trial, 'Odd'), Label: 'x'.repeat(81) }),
    restError(400, 'STRING_TOO_LONG', /Label: data value too large: .* \(max length=80\)/),
  ),
  notCreated(
    ['DATA-23'],
    'a reference that has not the form of an id is malformed',
    'PermissionSetAssignment',
    (trial) => ({ AssigneeId: 'x', PermissionSetId: trial.permissionSetId }),
    restError(400, 'MALFORMED_ID', /id value of incorrect type: x/),
  ),
  notCreated(
    ['DATA-24'],
    'a field that cannot be set is named',
    'PermissionSet',
    (trial) => ({ Name: nameFor(trial, 'Odd'), Label: 'Odd', CreatedDate: '2020-01-01T00:00:00Z' }),
    restError(
      400,
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      /^Unable to create\/update fields: CreatedDate\. Please check the security settings of this field/,
    ),
  ),
  {
    facts: ['DATA-29'],
    says: 'an assignment that ended in the past is refused',
    run: async (trial) => {
      const name = nameFor(trial, 'Ended');
      const { id = '' } = await createRecord(trial, 'PermissionSet', { Name: name, Label: name });
      const body = {
        AssigneeId: trial.org.userId,
        PermissionSetId: id,
        ExpirationDate: '2020-01-01T00:00:00Z',
      };
      const { answer } = await createRecord(trial, 'PermissionSetAssignment', body);
      return judge(seenIn(answer), restError(400, 'FIELD_INTEGRITY_EXCEPTION'));
    },
  },
  {
    facts: ['DATA-15'],
    says: 'the objects are described in brief, one of them with recent records',
    run: (trial) =>
      eachHolds(
        async () =>
          judge(seenIn(await callRest(trial, '/sobjects')), {
            status: 200,
            members: 'encoding maxBatchSize sobjects.0.name sobjects.0.keyPrefix sobjects.0.urls.describe',
          }),
        async () =>
          judge(seenIn(await callRest(trial, '/sobjects/PermissionSet')), {
            status: 200,
            members: 'objectDescribe.name recentItems',
          }),
      ),
  },
  {
    facts: ['DATA-16'],
    says: 'an object is described with its fields and child relationships',
    run: async (trial) =>
      judge(seenIn(await callRest(trial, '/sobjects/PermissionSet/describe')), {
        status: 200,
        values: { name: 'PermissionSet', keyPrefix: '0PS' },
        members:
          'label fields.0.name fields.0.type fields.0.soapType childRelationships recordTypeInfos supportedScopes',
      }),
  },
  {
    facts: ['DATA-17'],
    says: 'recordCount names each object that was asked for, with a count',
    run: countRecords,
  },
];

/** Records of permission sets and their assignments. */
export const recordClaims: Claim[] = [...records, ...bodies];
