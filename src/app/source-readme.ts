import { Messages } from '@salesforce/core/messages';
import type { AppType } from './app-type.ts';
import type { Component, ComponentFields } from './metadata-files.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'source-files');

/** What the files of an app do not say themselves. */
export type SourceContext = {
  type: AppType;
  name: string;
  /** Of the permission sets that the app admits; API names. */
  permissionSets: readonly string[];
  /** Usernames; nobody but the one who deploys when empty. */
  assignTo: readonly string[];
  /** Like `67.0`. */
  apiVersion: string;
  readmeName: string;
};

type Paths = ReadonlyMap<Component, string>;

/** The first line of the README of an app, by which it is known again. */
export const readmeTitle = ({ type, name }: Pick<SourceContext, 'type' | 'name'>): string =>
  `# ${messages.getMessage(`title.${type}`, [name])}`;

/** What lies in the folder, the commands that bring it into an org in their order, and what of it is secret. */
export function sourceReadme(paths: Paths, context: SourceContext): string {
  const steps = deploySteps(paths, context).map(
    ({ title, reason, lines }, index) => `### ${index + 1}. ${title}\n\n${reason}\n\n${shellBlock(lines)}`,
  );
  const { type, name } = context;
  const sections = [
    readmeTitle(context),
    text('intro'),
    fileTable(paths, context),
    heading('deploy'),
    text('deploy'),
    ...steps,
    text('consumerKey', name),
    heading('again'),
    text('again'),
    text('again.ignored', pathOfConsumer(paths)),
    text('again.limits'),
    heading('secret'),
    text('secret'),
    text(`secret.${type}`, pathOfConsumer(paths)),
  ];
  return `${sections.join('\n\n')}\n`;
}

const text = (key: string, ...tokens: string[]): string => messages.getMessage(key, tokens);
const heading = (key: string): string => `## ${text(`heading.${key}`)}`;
const shellBlock = (lines: readonly string[]): string => `\`\`\`sh\n${lines.join('\n')}\n\`\`\``;

function fileTable(paths: Paths, { permissionSets }: SourceContext): string {
  const rows = [...paths].map(([{ type }, path]) => `| \`${path}\` | ${text(`file.${type}`)} |`);
  const named = permissionSets.filter((name) => ![...paths.keys()].some((each) => isSet(each, name)));
  const others = named.length > 0 ? `\n\n${text('otherSets', named.join(', '))}` : '';
  return [text('fileTable'), '|---|---|', ...rows].join('\n') + others;
}

const isSet = ({ type, name }: Component, wanted?: string): boolean =>
  type === 'PermissionSet' && (wanted === undefined || name === wanted);

type Step = { title: string; reason: string; lines: string[] };

function deploySteps(paths: Paths, { type, permissionSets, assignTo }: SourceContext): Step[] {
  const all = [...paths];
  const [set] = all.filter(([component]) => isSet(component));
  const parts = all.filter(([component]) => !isSet(component)).map(([, path]) => path);
  // one of the sets is enough for a user
  const assigned = set?.[0].name ?? permissionSets[0];
  const forWhom = assignTo.length > 0 ? [] : ['step.assign.self'];
  const withKey = all.find(([{ fields }]) => hasConsumerKey(fields))?.[1];
  return [
    ...(set ? [step('set', ['step.set'], deployLine([set[1]]))] : []),
    ...(assigned ? [step('assign', ['step.assign', ...forWhom], assignLine(assigned, assignTo))] : []),
    step('app', [`step.app.${type}`], deployLine(parts)),
    ...(withKey ? [step('dropKey', ['step.dropKey'], ...dropKeyLines(withKey))] : []),
  ];
}

const step = (name: string, reasons: string[], ...lines: string[]): Step => ({
  title: text(`step.${name}.title`),
  reason: reasons.map((key) => text(key)).join(' '),
  lines,
});

const deployLine = (paths: readonly string[]): string =>
  ['sf project deploy start', ...paths.map((path) => `--source-dir ${path}`)].join(' \\\n  ');

const assignLine = (set: string, usernames: readonly string[]): string =>
  [
    `sf org assign permset --name ${set}`,
    ...usernames.map((each) => `--on-behalf-of ${quoteWord(each)}`),
  ].join(' \\\n  ');

/** For a shell; most usernames are words as they are. */
const quoteWord = (word: string): string =>
  /^[\w.@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** In words that every `sh` understands: `sed -i` is not among them. */
const dropKeyLines = (path: string): string[] => [
  `grep -v '<consumerKey>' ${path} > without-key.tmp`,
  `mv without-key.tmp ${path}`,
];

function hasConsumerKey(fields: ComponentFields): boolean {
  const { oauthConfig } = fields;
  const config =
    typeof oauthConfig === 'object' && !Array.isArray(oauthConfig) ? (oauthConfig as ComponentFields) : {};
  return [fields, config].some((group) => group['consumerKey'] !== undefined);
}

function pathOfConsumer(paths: Paths): string {
  return [...paths].find(([{ type }]) => holdsConsumer(type))?.[1] ?? '';
}

/** The types that an org writes a consumer key, or even a secret, into when they are retrieved. */
export const holdsConsumer = (type: string): boolean =>
  ['ExtlClntAppGlobalOauthSettings', 'ConnectedApp'].includes(type);
