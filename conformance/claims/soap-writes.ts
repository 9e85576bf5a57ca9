import { nameOf, optionsOf } from '../apps.ts';
import { type Claim, eachHolds, judge, judgeFact, type Outcome } from '../claim.ts';
import { HEADER, packageOf, POLICY, tag, writeApp, zipOf } from '../components.ts';
import { requireApp } from '../logins.ts';
import { callSoap, readElement } from '../soap.ts';
import { called, fault } from '../soap-claims.ts';
import type { Trial } from '../trial.ts';

function metadata(type: string, fullName: string, content: string): string {
  return `<metadata xsi:type="${type}">${tag('fullName', fullName)}${content}</metadata>`;
}

const label = tag('contactEmail', 'ops@example.com') + tag('label', 'Conformance');
const headerNamed = (name: string): string => metadata(HEADER, name, label);

/** Writes by the SOAP Metadata API. */
export const soapWriteClaims: Claim[] = [
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
  called(
    ['SOAP-22'],
    'the components of a call are of one type',
    {
      operation: 'updateMetadata',
      content: ({ prefix }) =>
        headerNamed(`${prefix}_Nothing`) +
        metadata('PermissionSet', `${prefix}_Nothing`, tag('label', 'Nothing')),
    },
    fault('INVALID_TYPE'),
  ),
  {
    facts: ['SOAP-21'],
    says: 'with AllOrNoneHeader one wrong component undoes the others',
    run: createAllOrNone,
  },
];

async function createAllOrNone(trial: Trial): Promise<Outcome> {
  const fullName = `${trial.prefix}_AllOrNone`;
  trial.written.components.push({ type: HEADER, fullName });
  const wrong = metadata(HEADER, `${trial.prefix}_Wrong`, tag('label', 'No address'));
  const header = `<AllOrNoneHeader>${tag('allOrNone', 'true')}</AllOrNoneHeader>`;
  return eachHolds(
    async () =>
      judge(await callSoap(trial, 'createMetadata', headerNamed(fullName) + wrong, { header }), {
        status: 200,
        values: {
          'createMetadataResponse.result.0.success': 'false',
          'createMetadataResponse.result.0.errors.statusCode': 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
          'createMetadataResponse.result.1.success': 'false',
        },
      }),
    async () => {
      const name = await readElement(trial, HEADER, fullName, 'fullName');
      return judgeFact(name === undefined, 'no app', 'the app');
    },
  );
}

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
