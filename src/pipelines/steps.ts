import { quoteForShell } from '../shell-words.ts';
import type { Pipeline } from './pipeline.ts';

/** Node.js that `sf` with the plugin needs; of the same image everywhere, with git, which checking out needs. */
export const NODE_VERSION = '22';
export const NODE_IMAGE = 'node:22-bookworm';

/** Early in the morning of working days, at a minute that few others take. */
export const SCHEDULE = '17 5 * * 1-5';

/** Of a job that deploys, in minutes: an org may queue it behind others. */
export const TIMEOUT_MINUTES = 120;

/**
 * Installs `sf` and the plugin. Without the allow-list, `sf plugins install` asks whether a plugin that Salesforce has not signed may
 * be installed, and a pipeline has nobody to answer; of a package, the list takes the name without the version.
 */
export function installLines({ cli, plugin: { name, version } }: Pipeline): string[] {
  return [
    `npm install --global ${cli}`,
    `sf plugins trust allowlist add --name ${name}`,
    `sf plugins install ${name}@${version}`,
  ];
}

/** What became of each login of a fleet: which orgs a later step can go to. Lies in the folder of the project file. */
const LOGINS = 'sf-jwt-logins.json';

/**
 * Logs in to each org, with its name as alias. `shard`: which part of the orgs, as a word of the shell; absent where there is one
 * part alone. Of several orgs, one that fails is shown, and fails the job once the others have been validated.
 */
export function loginLines(pipeline: Pipeline, shard?: string): string[] {
  const [first = ''] = pipeline.orgs;
  const part = shard === undefined ? '' : ` --shard ${shard}`;
  return [
    ...enterLines(pipeline),
    ...copyLines(pipeline),
    isFleet(pipeline)
      ? `sf jwt fleet login${orgFlag(pipeline)}${part} --json > ${LOGINS} || cat ${LOGINS}`
      : `sf jwt login --org ${first} --alias ${first}`,
  ];
}

/** Deploys to each org that was logged in to, without changing it; one that refuses does not keep the others from being asked. */
export function validateLines(pipeline: Pipeline): string[] {
  const [first = ''] = pipeline.orgs;
  if (!isFleet(pipeline)) return [...enterLines(pipeline), deployLine(pipeline, first)];
  return [
    ...enterLines(pipeline),
    `failed="${fromLogins("org.outcome !== 'done'")}"`,
    `for org in ${fromLogins("org.outcome === 'done'")}; do ${deployLine(pipeline, '"$org"')} || failed="$failed $org"; done`,
    'if [ -n "$failed" ]; then echo "Not valid for: $failed" >&2; exit 1; fi',
  ];
}

const isFleet = ({ orgs }: Pipeline): boolean => orgs.length > 1;

/** A command of the shell for the names of the logins that a condition holds for. */
function fromLogins(condition: string): string {
  const names = `orgs.filter((org) => ${condition}).map((org) => org.alias ?? org.entry).join(' ')`;
  return `$(node -p "require('./${LOGINS}').result.${names}")`;
}

/** The formats in which a check tells a provider what it found. */
export type CheckFormat = { format: 'github' | 'junit' | 'table'; file?: string };

/** Looks at the certificates and at what may have drifted apart; asks no org. `file` is in the root of the repository. */
export function checkLines(pipeline: Pipeline, { format, file }: CheckFormat): string[] {
  const line = `sf jwt check${orgFlag(pipeline)} --expires-in 30d --format ${format}`;
  const folder = file?.split('/').slice(0, -1).join('/') ?? '';
  // from the folder of the project file back to the root
  const up = pipeline.folder === '' ? '' : `${pipeline.folder.replaceAll(/[^/]+/g, '..')}/`;
  return [
    ...(folder === '' ? [] : [`mkdir -p ${quoteForShell(folder)}`]),
    ...enterLines(pipeline),
    ...copyLines(pipeline),
    file === undefined ? line : `${line} > ${quoteForShell(up + file)}`,
  ];
}

/** Ends the sessions, and removes the keys that the logins have left for `sf`: not every machine is thrown away after a job. */
export function logoutLines(pipeline: Pipeline): string[] {
  const [first = ''] = pipeline.orgs;
  if (!isFleet(pipeline)) return [`${logoutLine(first)} || true`];
  const names = fromLogins("org.outcome === 'done'");
  return [
    ...enterLines(pipeline),
    `if [ -f ${LOGINS} ]; then for org in ${names}; do ${logoutLine('"$org"')} || true; done; fi`,
  ];
}

const logoutLine = (org: string): string => `sf jwt logout --target-org ${org} --no-prompt`;

function enterLines({ folder }: Pipeline): string[] {
  return folder === '' ? [] : [`cd ${quoteForShell(folder)}`];
}

/** The variables of orgs that have a key with another one. */
function copyLines({ secrets }: Pipeline): string[] {
  return secrets
    .filter(({ copies }) => copies.length > 0)
    .map(({ name, copies }) => `for copy in ${copies.join(' ')}; do export "$copy=$${name}"; done`);
}

function orgFlag({ orgs, isWholeFile }: Pipeline): string {
  return isWholeFile ? '' : ` --org ${orgs.join(',')}`;
}

/** The tests run as for a deploy to production, so that what is valid here is valid there. */
function deployLine({ sources }: Pipeline, org: string): string {
  const folders = sources.map((source) => ` --source-dir ${quoteForShell(source)}`).join('');
  return `sf project deploy start --dry-run${folders} --test-level RunLocalTests --wait 60 --target-org ${org}`;
}
