// Compiles src to lib and writes oclif.manifest.json and the simulator's README. `--if-needed` does nothing while lib was built from the same sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildManifest } from './manifest.ts';
import { buildSimulatorReadme, SIMULATOR_README } from './simulator-readme.ts';

const root = join(import.meta.dirname, '..');
// not in lib, which is packed for users
const stamp = join(root, 'node_modules', '.built-from');

const sources = sourcesHash();
const isBuilt = existsSync(join(root, 'lib')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;
if (!(process.argv.includes('--if-needed') && isBuilt)) await build();

async function build(): Promise<void> {
  // a module that was removed from src must not live on in lib
  rmSync(join(root, 'lib'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
  // what the simulator's page is made of goes to the browser as it stands
  for (const file of globSync('simulator/page/browser/*.{html,css,js}', { cwd: join(root, 'src') })) {
    cpSync(join(root, 'src', file), join(root, 'lib', file));
  }
  writeFileSync(join(root, 'oclif.manifest.json'), await buildManifest(root));
  writeFileSync(join(root, SIMULATOR_README), buildSimulatorReadme(root));
  writeFileSync(stamp, sources);
}

function sourcesHash(): string {
  const files = [
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    ...globSync('{src/**/*.ts,messages/**/*.md,scripts/*.ts}', { cwd: root }),
  ];
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
