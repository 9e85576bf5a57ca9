// A person's machine for a test: a home and a working folder of their own, and commands typed there as real processes.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** The plugin's own binary, compiled. */
export const PLUGIN = [process.execPath, join(ROOT, 'bin', 'run.js')];

/** The released `sf`, installed apart from the plugin. */
export const RELEASED_SF = [
  process.execPath,
  join(ROOT, 'test', 'sf', 'node_modules', '@salesforce', 'cli', 'bin', 'run.js'),
];

export type Run = { code: number | null; stdout: string; stderr: string };
export type RunningSimulator = {
  origin: string;
  output: () => string;
  stop: (signal?: NodeJS.Signals) => Promise<Run>;
};

export type Terminal = {
  home: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  run: (
    command: string[],
    args: string[],
    options?: { env?: NodeJS.ProcessEnv; input?: string },
  ) => Promise<Run>;
  sf: (...args: string[]) => Promise<Run>;
  /** Runs with `--json` and gives what was printed, parsed. */
  sfJson: (...args: string[]) => Promise<JsonAnswer>;
  startSimulator: (...flags: string[]) => Promise<RunningSimulator>;
  startSimulatorWith: (command: string[], ...flags: string[]) => Promise<RunningSimulator>;
  close: () => Promise<void>;
};

export type JsonAnswer = {
  status: number;
  name?: string;
  message?: string;
  actions?: string[];
  result: Record<string, never> & { [key: string]: unknown };
  warnings: unknown[];
  data?: Record<string, unknown>;
};

export function openTerminal(): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'sf jwt test '));
  const home = mkdtempSync(join(folder, 'home-'));
  const cwd = mkdtempSync(join(folder, 'work-'));
  const env = environment(home);
  const simulators: RunningSimulator[] = [];

  const run: Terminal['run'] = async (command, args, options = {}) => {
    const child = start(command, args, { cwd, env: { ...env, ...options.env } });
    // A program that reads no input may have closed it, or have ended, before this is written.
    child.stdin?.on('error', () => undefined).end(options.input ?? '');
    return finish(child);
  };
  const startSimulatorWith: Terminal['startSimulatorWith'] = async (command, ...flags) => {
    const simulator = await watchSimulator(
      start(command, ['jwt', 'simulator', 'start', ...flags], { cwd, env }),
    );
    simulators.push(simulator);
    return simulator;
  };
  const sf: Terminal['sf'] = async (...args) => run(PLUGIN, args);
  return {
    home,
    cwd,
    env,
    run,
    sf,
    sfJson: async (...args) => JSON.parse((await sf(...args, '--json')).stdout) as JsonAnswer,
    startSimulator: async (...flags) => startSimulatorWith(PLUGIN, ...flags),
    startSimulatorWith,
    close: async () => {
      await Promise.all(simulators.map(async (simulator) => simulator.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing of the person who runs the tests: no proxy, no CI marker, no settings of `sf`; only where programs are. */
function environment(home: string): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return {
    PATH,
    SystemRoot,
    HOME: home,
    USERPROFILE: home,
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_DISABLE_TELEMETRY: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    NO_COLOR: '1',
  };
}

export function start(
  [program = '', ...prefix]: string[],
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): ChildProcess {
  return spawn(program, [...prefix, ...args], { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
}

async function finish(child: ChildProcess): Promise<Run> {
  const chunks = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (chunks.stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (chunks.stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...chunks };
}

async function watchSimulator(child: ChildProcess): Promise<RunningSimulator> {
  const finished = finish(child);
  let output = '';
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: string) => {
      output += chunk;
      const [address] = /https?:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    });
    void finished.then((run) => reject(new Error(`The simulator ended: ${JSON.stringify(run)}`)));
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<Run> => {
    child.kill(signal);
    return finished;
  };
  return { origin, output: () => output, stop };
}
