import { strFromU8, unzipSync } from 'fflate';
import { componentTypeNames, componentTypes, type ComponentTypeName } from './component-types.ts';
import { parseXml, textAt, textsOf, type XmlElement } from './xml-elements.ts';

export type PackageFile = { path: string; type: ComponentTypeName; fullName: string; xml: string };
export type PackageMember = { type: string; fullName: string };

/** What a deploy zip holds, read once. */
export type DeployPackage = {
  version: number;
  members: PackageMember[];
  deletedBefore: PackageMember[];
  deletedAfter: PackageMember[];
  files: PackageFile[];
  /** Paths of files that are of no type the org knows. */
  strangers: string[];
};

export type PackageFault = { problem: string };

const MANIFEST = 'package.xml';

function readMembers(manifest: XmlElement): PackageMember[] {
  return manifest.children
    .filter(({ name }) => name === 'types')
    .flatMap(({ children }) =>
      textsOf(children, 'members').map((fullName) => ({ type: textAt(children, 'name'), fullName })),
    );
}

/** `externalClientApps/My_App.eca`, with or without the ending `-meta.xml` (DEPLOY-22). */
function readFile(path: string, xml: string): PackageFile | undefined {
  const [folder = '', fileName = ''] = path.split('/').slice(-2);
  const type = componentTypeNames.find((name) => componentTypes[name].folder === folder);
  if (type === undefined) return undefined;
  const ending = `.${componentTypes[type].suffix}`;
  const name = fileName.replace(/-meta\.xml$/, '');
  return name.endsWith(ending) ? { path, type, fullName: name.slice(0, -ending.length), xml } : undefined;
}

function readManifest(files: Map<string, string>, name: string): PackageMember[] {
  const text = files.get(name);
  return text === undefined ? [] : readMembers(parseXml(text));
}

/** A single package lies at the root of the zip, others in a folder each; the simulator takes the first of these. */
function readTexts(zip: Uint8Array, isSingle: boolean): Map<string, string> {
  const place = isSingle ? /^package\.xml$/ : /^[^/]+\/package\.xml$/;
  const entries = Object.entries(unzipSync(zip)).filter(([path]) => !path.endsWith('/'));
  const manifest = entries.map(([path]) => path).find((path) => place.test(path));
  if (manifest === undefined) return new Map();
  const root = manifest.slice(0, -MANIFEST.length);
  return new Map(
    entries
      .filter(([path]) => path.startsWith(root))
      .map(([path, bytes]) => [path.slice(root.length), strFromU8(bytes)]),
  );
}

function readTextsOf(texts: Map<string, string>): DeployPackage | PackageFault {
  const manifestText = texts.get(MANIFEST);
  if (manifestText === undefined) return { problem: 'No package.xml found' };
  const manifest = parseXml(manifestText);
  const contents = [...texts].filter(
    ([path]) => !/^(?:package|destructiveChanges(?:Pre|Post)?)\.xml$/.test(path),
  );
  const files = contents.map(([path, xml]) => readFile(path, xml));
  return {
    version: Number(textAt(manifest.children, 'version')),
    members: readMembers(manifest),
    deletedBefore: [
      ...readManifest(texts, 'destructiveChangesPre.xml'),
      ...readManifest(texts, 'destructiveChanges.xml'),
    ],
    deletedAfter: readManifest(texts, 'destructiveChangesPost.xml'),
    files: files.filter((file) => file !== undefined),
    strangers: contents.filter((_content, index) => files[index] === undefined).map(([path]) => path),
  };
}

/** Reads a deploy zip, or says why it cannot be read. */
export function readPackage(zip: Uint8Array, isSingle: boolean): DeployPackage | PackageFault {
  try {
    return readTextsOf(readTexts(zip, isSingle));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'The zip cannot be read' };
  }
}

/** Whether package.xml names a file, itself or by the wildcard. */
export function isListed(contents: DeployPackage, file: PackageFile): boolean {
  return contents.members.some(
    ({ type, fullName }) => type === file.type && (fullName === file.fullName || fullName === '*'),
  );
}

/** Members of package.xml, other than the wildcard, for which the zip has no file. */
export function findMembersWithoutFile(contents: DeployPackage): PackageMember[] {
  return contents.members.filter(
    (member) =>
      member.fullName !== '*' &&
      !contents.files.some(({ type, fullName }) => type === member.type && fullName === member.fullName),
  );
}
