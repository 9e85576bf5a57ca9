import type { Answer } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import { type ComponentTypeName, isComponentType } from '../metadata/component-types.ts';
import { deleteComponent, isAssigned } from '../metadata/delete-component.ts';
import { settleAllDeploys } from '../metadata/deploy-queue.ts';
import { checkPermissions } from '../metadata/metadata-access.ts';
import { placeComponent } from '../metadata/place-component.ts';
import { addDefaultPolicies } from '../metadata/place-policies.ts';
import { type ComponentFault, firstFault, isFault, type Placed } from '../metadata/placement.ts';
import { listComponents } from '../metadata/readable-components.ts';
import { textAt, textsOf, type XmlElement } from '../metadata/xml-elements.ts';
import type { OrgState } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { isOff } from '../world.ts';
import { answerFault, answerSoap, writeValue } from './soap-envelope.ts';
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

/** A prefix is a matter of the sender's namespaces. */
function typeNameOf({ attributes }: XmlElement): string {
  return (attributes?.type ?? '').replace(/^.*:/, '');
}

function writeOne(
  context: SoapContext,
  operation: WriteOperation,
  metadata: XmlElement,
): Placed | ComponentFault {
  const { org, user, now, version } = context;
  const type = typeNameOf(metadata);
  const fullName = textAt(metadata.children, 'fullName');
  const problem = typeProblem(type, version);
  if (problem !== undefined || !isComponentType(type)) {
    return { fact: 'SOAP-04', problem: `INVALID_TYPE: ${problem ?? type}` };
  }
  const refused = checkOperation(context, operation, type, fullName);
  if (refused !== undefined) return refused;
  const draft = structuredClone(org.records);
  const content = { fullName, elements: metadata.children };
  // A call has no option to ignore warnings, and no place for them in its result.
  const placement = { ...content, org, draft, now, version, userId: user.id, ignoresWarnings: true };
  const placed = placeComponent(placement, type);
  if (isFault(placed)) return placed;
  addDefaultPolicies(placement);
  org.records = draft;
  return placed;
}

type Outcome = { fullName: string; fault?: ComponentFault; isCreated?: boolean };

function toResult({ fullName, fault, isCreated }: Outcome, isUpsert: boolean): object {
  return {
    ...(isUpsert ? { created: isCreated === true } : {}),
    ...(fault === undefined ? {} : { errors: toError(fault.problem) }),
    fullName,
    success: fault === undefined,
  };
}

const ROLLED_BACK: ComponentFault = {
  fact: 'SOAP-21',
  problem:
    'ALL_OR_NONE_OPERATION_ROLLED_BACK: Record rolled back because not all records were valid and the request was using AllOrNone header',
};

/** Changes one component after the other; where they belong together, the first fault undoes all. */
function changeAll<T>(
  { org, isAllOrNone }: SoapContext,
  items: T[],
  change: (item: T) => Outcome,
): Outcome[] {
  const before = org.records;
  org.records = structuredClone(before);
  const outcomes = items.map(change);
  const isTogether = isAllOrNone && !isOff(org.world, 'SOAP-21');
  if (!isTogether || outcomes.every(({ fault }) => fault === undefined)) return outcomes;
  org.records = before;
  return outcomes.map(({ fullName, fault }) => ({ fullName, fault: fault ?? ROLLED_BACK }));
}

function answerOutcomes(
  operation: WriteOperation | 'deleteMetadata',
  success: FactId,
  outcomes: Outcome[],
): Answer {
  const faults = outcomes.map(({ fault }) => fault).filter((fault) => fault !== undefined);
  // A roll back is the less telling fault.
  const fact = faults.find((fault) => fault !== ROLLED_BACK)?.fact ?? success;
  const results = outcomes.map((outcome) => toResult(outcome, operation === 'upsertMetadata'));
  return answerSoap(fact, operation, writeValue('result', results));
}

/** createMetadata, updateMetadata and upsertMetadata: components of one type, with a result for each. */
export function writeMetadata(
  context: SoapContext,
  parameters: XmlElement[],
  operation: WriteOperation,
): Answer {
  const items = parameters.filter(({ name }) => name === 'metadata');
  const tooMany = checkCount(items);
  if (tooMany !== undefined) return tooMany;
  if (new Set(items.map(typeNameOf)).size > 1) {
    return answerFault(
      'SOAP-22',
      'INVALID_TYPE',
      `The components of a call must be of one type ${OWN_WORDING}`,
    );
  }
  settleAllDeploys(context.org.world.orgs, context.now);
  const outcomes = changeAll(context, items, (item) => {
    const fullName = textAt(item.children, 'fullName');
    const written = writeOne(context, operation, item);
    return isFault(written) ? { fullName, fault: written } : { fullName, isCreated: written.isCreated };
  });
  return answerOutcomes(operation, 'SOAP-13', outcomes);
}

function deleteOne({ org, user, now }: SoapContext, type: ComponentTypeName, fullName: string): Outcome {
  const { records } = org;
  const barred = firstFault({ org }, () => checkPermissions({ org, now, userId: user.id }, type));
  if (barred !== undefined) return { fullName, fault: barred };
  if (type === 'PermissionSet' && isAssigned(records, fullName)) {
    return {
      fullName,
      fault: { fact: 'DATA-09', problem: `DELETE_FAILED: It is assigned to users ${OWN_WORDING}` },
    };
  }
  if (deleteComponent(records, type, fullName) !== undefined) return { fullName };
  const problem = `INVALID_CROSS_REFERENCE_KEY: no ${type} named ${fullName} found`;
  return { fullName, fault: { fact: 'SOAP-12', problem } };
}

export function deleteMetadata(context: SoapContext, parameters: XmlElement[]): Answer {
  const type = resolveType(textAt(parameters, 'type'), context.version);
  if (typeof type !== 'string') return type;
  const names = textsOf(parameters, 'fullNames');
  const tooMany = checkCount(names);
  if (tooMany !== undefined) return tooMany;
  const outcomes = changeAll(context, names, (fullName) => deleteOne(context, type, fullName));
  return answerOutcomes('deleteMetadata', 'SOAP-14', outcomes);
}
