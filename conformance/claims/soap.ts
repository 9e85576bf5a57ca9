import { X509Certificate } from 'node:crypto';
import { consumerKeyOf, nameOf, optionsOf } from '../apps.ts';
import { type Claim, eachHolds, type Expected, judge, judgeFact, type Outcome, summarise } from '../claim.ts';
import { appTypes, GLOBAL, HEADER, packageOf, POLICY, tag, writeApp, zipOf } from '../components.ts';
import { listAt, valueAt } from '../http.ts';
import { requireApp } from '../logins.ts';
import { callSoap, readComponent } from '../soap.ts';
import type { Trial } from '../trial.ts';

type Call = {
  operation: string;
  content: (trial: Trial) => string;
  session?: (trial: Trial) => string;
  version?: string;
};

function called(
  facts: Claim['facts'],
  says: string,
  { operation, content, session, version }: Call,
  expected: (trial: Trial) => Expected,
): Claim {
  return {
    facts,
    says,
    run: async (trial) =>
      judge(
        await callSoap(trial, operation, content(trial), { sessionId: session?.(trial), version }),
        expected(trial),
      ),
  };
}

function fault(code: string): () => Expected {
  return () => ({ status: 500, values: { 'Fault.faultcode': new RegExp(`${code}$`) } });
}

const read = (type: string, names: (trial: Trial) => string[]): Call => ({
  operation: 'readMetadata',
  content: (trial) =>
    tag('type', type) +
    names(trial)
      .map((name) => tag('fullNames', name))
      .join(''),
});

async function readGlobal(trial: Trial): Promise<Outcome> {
  requireApp(trial, 'good');
  const seen = await readComponent(trial, GLOBAL, nameOf(trial, 'good'));
  const record = valueAt(seen.value, 'readMetadataResponse.result.records');
  const oneLine = new X509Certificate(trial.keys.certificate).raw.toString('base64');
  return eachHolds(
    () =>
      Promise.resolve(
        judge(
          { ...seen, value: record },
          { status: 200, values: { consumerKey: consumerKeyOf(trial, 'good'), certificate: oneLine } },
        ),
      ),
    () =>
      Promise.resolve(judgeFact(valueAt(record, 'consumerSecret') === undefined, 'no secret', 'the secret')),
  );
}

const reads: Claim[] = [
  {
    facts: ['SOAP-01'],
    says: 'global settings read back with the key, without the secret, and with the certificate on one line',
    apps: ['good'],
    run: readGlobal,
  },
  {
    facts: ['SOAP-02'],
    says: 'a component that is not there is an empty record',
    run: async (trial) => {
      const seen = await readComponent(trial, HEADER, `${trial.prefix}_Nothing`);
      const record = valueAt(seen.value, 'readMetadataResponse.result.records');
      const outcome = judge(seen, { status: 200, members: 'readMetadataResponse.result' });
      return outcome.kind === 'holds'
        ? judgeFact(valueAt(record, 'fullName') === undefined, 'no name', summarise(seen))
        : outcome;
    },
  },
  called(
    ['SOAP-03'],
    'a dead session is a fault, by HTTP 500',
    { ...read(HEADER, () => ['Nothing']), session: ({ org }) => `${org.orgId.slice(0, 15)}!nobody` },
    fault('INVALID_SESSION_ID'),
  ),
  called(
    ['SOAP-19'],
    "a version above the org's is a fault",
    { ...read(HEADER, () => ['Nothing']), version: '999.0' },
    fault('UNSUPPORTED_API_VERSION'),
  ),
  called(
    ['SOAP-04'],
    'an unknown type is a fault',
    read('NoSuchType', () => ['Nothing']),
    fault('INVALID_TYPE'),
  ),
  called(
    ['SOAP-05'],
    'more than ten components cannot be read at once',
    read(HEADER, () => Array.from({ length: 11 }, (_, index) => `Nothing${index}`)),
    () => ({ status: 500, members: 'Fault.faultcode' }),
  ),
  {
    facts: ['SOAP-06'],
    says: 'components are listed with their file names and ids',
    apps: ['good'],
    run: async (trial) => {
      requireApp(trial, 'good');
      const seen = await callSoap(
        trial,
        'listMetadata',
        `<queries>${tag('type', HEADER)}</queries>${tag('asOfVersion', trial.org.apiVersion)}`,
      );
      const items = listAt(seen.value, 'listMetadataResponse.result');
      const name = nameOf(trial, 'good');
      const item = items.find((candidate) => valueAt(candidate, 'fullName') === name);
      return judge(
        { ...seen, value: item },
        {
          status: 200,
          values: {
            fileName: new RegExp(`externalClientApps/${name}\\.eca$`),
            type: HEADER,
            id: /^0xI\w{15}$/,
          },
        },
      );
    },
  },
  {
    facts: ['SOAP-07'],
    says: 'the types of External Client Apps are described, each with folder and suffix',
    run: async (trial) => {
      const seen = await callSoap(trial, 'describeMetadata', tag('asOfVersion', trial.org.apiVersion));
      const types = listAt(seen.value, 'describeMetadataResponse.result.metadataObjects');
      const known = types.map((type) => String(valueAt(type, 'xmlName')));
      const missing = appTypes.filter((type) => !known.includes(type));
      return judgeFact(
        missing.length === 0,
        'all types of External Client Apps',
        missing.join(', ') || 'all',
      );
    },
  },
];

