import { X509Certificate } from 'node:crypto';
import { consumerKeyOf, nameOf } from '../apps.ts';
import { type Claim, eachHolds, judge, judgeFact, type Outcome, summarise } from '../claim.ts';
import { appTypes, GLOBAL, HEADER, tag } from '../components.ts';
import { listAt, valueAt } from '../http.ts';
import { requireApp } from '../logins.ts';
import { callSoap, readComponent } from '../soap.ts';
import { type Call, called, fault } from '../soap-claims.ts';
import type { Trial } from '../trial.ts';

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

/** Reads by the SOAP Metadata API. */
export const soapReadClaims: Claim[] = [
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
    ['SOAP-19'],
    'a retired version is a fault',
    { ...read('ConnectedApp', () => ['Nothing']), version: '30.0' },
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
