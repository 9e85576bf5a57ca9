// ARCHITECTURE.md is a promise about the code: this test reads its table and its tree and holds the code against them.
import { expect } from 'chai';
import { globSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from './terminal.ts';

type Row = { from: string; inside: string[]; typesOnly: string[]; outside: string[] };
type Import = { file: string; from: string; target: string; isInside: boolean; isType: boolean };

const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
const source = join(ROOT, 'src');

const listOf = (cell: string | undefined): string[] =>
  (cell ?? '')
    .split(',')
    .map((entry) => entry.replaceAll('`', '').trim())
    .filter(Boolean);

const [, imported = ''] = /\n## Who may import what\n([^]*?)\n## /.exec(page) ?? [];

const rows: Row[] = imported
  .split('\n')
  .filter((line) => /^\| [a-z-]+ \|/.test(line) && !line.startsWith('| from '))
  .map((line) => line.split('|').slice(1, -1))
  .map(([from, inside, typesOnly, outside]) => ({
    from: (from ?? '').trim(),
    inside: listOf(inside),
    typesOnly: listOf(typesOnly),
    outside: listOf(outside),
  }));

/** The first folder below src, or the name of a file that lies in src itself. */
const areaOf = (path: string): string =>
  (relative(source, path).split(/[\\/]/)[0] ?? '').replace(/\.ts$/, '');

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from '([^']+)'/gm)].map(
    ([, type, target]) => [type, target],
  );
  const dynamic = [...text.matchAll(/import\('([^']+)'\)/g)].map(([, target]) => [undefined, target]);
  return [...statements, ...dynamic].map(([type, target = '']) => {
    const isInside = target.startsWith('.');
    return {
      file: relative(ROOT, path),
      from: areaOf(path),
      target: isInside ? areaOf(resolve(dirname(path), target)) : target,
      isInside,
      isType: type !== undefined,
    };
  });
}

const imports = globSync('**/*.ts', { cwd: source }).flatMap((file) => importsOf(join(source, file)));

function isAllowed({ from, target, isInside, isType }: Import): boolean {
  const row = rows.find((candidate) => candidate.from === from);
  if (!row) return false;
  if (!isInside) return row.outside.includes(target);
  return target === from || row.inside.includes(target) || (isType && row.typesOnly.includes(target));
}

describe('the architecture', () => {
  it('has a row for every part of src', () => {
    const areas = readdirSync(source).map((name) => name.replace(/\.ts$/, ''));
    expect(rows.map(({ from }) => from)).to.have.members(areas);
  });

  it('imports only what the table allows', () => {
    expect(imports.filter((candidate) => !isAllowed(candidate))).to.deep.equal([]);
  });

  it('allows nothing in the table that no file imports', () => {
    const unused = rows.flatMap((row) =>
      [...row.inside, ...row.typesOnly, ...row.outside]
        .filter((target) => !imports.some(({ from, target: used }) => from === row.from && used === target))
        .map((target) => `${row.from} → ${target}`),
    );
    expect(unused).to.deep.equal([]);
  });

  it('lets one file alone import the simulator', () => {
    const importers = imports
      .filter(({ from, target }) => target === 'simulator' && from !== 'simulator')
      .map(({ file }) => file);
    expect([...new Set(importers)]).to.deep.equal([join('src', 'flows', 'simulator', 'start.ts')]);
  });

  it('lets the conformance kit import nothing of src but the facts', () => {
    const kit = join(ROOT, 'conformance');
    const foreign = globSync('**/*.ts', { cwd: kit }).flatMap((file) =>
      [...readFileSync(join(kit, file), 'utf8').matchAll(/from '(\.[^']+)'/g)]
        .map(([, target = '']) => relative(ROOT, resolve(dirname(join(kit, file)), target)))
        .filter((target) => !target.startsWith('conformance')),
    );
    expect([...new Set(foreign)]).to.deep.equal([join('src', 'simulator', 'facts', 'facts.ts')]);
  });

  it('draws every folder and file of src in its tree, and no other', () => {
    const [, tree = ''] = /\nsrc\/\n((?: {2}.*\n)+)/.exec(page) ?? [];
    const drawn = [...tree.matchAll(/^ {2}(\S+?)\/? /gm)].map(([, name]) => name);
    expect(drawn).to.have.members(readdirSync(source));
  });

  it('gives every command a flow, messages and a session of the same name', () => {
    const commands = globSync('**/*.ts', { cwd: join(source, 'commands', 'jwt') }).map((file) =>
      file.replace(/\.ts$/, '').split(/[\\/]/),
    );
    const wanted = commands.flatMap((path) => [
      `src/flows/${path.join('/')}.ts`,
      `messages/jwt.${path.join('.')}.md`,
      `test/scripts/${path.join('-')}.txt`,
    ]);
    const missing = wanted.filter((file) => globSync(file, { cwd: ROOT }).length === 0);
    expect(missing).to.deep.equal([]);
  });
});
