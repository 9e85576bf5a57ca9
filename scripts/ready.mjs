// Makes a fresh clone ready: installs what package-lock.json names and builds, each only when needed. `--with-sf` also
// installs the released `sf` for the tests that use it. Runs on the Node that a newcomer has (20 or newer); all else runs
// on the Node that the dev dependency `node` brings.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const isWindows = process.platform === 'win32';

const folders = process.argv.includes('--with-sf') ? [root, join(root, 'test', 'sf')] : [root];
await Promise.all(folders.map(installIfNeeded));
await run(localNode(), ['scripts/build.ts', '--if-needed'], root);

async function installIfNeeded(folder) {
  const lockHash = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules', '.installed-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) return;
  console.error(`Installing dependencies in ${folder} …`);
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  writeFileSync(stamp, lockHash);
}

function localNode() {
  const local = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
  return existsSync(local) ? local : process.execPath;
}

async function run(command, args, cwd) {
  // npm's own output would mix with what the caller prints on standard output
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 2, 'inherit'],
    shell: isWindows && command === 'npm',
  });
  const [status] = await once(child, 'close');
  if (status !== 0) process.exit(status ?? 1);
}
