import type { Answer } from '../answer.ts';
import { type ComponentTypeName, isComponentType } from '../metadata/component-types.ts';
import { deleteComponent, isAssigned } from '../metadata/delete-component.ts';
import { placeComponent } from '../metadata/place-component.ts';
import { addDefaultPolicies } from '../metadata/place-policies.ts';
import { type ComponentFault, isFault, type Placed } from '../metadata/placement.ts';
import { listComponents } from '../metadata/readable-components.ts';
import { textAt, textsOf, type XmlElement } from '../metadata/xml-elements.ts';
import type { OrgState } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { answerSoap, writeValue } from './soap-envelope.ts';
import type { SoapContext } from './soap-context.ts';
import { checkCount, resolveType, typeProblem } from './soap-reads.ts';

type WriteOperation = 'createMetadata' | 'updateMetadata' | 'upsertMetadata';

function exists(org: OrgState, type: ComponentTypeName, fullName: string): boolean {
  return listComponents(org, type).some((component) => component.fullName === fullName);
}

function checkOperation(
  { org }: SoapContext,
  operation: WriteOperation,
  type: ComponentTypeName,
  fullName: string,
): ComponentFault | undefined {
  const isThere = exists(org, type, fullName);
  if (operation === 'createMetadata' && isThere) {
    return { fact: 'SOAP-11', problem: `DUPLICATE_DEVELOPER_NAME: ${fullName} is in use ${OWN_WORDING}` };
  }
  if (operation === 'updateMetadata' && !isThere) {
    const problem = `INVALID_CROSS_REFERENCE_KEY: There is no ${type} ${fullName} ${OWN_WORDING}`;
    return { fact: 'SOAP-12', problem };
  }
  return undefined;
}

/** A problem may begin with its status code; others count as a breach of the field's rules. */
function toError(problem: string): { message: string; statusCode: string } {
  const [, statusCode = 'FIELD_INTEGRITY_EXCEPTION', message = problem] =
    /^([A-Z_]+): (.*)$/s.exec(problem) ?? [];
  return { message, statusCode };
}

function writeOne(
  context: SoapContext,
  operation: WriteOperation,
  metadata: XmlElement,
): Placed | ComponentFault {
  const { org, now, version } = context;
  // A prefix is a matter of the sender's namespaces.
  const type = (metadata.attributes?.type ?? '').replace(/^.*:/, '');
  const fullName = textAt(metadata.children, 'fullName');
  const problem = typeProblem(type, version);
  if (problem !== undefined || !isComponentType(type)) {
    return { fact: 'SOAP-04', problem: `INVALID_TYPE: ${problem ?? type}` };
  }
  const refused = checkOperation(context, operation, type, fullName);
  if (refused !== undefined) return refused;
  const draft = structuredClone(org.records);
  const placement = { org, draft, now, fullName, elements: metadata.children };
  const placed = placeComponent(placement, type, version);
  if (isFault(placed)) return placed;
  addDefaultPolicies({ org, draft, now });
  org.records = draft;
  return placed;
}

/** createMetadata, updateMetadata and upsertMetadata: each component by itself, with a result of its own. */
export function writeMetadata(
  context: SoapContext,
  parameters: XmlElement[],
  operation: WriteOperation,
): Answer {
  const items = parameters.filter(({ name }) => name === 'metadata');
  const tooMany = checkCount(items);
  if (tooMany !== undefined) return tooMany;
  const placed = items.map((item) => ({
    fullName: textAt(item.children, 'fullName'),
    outcome: writeOne(context, operation, item),
  }));
  const results = placed.map(({ fullName, outcome }) => ({
    ...(operation === 'upsertMetadata' ? { created: !isFault(outcome) && outcome.isCreated } : {}),
    ...(isFault(outcome) ? { errors: toError(outcome.problem) } : {}),
    fullName,
    success: !isFault(outcome),
  }));
  const failed = placed.map(({ outcome }) => outcome).find(isFault);
  return answerSoap(failed?.fact ?? 'SOAP-13', operation, writeValue('result', results));
}

function notDeleted(fullName: string, statusCode: string, message: string) {
  return { errors: { message, statusCode }, fullName, success: false };
}

export function deleteMetadata({ org, version }: SoapContext, parameters: XmlElement[]): Answer {
  const type = resolveType(textAt(parameters, 'type'), version);
  if (typeof type !== 'string') return type;
  const names = textsOf(parameters, 'fullNames');
  const tooMany = checkCount(names);
  if (tooMany !== undefined) return tooMany;
  const results = names.map((fullName) => {
    if (type === 'PermissionSet' && isAssigned(org.records, fullName)) {
      return notDeleted(fullName, 'DELETE_FAILED', `It is assigned to users ${OWN_WORDING}`);
    }
    return deleteComponent(org.records, type, fullName) === undefined
      ? notDeleted(fullName, 'INVALID_CROSS_REFERENCE_KEY', `no ${type} named ${fullName} found`)
      : { fullName, success: true };
  });
  const isWhole = results.every(({ success }) => success);
  return answerSoap(isWhole ? 'SOAP-14' : 'SOAP-12', 'deleteMetadata', writeValue('result', results));
}
