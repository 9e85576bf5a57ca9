import { packageComponents, packagePath, type Component } from './metadata-files.ts';
import { holdsConsumer, sourceReadme, type SourceContext } from './source-readme.ts';

/** Path below the folder → contents. */
export type SourceFiles = ReadonlyMap<string, string>;

/** A permission set that is made for an app. It finds its way into a Connected App by its label, and so that is its name. */
export function permissionSetComponent({
  name,
  description,
  grantsApi,
}: {
  name: string;
  description?: string;
  /** Its users may use APIs, without which no JWT login of theirs is of any use. */
  grantsApi: boolean;
}): Component {
  return {
    type: 'PermissionSet',
    folder: 'permissionsets',
    suffix: 'permissionset',
    name,
    fields: {
      description,
      hasActivationRequired: false,
      label: name,
      userPermissions: grantsApi ? { enabled: true, name: 'ApiEnabled' } : undefined,
    },
  };
}

/**
 * Components as the source of a DX project, and the README that says how they get into an org. The component that holds the
 * consumer lies in a folder of its own, see `ignoreRules`.
 */
export function sourceFiles(components: readonly Component[], context: SourceContext): SourceFiles {
  const files = packageComponents(components, context.apiVersion);
  const paths = new Map(components.map((component) => [component, sourcePath(component)]));
  return new Map([
    [context.readmeName, sourceReadme(paths, context)],
    ...[...paths].map(([component, path]) => [path, files.get(packagePath(component)) ?? ''] as const),
  ]);
}

function sourcePath(component: Component): string {
  const { folder, name, suffix } = component;
  return `${holdsConsumer(component.type) ? `${folder}/${name}` : folder}/${name}.${suffix}-meta.xml`;
}

/** What `--force` keeps of files: `sf` would take them for the component, too. */
const KEPT_COPIES = '*-meta.xml.*.bak';

/**
 * Lines for .gitignore, for the project's .forceignore, and for one beside the file that holds the consumer. `sf` goes by the
 * nearest .forceignore above what it is told to deploy or retrieve. So what takes the whole project leaves that file out: a
 * deploy does not stop at a consumer key, a retrieve writes none into it, and a package, which cannot have it, is not
 * refused. What names the file itself finds the .forceignore beside it, which lets it through.
 */
export function ignoreRules(components: readonly Component[]): {
  git: string[];
  project: string[];
  beside: { folder: string; rules: string[] }[];
} {
  const consumers = components.filter(({ type }) => holdsConsumer(type));
  const names = consumers.map(({ name, suffix }) => `${name}.${suffix}-meta.xml*`);
  return {
    git: names,
    project: [...names, KEPT_COPIES],
    beside: consumers.map(({ folder, name }) => ({ folder: `${folder}/${name}`, rules: [KEPT_COPIES] })),
  };
}