function metadata(type: string, fullName: string, content: string): string {
  return `<metadata xsi:type="${type}">${tag('fullName', fullName)}${content}</metadata>`;
}

const label = tag('contactEmail', 'ops@example.com') + tag('label', 'Conformance');
const headerNamed = (name: string): string => metadata(HEADER, name, label);

const writes: Claim[] = [
  called(
    ['SOAP-08'],
    'deploy takes a zip in base64 and answers an id',
    {
      operation: 'deploy',
      content: (trial) => {
        const files = packageOf(
          [{ type: 'PermissionSet', fullName: `${trial.prefix}_Checked`, content: tag('label', 'Checked') }],
          trial.org.apiVersion,
        );
        const options =
          tag('checkOnly', 'true') + tag('rollbackOnError', 'true') + tag('singlePackage', 'true');
        return `${tag('ZipFile', Buffer.from(zipOf(files)).toString('base64'))}<DeployOptions>${options}</DeployOptions>`;
      },
    },
    () => ({ status: 200, values: { 'deployResponse.result.id': /^0Af\w{15}$/ } }),
  ),
  called(
    ['SOAP-09'],
    'an unknown deploy id is a fault',
    { operation: 'checkDeployStatus', content: () => tag('asyncProcessId', '0Af000000000001AAA') },
    fault('INVALID_CROSS_REFERENCE_KEY'),
  ),
  {
    ...called(
      ['SOAP-11'],
      'creating an app of a name in use is a duplicate',
      { operation: 'createMetadata', content: (trial) => headerNamed(nameOf(trial, 'good')) },
      () => ({
        status: 200,
        values: {
          'createMetadataResponse.result.success': 'false',
          'createMetadataResponse.result.errors.statusCode': 'DUPLICATE_DEVELOPER_NAME',
        },
      }),
    ),
    apps: ['good'],
  },
  called(
    ['SOAP-12'],
    'updating what is not there is an invalid cross reference',
    { operation: 'updateMetadata', content: (trial) => headerNamed(`${trial.prefix}_Nothing`) },
    () => ({
      status: 200,
      values: {
        'updateMetadataResponse.result.success': 'false',
        'updateMetadataResponse.result.errors.statusCode': 'INVALID_CROSS_REFERENCE_KEY',
      },
    }),
  ),
  called(
    ['SOAP-12'],
    'deleting what is not there is an invalid cross reference',
    {
      operation: 'deleteMetadata',
      content: ({ prefix }) => tag('type', HEADER) + tag('fullNames', `${prefix}_Nothing`),
    },
    () => ({
      status: 200,
      values: {
        'deleteMetadataResponse.result.success': 'false',
        'deleteMetadataResponse.result.errors.statusCode': 'INVALID_CROSS_REFERENCE_KEY',
      },
    }),
  ),
  {
    facts: ['SOAP-13'],
    says: 'upsertMetadata replaces a component and says that it was not created',
    apps: ['good'],
    run: async (trial) => {
      requireApp(trial, 'good');
      const policy = writeApp(optionsOf(trial, 'good')).find(({ type }) => type === POLICY);
      const seen = await callSoap(
        trial,
        'upsertMetadata',
        metadata(POLICY, nameOf(trial, 'good'), policy?.content ?? ''),
      );
      return judge(seen, {
        status: 200,
        values: {
          'upsertMetadataResponse.result.success': 'true',
          'upsertMetadataResponse.result.created': 'false',
        },
      });
    },
  },
  { facts: ['SOAP-14'], says: 'deleteMetadata deletes an app', run: createAndDelete },
];

async function createAndDelete(trial: Trial): Promise<Outcome> {
  const fullName = `${trial.prefix}_BySoap`;
  trial.written.components.push({ type: HEADER, fullName });
  return eachHolds(
    async () =>
      judge(await callSoap(trial, 'createMetadata', headerNamed(fullName)), {
        status: 200,
        values: { 'createMetadataResponse.result.success': 'true' },
      }),
    async () =>
      judge(await callSoap(trial, 'deleteMetadata', tag('type', HEADER) + tag('fullNames', fullName)), {
        status: 200,
        values: { 'deleteMetadataResponse.result.success': 'true' },
      }),
  );
}

/** The SOAP Metadata API. */
export const soapClaims: Claim[] = [...reads, ...writes];
