import type { FactId } from '../facts/facts.ts';
import type { OrgRecords, OrgState } from '../org-state.ts';
import { OWN_WORDING, UNEXPECTED_ERROR } from '../refusals.ts';
import {
  componentTypeNames,
  componentTypes,
  type ComponentTypeName,
  findManifestType,
} from './component-types.ts';
import { deleteComponent, isAssigned } from './delete-component.ts';
import {
  type DeployPackage,
  findMembersWithoutFile,
  isListed,
  type PackageFile,
  type PackageMember,
} from './deploy-package.ts';
import type { DeployOptions } from './deploy-options.ts';
import { checkPermissions } from './metadata-access.ts';
import { placeComponent } from './place-component.ts';
import { addDefaultPolicies } from './place-policies.ts';
import { findPlace, type Place } from './place-in-file.ts';
import { type ComponentFault, fault, firstFault, isFault } from './placement.ts';
import { isOff } from '../world.ts';
import { parseXml, type XmlElement } from './xml-elements.ts';

export type DeployMessage = {
  componentType: string;
  fullName: string;
  fileName: string;
  id: string | null;
  isCreated: boolean;
  isChanged: boolean;
  isDeleted: boolean;
  success: boolean;
  problem: string | null;
  problemType: 'Error' | 'Warning' | null;
  /** Where in the file the problem is. */
  place: Place | null;
  fact: FactId;
};

export type DeployOutcome = {
  status: 'Succeeded' | 'SucceededPartial' | 'Failed';
  messages: DeployMessage[];
};

type RunOptions = DeployOptions & { breaksHalfWay: boolean; userId: string };
type Run = {
  org: OrgState;
  draft: OrgRecords;
  options: RunOptions;
  version: number;
  userId: string;
  now: Date;
};
type Subject = Pick<DeployMessage, 'componentType' | 'fullName' | 'fileName'>;

const NOTHING = { id: null, isCreated: false, isChanged: false, isDeleted: false, place: null } as const;

function failure(subject: Subject, { problem, fact }: ComponentFault): DeployMessage {
  return { ...subject, ...NOTHING, success: false, problem, problemType: 'Error', fact };
}

/** A warning fails its component unless the deploy ignores warnings (DEPLOY-17). */
function warning(run: Run, subject: Subject, { problem, fact }: ComponentFault): DeployMessage {
  return {
    ...subject,
    ...NOTHING,
    success: run.options.ignoreWarnings,
    problem,
    problemType: 'Warning',
    fact,
  };
}

