import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Confidence, FactRow } from '../src/simulator/facts/fact-row.ts';
import { factAreas, type FactId, factIds, facts } from '../src/simulator/facts/facts.ts';
import { faultNames, type FaultRow, faults } from '../src/simulator/faults.ts';
import { firstPermissionSetLicenses, firstUserLicenses } from '../src/simulator/licenses.ts';
import { componentTypeNames } from '../src/simulator/metadata/component-types.ts';
import { permissionNames } from '../src/simulator/permissions.ts';
import { dataTables } from '../src/simulator/records/object-tables.ts';
import { buildRoutes } from '../src/simulator/routes.ts';
import { createWorld } from '../src/simulator/world.ts';

/** Where the page lies, from the root of the repository. */
export const SIMULATOR_README = join('src', 'simulator', 'README.md');

const MARK = '<!-- What follows is written by `npm run build`, from the code. -->\n';

const shownConfidence: Record<Confidence, string> = {
  documented: 'documented',
  'official source code': 'official source code',
  observed: 'observed',
  inferred: 'assumed: inferred',
  choice: 'assumed: choice',
};

/** The page as it must be: its text above the mark is written by hand, the rest follows from the code. */
export function buildSimulatorReadme(root: string): string {
  const [byHand = ''] = readFileSync(join(root, SIMULATOR_README), 'utf8').split(MARK);
  const citations = findCitations(join(root, 'src', 'simulator'));
  const areas = Object.entries(factAreas).map(([title, rows]) => writeArea(title, rows, citations));
  return [byHand + MARK, writeNames(), writeCounts(), ...areas].join('\n');
}

type Citations = { file: string; text: string }[];

function findCitations(folder: string): Citations {
  return globSync('**/*.ts', { cwd: folder })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('facts/'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

function writeNames(): string {
  const list = (names: string[]): string => names.map((name) => `\`${name}\``).join(', ');
  return `## Names

Requests: ${list(listRequests())}.

Objects: ${list(dataTables.map(({ name }) => name))}.

Metadata types: ${list(componentTypeNames)}.

User permissions: ${list(permissionNames)}.

Licences: ${list([...firstUserLicenses, ...firstPermissionSetLicenses].map(({ key }) => key))}.

${writeFaults()}`;
}

function writeFaults(): string {
  const lines = faultNames.map((name) => {
    const { says, fact, amount }: FaultRow = faults[name];
    return `| \`${name}\` | ${says} | ${amount === undefined ? '' : `${amount.unit}: ${amount.usual}`} | ${fact} |`;
  });
  return `## Faults\n\n| name | what happens | amount | row |\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

function listRequests(): string[] {
  const { routes } = buildRoutes(
    createWorld(() => new Date(0)),
    () => undefined,
  );
  const methodsOf = new Map<string, string[]>();
  // ALL is the refusal of every other method.
  for (const { method, path } of routes.filter((route) => route.method !== 'ALL')) {
    // the page is the simulator's, and no answer of an org
    if (/^\/($|simulator)/.test(path)) continue;
    // the form that a part must have is no news for a reader
    const shown = path.replaceAll(/\{[^}]*\}/g, '');
    methodsOf.set(shown, [...(methodsOf.get(shown) ?? []), method]);
  }
  return [...methodsOf].map(([path, methods]) => `${methods.join('|')} ${path}`);
}

/** A row is as sure as its least sure statement. */
function surenessOf({ confidence }: FactRow): 'assumed' | 'observed' | 'documented' {
  if (confidence.includes('choice') || confidence.includes('inferred')) return 'assumed';
  return confidence.includes('observed') ? 'observed' : 'documented';
}

function writeCounts(): string {
  const count = (sureness: string): number =>
    factIds.filter((id) => surenessOf(facts[id]) === sureness).length;
  return `## Every answer

${factIds.length} rows. ${count('documented')} are documented or official source code alone, ${count('observed')} are also or only observed, and in
${count('assumed')} at least one part is assumed.
`;
}

function writeArea(title: string, rows: Record<string, FactRow>, citations: Citations): string {
  const lines = Object.entries(rows).map(([id, row]) => writeRow(id as FactId, row, citations));
  const head = '| id | what a real org does | confidence | source | in the code |\n|---|---|---|---|---|';
  return `### ${title}\n\n${head}\n${lines.join('\n')}\n`;
}

function writeRow(id: FactId, { says, confidence, source }: FactRow, citations: Citations): string {
  const files = citations
    .filter(({ text }) => text.includes(id))
    .map(({ file }) => `[${file.replace(/^.*\/|\.ts$/g, '')}](${file})`);
  const cells = [
    id,
    says,
    confidence.map((word) => shownConfidence[word]).join(', '),
    source,
    files.join(' '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
