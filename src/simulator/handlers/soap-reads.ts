import type { Answer } from '../answer.ts';
import {
  componentTypeNames,
  componentTypes,
  type ComponentTypeName,
  findManifestType,
  isComponentType,
  manifestNameOf,
} from '../metadata/component-types.ts';
import { toFileProperties } from '../metadata/file-properties.ts';
import { listComponents, readComponent } from '../metadata/readable-components.ts';
import { element, textAt, textsOf, writeXml, type XmlElement } from '../metadata/xml-elements.ts';
import { OWN_WORDING } from '../refusals.ts';
import type { SoapContext } from './soap-context.ts';
import { answerFault, answerSoap, writeValue } from './soap-envelope.ts';

const MOST_COMPONENTS = 10;
const MOST_QUERIES = 3;

/** Why a type cannot be used by calls in this version (SOAP-04). */
export function typeProblem(name: string, version: number): string | undefined {
  if (!isComponentType(name)) return `Unknown type:${name}`;
  return version < componentTypes[name].since ? `Cannot use: ${name} in this version` : undefined;
}

/** The type that a call names, or the fault that it gets. */
export function resolveType(name: string, version: number): ComponentTypeName | Answer {
  const problem = typeProblem(name, version);
  return problem === undefined && isComponentType(name)
    ? name
    : answerFault('SOAP-04', 'INVALID_TYPE', problem ?? name);
}

/** At most ten components may be named in a call (SOAP-05). */
export function checkCount(names: unknown[]): Answer | undefined {
  const message = `At most ${MOST_COMPONENTS} components can be named in a call ${OWN_WORDING}`;
  return names.length > MOST_COMPONENTS ? answerFault('SOAP-05', 'EXCEEDED_ID_LIMIT', message) : undefined;
}

function writeRecord({ org, version }: SoapContext, type: ComponentTypeName, fullName: string): string {
  const elements = readComponent(org, type, fullName, version);
  if (elements === undefined) return '<records xsi:nil="true"/>';
  return `<records xsi:type="${type}">${writeXml([element('fullName', fullName), ...elements])}</records>`;
}

export function readMetadata(context: SoapContext, parameters: XmlElement[]): Answer {
  const type = resolveType(textAt(parameters, 'type'), context.version);
  if (typeof type !== 'string') return type;
  const names = textsOf(parameters, 'fullNames');
  const tooMany = checkCount(names);
  if (tooMany !== undefined) return tooMany;
  const isForeign = ({ fullName, isForeign: is }: { fullName: string; isForeign: boolean }) =>
    is && names.includes(fullName);
  if (listComponents(context.org, type).some(isForeign)) {
    return answerFault('SOAP-18', 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.');
  }
  const records = names.map((fullName) => writeRecord(context, type, fullName));
  const isWhole = !records.some((record) => record.includes('xsi:nil'));
  return answerSoap(isWhole ? 'SOAP-01' : 'SOAP-02', 'readMetadata', `<result>${records.join('')}</result>`);
}

/** `listMetadata`; types that are not modelled have no components. */
export function listMetadata({ org, user, version }: SoapContext, parameters: XmlElement[]): Answer {
  const queries = parameters.filter(({ name }) => name === 'queries');
  if (queries.length > MOST_QUERIES) {
    const message = `At most ${MOST_QUERIES} queries can be made in a call ${OWN_WORDING}`;
    return answerFault('SOAP-06', 'EXCEEDED_MAX_TYPES_LIMIT', message);
  }
  const asOf = Number(textAt(parameters, 'asOfVersion')) || version;
  const types = queries
    .map(({ children }) => findManifestType(textAt(children, 'type')))
    .filter((type) => type !== undefined);
  const tooNew = types.find((type) => asOf < componentTypes[type].since);
  if (tooNew !== undefined) {
    return answerFault('SOAP-04', 'INVALID_TYPE', `Cannot use: ${manifestNameOf(tooNew)} in this version`);
  }
  const properties = types.flatMap((type) =>
    listComponents(org, type).map((component) => toFileProperties(user, type, component)),
  );
  return answerSoap('SOAP-06', 'listMetadata', writeValue('result', properties));
}

/** `describeMetadata`: the types that there are in a version. */
export function describeMetadata({ version }: SoapContext, parameters: XmlElement[]): Answer {
  const asOf = Number(textAt(parameters, 'asOfVersion')) || version;
  const metadataObjects = componentTypeNames
    .filter((type) => asOf >= componentTypes[type].since)
    .map((type) => ({
      directoryName: componentTypes[type].folder,
      inFolder: false,
      metaFile: false,
      suffix: componentTypes[type].suffix,
      xmlName: manifestNameOf(type),
    }));
  const result = {
    metadataObjects,
    organizationNamespace: '',
    partialSaveAllowed: true,
    testRequired: false,
  };
  return answerSoap('SOAP-07', 'describeMetadata', writeValue('result', result));
}