function readElements(file: PackageFile): XmlElement[] | ComponentFault {
  try {
    const root = parseXml(file.xml);
    return root.name === file.type
      ? root.children
      : fault('DEPLOY-16', `The root element is ${root.name}, not ${file.type} ${OWN_WORDING}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    return fault('DEPLOY-16', `Error parsing file: ${reason}`);
  }
}

function deployFile(run: Run, file: PackageFile): DeployMessage {
  const subject = { componentType: file.type, fullName: file.fullName, fileName: file.path };
  const elements = readElements(file);
  if ('problem' in elements) return failure(subject, elements);
  const { ignoreWarnings: ignoresWarnings } = run.options;
  const placement = { ...run, fullName: file.fullName, elements, ignoresWarnings };
  const placed = placeComponent(placement, file.type);
  if (isFault(placed)) {
    const message = placed.isWarning ? warning(run, subject, placed) : failure(subject, placed);
    return { ...message, place: findPlace(file.xml, placed.at) };
  }
  const { id, isCreated, isChanged, fact, warning: problem = null } = placed;
  const message = { ...subject, id, isCreated, isChanged, isDeleted: false, place: null, fact };
  return { ...message, success: true, problem, problemType: problem === null ? null : 'Warning' };
}

function breakFile({ type, fullName, path }: PackageFile): DeployMessage {
  const problem = `UNKNOWN_EXCEPTION: ${UNEXPECTED_ERROR}`;
  return failure({ componentType: type, fullName, fileName: path }, fault('FAULT-12', problem));
}

function deleteMember(run: Run, { type, fullName }: PackageMember): DeployMessage {
  const subject = { componentType: type, fullName, fileName: 'destructiveChanges.xml' };
  const known = findManifestType(type);
  if (known === undefined) return failure(subject, unknownType(type));
  const barred = firstFault(run, () => checkPermissions(run, known));
  if (barred !== undefined) return failure(subject, barred);
  if (type === 'PermissionSet' && isAssigned(run.draft, fullName)) {
    return failure(subject, fault('DATA-09', `The permission set is assigned to users ${OWN_WORDING}`));
  }
  const id = deleteComponent(run.draft, known, fullName);
  if (id === undefined)
    return warning(run, subject, fault('DEPLOY-10', `No ${type} named: ${fullName} found`));
  const done = { id, isCreated: false, isChanged: true, isDeleted: true, place: null };
  return { ...subject, ...done, success: true, problem: null, problemType: null, fact: 'DEPLOY-02' };
}

function unknownType(type: string): ComponentFault {
  return fault('DEPLOY-19', `Unknown type name '${type}' in package.xml ${OWN_WORDING}`);
}

function isAvailable(type: ComponentTypeName, version: number): boolean {
  return version >= componentTypes[type].since;
}

function typeProblem(name: string, version: number): ComponentFault | undefined {
  const type = findManifestType(name);
  if (type === undefined) return unknownType(name);
  return isAvailable(type, version)
    ? undefined
    : fault('DEPLOY-32', `Entity type '${name}' is not available in this api version`);
}

/** Where package.xml and the zip disagree. */
function checkManifest(run: Run, contents: DeployPackage): DeployMessage[] {
  const messages: DeployMessage[] = [];
  const manifest = (componentType: string, fullName: string) => ({
    componentType,
    fullName,
    fileName: 'package.xml',
  });
  for (const { type, fullName } of contents.members) {
    const problem = typeProblem(type, run.version);
    if (problem !== undefined) messages.push(failure(manifest(type, fullName), problem));
  }
  if (!run.options.allowMissingFiles) {
    for (const { type, fullName } of findMembersWithoutFile(contents)) {
      const problem = `An object '${fullName}' of type ${type} was named in package.xml, but was not found in zipped directory`;
      if (findManifestType(type) !== undefined)
        messages.push(failure(manifest(type, fullName), fault('DEPLOY-07', problem)));
    }
  }
  const strangers = [
    ...contents.files
      .filter((file) => !isListed(contents, file))
      .map(({ type, fullName, path }) => ({ componentType: type, fullName, fileName: path })),
    ...contents.strangers.map((path) => ({ componentType: '', fullName: path, fileName: path })),
  ];
  return [
    ...messages,
    ...strangers.map((subject) => warning(run, subject, fault('DEPLOY-08', 'Not in package.xml'))),
  ];
}

function checkVersion(run: Run): DeployMessage[] {
  const newest = Number(run.org.apiVersions.at(-1));
  if (run.version > 0 && run.version <= newest) return [];
  const problem = `Invalid version specified: ${run.version.toFixed(1)} ${OWN_WORDING}`;
  return [
    failure(
      { componentType: '', fullName: 'package.xml', fileName: 'package.xml' },
      fault('DEPLOY-20', problem),
    ),
  ];
}

function inDeployOrder(files: PackageFile[]): PackageFile[] {
  const rank = (type: ComponentTypeName) => componentTypeNames.indexOf(type);
  return [...files].sort((one, other) => rank(one.type) - rank(other.type));
}

/** What names others goes before them, so that none is gone with another before its turn (DEPLOY-37). */
function deleteMembers(run: Run, members: PackageMember[]): DeployMessage[] {
  const rank = ({ type }: PackageMember) => {
    const known = findManifestType(type);
    return known === undefined ? -1 : componentTypeNames.indexOf(known);
  };
  const isSorted = !isOff(run.org.world, 'DEPLOY-37');
  const sorted = isSorted ? [...members].sort((one, other) => rank(other) - rank(one)) : members;
  return sorted.map((member) => deleteMember(run, member));
}

function runAll(run: Run, contents: DeployPackage): DeployMessage[] {
  const versionFaults = checkVersion(run);
  if (versionFaults.length > 0 && !isOff(run.org.world, 'DEPLOY-20')) return versionFaults;
  const files = inDeployOrder(
    contents.files.filter((file) => isListed(contents, file) && isAvailable(file.type, run.version)),
  );
  const whole = run.options.breaksHalfWay ? Math.floor(files.length / 2) : files.length;
  const messages = [
    ...checkManifest(run, contents),
    ...deleteMembers(run, contents.deletedBefore),
    ...files.slice(0, whole).map((file) => deployFile(run, file)),
    ...files.slice(whole).map(breakFile),
    ...deleteMembers(run, contents.deletedAfter),
  ];
  addDefaultPolicies(run);
  const isRule = ({ problem, fact }: DeployMessage) => problem === null || !isOff(run.org.world, fact);
  const manifest = { componentType: '', fullName: 'package.xml', fileName: 'package.xml' };
  const done = { ...NOTHING, isChanged: true, success: true, problem: null, problemType: null };
  return [...messages.filter(isRule), { ...manifest, ...done, fact: 'DEPLOY-02' }];
}

/** Runs a deploy: against a copy of the org's records, which becomes the org's if all (or enough) went well (DEPLOY-14). */
export function runDeploy(
  org: OrgState,
  contents: DeployPackage,
  options: RunOptions,
  now: Date,
): DeployOutcome {
  const draft = structuredClone(org.records);
  const { userId } = options;
  const messages = runAll({ org, draft, options, version: contents.version, userId, now }, contents);
  const hasFailed = messages.some(({ success }) => !success);
  const isPartial =
    hasFailed && !options.rollbackOnError && messages.some(({ id, success }) => success && id !== null);
  if (!options.checkOnly && (!hasFailed || isPartial)) org.records = draft;
  if (!hasFailed) return { status: 'Succeeded', messages };
  return { status: isPartial ? 'SucceededPartial' : 'Failed', messages };
}
