import { type Claim, eachHolds, judge, judgeFact, restError, seenIn } from '../claim.ts';
import { type Answer, jsonOf, textAt, valueAt } from '../http.ts';
import { callRest, query, type Trial } from '../trial.ts';

const NOBODY = '005000000000000AAA';
const nameFor = ({ prefix }: Trial, what: string): string => `${prefix}_${what}`;

type SubRequest = { method: string; url: string; referenceId: string; body?: Record<string, string> };

/** References stay as they are: only what stands around them is encoded. */
function queryFor(base: string, soql: string, referenceId: string): SubRequest {
  const parts = soql.split(/(@\{[^}]+\})/);
  const q = parts.map((part) => (part.startsWith('@{') ? part : encodeURIComponent(part))).join('');
  return { method: 'GET', url: `${base}/query?q=${q}`, referenceId };
}

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

/** Composite requests. */
export const compositeClaims: Claim[] = [
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
  {
    facts: ['DATA-13'],
    says: 'a later query takes the id of an earlier row into its URL',
    run: async (trial) => {
      const { userId } = trial.org;
      const answer = await compose(trial, false, (base) => [
        queryFor(base, `SELECT ProfileId FROM User WHERE Id = '${userId}'`, 'caller'),
        queryFor(base, "SELECT Id FROM Profile WHERE Id = '@{caller.records[0].ProfileId}'", 'profile'),
      ]);
      return judge(seenIn(answer), { status: 200, values: { 'compositeResponse.1.body.totalSize': 1 } });
    },
  },
  {
    facts: ['DATA-14'],
    says: 'a reference to a row that is not there is named, and halts only what refers to it',
    run: async (trial) => {
      const answer = await compose(trial, false, (base) => [
        queryFor(base, "SELECT Id FROM User WHERE Username = 'nobody@nowhere.invalid'", 'nobody'),
        queryFor(base, "SELECT Id FROM Profile WHERE Id = '@{nobody.records[0].ProfileId}'", 'profile'),
        queryFor(base, 'SELECT Id FROM Organization', 'org'),
      ]);
      return judge(seenIn(answer), {
        status: 200,
        values: {
          'compositeResponse.1.body.0.errorCode': 'PROCESSING_HALTED',
          'compositeResponse.1.body.0.message':
            /^Invalid reference specified\. No value for nobody\.records\[0\]\.ProfileId found in nobody/,
          'compositeResponse.2.httpStatusCode': 200,
        },
      });
    },
  },
  {
    facts: ['DATA-18'],
    says: 'a composite request of 26 parts is refused in one answer',
    run: async (trial) => {
      const answer = await compose(trial, false, (base) =>
        Array.from({ length: 26 }, (_, index) => ({
          method: 'GET',
          url: `${base}/sobjects/User/${trial.org.userId}?fields=Id`,
          referenceId: `part${index}`,
        })),
      );
      return judge(seenIn(answer), {
        status: 200,
        values: {
          'compositeResponse.0.body.0.errorCode': 'LIMIT_EXCEEDED',
          'compositeResponse.0.body.0.message': 'The request can’t contain more than 25 operations.',
          'compositeResponse.0.referenceId': null,
        },
      });
    },
  },
  {
    facts: ['DATA-18'],
    says: 'a composite request of six queries is refused in the same way',
    run: async (trial) => {
      const answer = await compose(trial, false, (base) =>
        Array.from({ length: 6 }, (_, index) =>
          queryFor(base, 'SELECT Id FROM Organization', `query${index}`),
        ),
      );
      return judge(seenIn(answer), {
        status: 200,
        values: { 'compositeResponse.0.body.0.errorCode': 'LIMIT_EXCEEDED' },
      });
    },
  },
  {
    facts: ['DATA-19'],
    says: 'a reference id with a dash fails the whole composite request',
    run: async (trial) =>
      judge(
        seenIn(await compose(trial, false, (base) => [queryFor(base, 'SELECT Id FROM Organization', 'a-b')])),
        restError(
          400,
          'JSON_PARSER_ERROR',
          "Provided referenceId ('a-b') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').",
        ),
      ),
  },
];
