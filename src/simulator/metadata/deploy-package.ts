import { OWN_WORDING } from '../refusals.ts';
import {
  componentTypeNames,
  componentTypes,
  type ComponentTypeName,
  manifestNameOf,
} from './component-types.ts';
import { MOST_XML, parseXml, textAt, textsOf, type XmlElement } from './xml-elements.ts';
import { listEntries, readEntry, type ZipEntry } from './zip-archive.ts';

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
  fileCount: number;
};

export type PackageFault = { problem: string };

const MANIFEST = 'package.xml';
const MANIFESTS = /^(?:package|destructiveChanges(?:Pre|Post)?)\.xml$/;

/** The members of a package.xml, type by type. */
export function readMembers(manifest: XmlElement): PackageMember[] {
  return manifest.children
    .filter(({ name }) => name === 'types')
    .flatMap(({ children }) =>
      textsOf(children, 'members').map((fullName) => ({ type: textAt(children, 'name'), fullName })),
    );
}

/** `externalClientApps/My_App.eca`, with or without the ending `-meta.xml` (DEPLOY-22). */
function identifyFile(path: string): Omit<PackageFile, 'xml'> | undefined {
  const [folder = '', fileName = ''] = path.split('/').slice(-2);
  const type = componentTypeNames.find((name) => componentTypes[name].folder === folder);
  if (type === undefined) return undefined;
  const ending = `.${componentTypes[type].suffix}`;
  const name = fileName.replace(/-meta\.xml$/, '');
  return name.endsWith(ending) ? { path, type, fullName: name.slice(0, -ending.length) } : undefined;
}

function readManifest(files: Map<string, string>, name: string): PackageMember[] {
  const text = files.get(name);
  return text === undefined ? [] : readMembers(parseXml(text));
}

/** A single package lies at the root of the zip, others in a folder each; the simulator takes the first of these. */
function findFiles(zip: Buffer, isSingle: boolean): Map<string, ZipEntry> {
  const place = isSingle ? /^package\.xml$/ : /^[^/]+\/package\.xml$/;
  const entries = listEntries(zip).filter(({ path }) => !path.endsWith('/'));
  const manifest = entries.find(({ path }) => place.test(path));
  if (manifest === undefined) return new Map();
  const root = manifest.path.slice(0, -MANIFEST.length);
  return new Map(
    entries
      .filter(({ path }) => path.startsWith(root))
      .map((entry) => [entry.path.slice(root.length), entry]),
  );
}

/** Unpacks what the simulator reads, manifests and components that it knows, as long as that is not too much (DEPLOY-27). */
function readTexts(zip: Buffer, files: Map<string, ZipEntry>): Map<string, string> {
  const wanted = [...files].filter(([path]) => MANIFESTS.test(path) || identifyFile(path) !== undefined);
  if (wanted.reduce((sum, [, { size }]) => sum + size, 0) > MOST_XML) {
    throw new Error(`The package has more than ${MOST_XML} bytes of XML ${OWN_WORDING}`);
  }
  return new Map(wanted.map(([path, entry]) => [path, readEntry(zip, entry).toString('utf8')]));
}

function readContents(zip: Buffer, isSingle: boolean): DeployPackage | PackageFault {
  const paths = findFiles(zip, isSingle);
  const texts = readTexts(zip, paths);
  const manifestText = texts.get(MANIFEST);
  if (manifestText === undefined) return { problem: 'No package.xml found' };
  const manifest = parseXml(manifestText);
  const files = [...texts].flatMap(([path, xml]) => {
    const identity = identifyFile(path);
    return identity === undefined ? [] : [{ ...identity, xml }];
  });
  return {
    version: Number(textAt(manifest.children, 'version')),
    members: readMembers(manifest),
    deletedBefore: [
      ...readManifest(texts, 'destructiveChangesPre.xml'),
      ...readManifest(texts, 'destructiveChanges.xml'),
    ],
    deletedAfter: readManifest(texts, 'destructiveChangesPost.xml'),
    files,
    strangers: [...paths.keys()].filter((path) => !texts.has(path)),
    fileCount: paths.size,
  };
}

/** Reads a deploy zip, or says why it cannot be read. */
export function readPackage(zip: Buffer, isSingle: boolean): DeployPackage | PackageFault {
  try {
    return readContents(zip, isSingle);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'The zip cannot be read' };
  }
}

/** Whether package.xml names a file, itself or by the wildcard. */
export function isListed(contents: DeployPackage, file: PackageFile): boolean {
  return contents.members.some(
    ({ type, fullName }) =>
      type === manifestNameOf(file.type) && (fullName === file.fullName || fullName === '*'),
  );
}

/** Members of package.xml, other than the wildcard, for which the zip has no file. */
export function findMembersWithoutFile(contents: DeployPackage): PackageMember[] {
  return contents.members.filter(
    (member) =>
      member.fullName !== '*' &&
      !contents.files.some(
        ({ type, fullName }) => manifestNameOf(type) === member.type && fullName === member.fullName,
      ),
  );
}
