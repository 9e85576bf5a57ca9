import { strToU8, zipSync } from 'fflate';
import type { OrgState } from '../org-state.ts';
import {
  componentTypes,
  type ComponentTypeName,
  findManifestType,
  manifestNameOf,
  pathOf,
} from './component-types.ts';
import type { PackageMember } from './deploy-package.ts';
import { type Author, type FileProperties, toFileProperties } from './file-properties.ts';
import { type Listed, listComponents, readComponent } from './readable-components.ts';
import { element, writeFile } from './xml-elements.ts';

export type RetrieveRequest = {
  version: number;
  /** Whether the package lies at the root of the zip; otherwise in the folder `unpackaged`. */
  isSingle: boolean;
  members: PackageMember[];
};

export type RetrieveMessage = { fileName: string; problem: string };

/**
 * What a retrieve finds: a zip of files with their properties, and a message for each member that it does not. The zip
 * is gone once it was fetched.
 */
export type Retrieved = { zip: Buffer | null; properties: FileProperties[]; messages: RetrieveMessage[] };

type Wanted = { type: ComponentTypeName; component: Listed };

function loadProblem(type: string, fullName: string): string {
  return (
    'Metadata API received improper input. Please ensure file name and capitalization is correct. ' +
    `Load of metadata from db failed for metadata of type:${type} and file name:${fullName}.`
  );
}

/** The components that a member of package.xml means, or why there are none (SOAP-16, SOAP-18). */
function findWanted(org: OrgState, member: PackageMember, version: number): Wanted[] | string {
  const type = findManifestType(member.type);
  if (type === undefined) return `Entity type: '${member.type}' is unknown`;
  if (version < componentTypes[type].since) {
    return `Entity type '${member.type}' is not available in this api version`;
  }
  const components = listComponents(org, type);
  if (member.fullName === '*') {
    // The wildcard passes over apps of other orgs.
    return components.filter(({ isForeign }) => !isForeign).map((component) => ({ type, component }));
  }
  const component = components.find(({ fullName }) => fullName === member.fullName);
  if (component === undefined) {
    return `Entity of type '${member.type}' named '${member.fullName}' cannot be found`;
  }
  return component.isForeign ? loadProblem(member.type, member.fullName) : [{ type, component }];
}

function writeManifest(wanted: Wanted[], version: number): string {
  const names = [...new Set(wanted.map(({ type }) => manifestNameOf(type)))].sort();
  const types = names.map((name) => {
    const members = wanted
      .filter(({ type }) => manifestNameOf(type) === name)
      .map(({ component }) => component.fullName)
      .sort();
    return element('types', [...members.map((member) => element('members', member)), element('name', name)]);
  });
  return writeFile('Package', [...types, element('version', version.toFixed(1))]);
}

function withoutRepetition(wanted: Wanted[]): Wanted[] {
  return [...new Map(wanted.map((item) => [pathOf(item.type, item.component.fullName), item])).values()];
}

/** Reads the wanted components into a zip of the layout that deploys take. */
export function retrieveComponents(org: OrgState, author: Author, request: RetrieveRequest): Retrieved {
  const { version, isSingle, members } = request;
  const root = isSingle ? '' : 'unpackaged/';
  const found = members.map((member) => findWanted(org, member, version));
  const wanted = withoutRepetition(found.flatMap((item) => (typeof item === 'string' ? [] : item)));
  const manifest = `${root}package.xml`;
  const files = wanted.map(({ type, component: { fullName } }) => [
    root + pathOf(type, fullName),
    strToU8(writeFile(type, readComponent(org, type, fullName, version) ?? [])),
  ]);
  return {
    zip: Buffer.from(
      zipSync({
        ...(Object.fromEntries(files) as Record<string, Uint8Array>),
        [manifest]: strToU8(writeManifest(wanted, version)),
      }),
    ),
    properties: wanted.map(({ type, component }) => toFileProperties(author, type, component, root)),
    messages: found
      .filter((item) => typeof item === 'string')
      .map((problem) => ({ fileName: manifest, problem })),
  };
}
