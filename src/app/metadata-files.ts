import XMLBuilder from 'fast-xml-builder';

/** Path inside a metadata package → contents. `package.xml` is among them. */
export type MetadataFiles = ReadonlyMap<string, string>;

/**
 * Element name → value, in the order of the WSDL (alphabetical), because the schema is a sequence. An `undefined` value
 * writes no element, a list writes one element for each of its values.
 */
export type ComponentFields = {
  [element: string]: string | boolean | ReadonlyArray<string | ComponentFields> | ComponentFields | undefined;
};

export type Component = {
  type: string;
  folder: string;
  suffix: string;
  name: string;
  fields: ComponentFields;
};

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

const builder = new XMLBuilder({
  format: true,
  indentBy: '    ',
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
});

/** The files of one Metadata API package (mdapi format) that holds the components; `apiVersion` like `66.0`. */
export function packageComponents(components: readonly Component[], apiVersion: string): MetadataFiles {
  const files = components.map(
    (component) => [packagePath(component), renderXml(component.type, component.fields)] as const,
  );
  return new Map([['package.xml', renderManifest(components, apiVersion)], ...files]);
}

/** Where the file of a component lies in a package. */
export const packagePath = ({ folder, suffix, name }: Component): string => `${folder}/${name}.${suffix}`;

/** A manifest that names the components; with none of them, one that says no more than the version. */
export function renderManifest(
  components: ReadonlyArray<Pick<Component, 'type' | 'name'>>,
  version: string,
): string {
  const types = components.map(({ type, name }) => ({ members: name, name: type }));
  return renderXml('Package', { types, version });
}

function renderXml(root: string, fields: ComponentFields): string {
  return builder.build({
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    [root]: { '@_xmlns': NAMESPACE, ...fields },
  });
}
