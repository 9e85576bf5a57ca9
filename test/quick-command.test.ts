// A command on QuickCommand is told from one on SfCommand by nobody: two copies of the plugin have the command `jwt probe`, with
// the same body, on either base; what they write and how they end is the same. The oracle is SfCommand itself.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTerminal, RELEASED_SF, ROOT, start, type Run, type Terminal } from './terminal.ts';

const bases = {
  quick: `import { QuickCommand as Base } from '../../quick-command.js';`,
  full: `import { SfCommand as Base } from '@salesforce/sf-plugins-core';`,
};
type BaseName = keyof typeof bases;

/** Everything that a command tells by its base; `--do` chooses. */
const BODY = `
import { Flags } from '@oclif/core';
import { Lifecycle } from '@salesforce/core/lifecycle';
import { SfError } from '@salesforce/core/sfError';
import { setTimeout } from 'node:timers/promises';

const refused = () => {
  const cause = new Error('the cause');
  const error = new SfError('Refused by the org.', 'RefusedError', ['Look at it.', 'sf jwt probe --do text'], 69, cause);
  return error.setData({ host: 'login.example', tries: 3 });
};

export default class Probe extends Base {
  static summary = 'Tries what a base does.';
  static description = 'In all ways.';
  static examples = ['Try it:\\n<%= config.bin %> <%= command.id %> --do text'];
  static flags = {
    do: Flags.string({ char: 'd', required: true, summary: 'What to do.' }),
    name: Flags.string({ char: 'n', summary: 'A name.', description: 'Of any kind.', aliases: ['title'], deprecateAliases: true }),
    old: Flags.string({ summary: 'Old.', deprecated: { message: 'Not used any more.' } }),
  };
  async run() {
    const { flags } = await this.parse(Probe);
    return { name: flags.name ?? null, answer: await this[flags.do](), list: [1, true, 'text'] };
  }
  text() {
    this.log('A line, 100 %s.');
    this.log();
    this.logSuccess('Done.');
    this.logToStderr('Aside.');
    return 'done';
  }
  warning() {
    this.warn('Mind this.');
    this.warn({ name: 'LookWarning', message: 'Mind that.', actions: ['Look at it.', 'sf jwt inspect'] });
    return 'warned';
  }
  async core() {
    await Lifecycle.getInstance().emitWarning('Core says this.');
    this.log('text');
    return 'told';
  }
  async coreThenFail() {
    await Lifecycle.getInstance().emitWarning('Core says this.');
    throw refused();
  }
  status() {
    process.exitCode = 3;
    return 'set';
  }
  refuse() {
    throw refused();
  }
  warnThenRefuse() {
    this.warning();
    throw refused();
  }
  typeError() {
    return null.field;
  }
  plain() {
    throw Object.assign(new Error('Plain.'), { code: 'ENOENT' });
  }
  leave() {
    this.exit(5);
  }
  say() {
    this.error('Said by oclif.', { exit: 4 });
  }
  spin() {
    this.spinner.start('Working');
    this.spinner.status = 'half done';
    this.spinner.stop('all done');
    return 'done';
  }
  spinThenRefuse() {
    this.spinner.start('Working');
    throw refused();
  }
  async wait() {
    process.stderr.write('ready');
    await setTimeout(20_000);
  }
}
`;

/** A plugin of this one command. */
function makePlugin(folder: string, base: BaseName): string {
  const plugin = join(folder, base);
  const commands = join(plugin, 'lib', 'commands', 'jwt');
  mkdirSync(commands, { recursive: true });
  for (const part of ['bin', 'messages', 'package.json'])
    cpSync(join(ROOT, part), join(plugin, part), { recursive: true });
  for (const part of ['quick-command.js', 'tell-error.js'])
    cpSync(join(ROOT, 'lib', part), join(plugin, 'lib', part));
  symlinkSync(join(ROOT, 'node_modules'), join(plugin, 'node_modules'), 'junction');
  writeFileSync(join(commands, 'probe.js'), bases[base] + BODY);
  return plugin;
}

type Case = { args: string[]; env?: NodeJS.ProcessEnv };

const cases: Record<string, Case> = {
  'a text': { args: ['--do', 'text', '-n', 'x'] },
  'a result as JSON': { args: ['--do', 'text', '--json'] },
  'JSON by a variable': { args: ['--do', 'text'], env: { SF_CONTENT_TYPE: 'JSON' } },
  'another content type': { args: ['--do', 'text'], env: { SF_CONTENT_TYPE: 'text' } },
  'an exit code that was set, as JSON': { args: ['--do', 'status', '--json'] },
  warnings: { args: ['--do', 'warning'] },
  'warnings as JSON': { args: ['--do', 'warning', '--json'] },
  'a warning of core': { args: ['--do', 'core'] },
  'a warning of core, as JSON': { args: ['--do', 'core', '--json'] },
  'a warning of core, then an error': { args: ['--do', 'coreThenFail'] },
  'a warning of core, then an error, as JSON': { args: ['--do', 'coreThenFail', '--json'] },
  'an error with actions, data and a cause': { args: ['--do', 'refuse'] },
  'the same as JSON': { args: ['--do', 'refuse', '--json'] },
  'the same for developers': { args: ['--do', 'refuse'], env: { SF_ENV: 'development' } },
  'warnings, then an error': { args: ['--do', 'warnThenRefuse'] },
  'warnings, then an error, as JSON': { args: ['--do', 'warnThenRefuse', '--json'] },
  'a mistake of ours': { args: ['--do', 'typeError'] },
  'a mistake of ours, as JSON': { args: ['--do', 'typeError', '--json'] },
  'a plain error with a code': { args: ['--do', 'plain', '--json'] },
  'an exit': { args: ['--do', 'leave'] },
  'an error of oclif': { args: ['--do', 'say'] },
  'an unknown flag': { args: ['--do', 'text', '--nane', 'x'] },
  'an unknown flag, as JSON': { args: ['--do', 'text', '--nane', 'x', '--json'] },
  'a missing flag': { args: [] },
  'a flag without its value': { args: ['--do'] },
  'an argument that nobody expects': { args: ['--do', 'text', '--name', 'two', 'words'] },
  'the same argument, as JSON': { args: ['--do', 'text', '--name', 'two', 'words', '--json'] },
  'a flag that is deprecated': { args: ['--do', 'text', '--old', 'x', '--title', 'y'] },
  'a flag that is deprecated, as JSON': { args: ['--do', 'text', '--old', 'x', '--title', 'y', '--json'] },
  'a folder of flags that is not there': { args: ['--do', 'text', '--flags-dir', 'nowhere'] },
  help: { args: ['--help'] },
  'short help': { args: ['-h'] },
  'a spinner': { args: ['--do', 'spin'] },
  'a spinner that an error stops': { args: ['--do', 'spinThenRefuse'] },
  'a spinner, as JSON': { args: ['--do', 'spin', '--json'] },
  'colours that are forced': { args: ['--do', 'warnThenRefuse'], env: { FORCE_COLOR: '1' } },
  'success in colours that are forced': { args: ['--do', 'text'], env: { FORCE_COLOR: '1' } },
};

const onTerminal: Record<string, Case> = {
  'a text': { args: ['--do', 'text'] },
  'warnings, then an error': { args: ['--do', 'warnThenRefuse'] },
  'warnings without colours': { args: ['--do', 'warning'], env: { NO_COLOR: '1' } },
  'a spinner': { args: ['--do', 'spin'] },
  'a spinner that an error stops': { args: ['--do', 'spinThenRefuse'] },
  help: { args: ['--help'] },
};

describe('quick-command', function () {
  this.timeout(120_000);
  let folder: string;
  let terminal: Terminal;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sf-jwt-probe-'));
    for (const base of ['quick', 'full'] as const) makePlugin(folder, base);
    terminal = openTerminal();
  });
  after(async () => {
    await terminal.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const commandOf = (base: BaseName): string[] => [process.execPath, join(folder, base, 'bin', 'run.js')];
  const bothRun = async (runOf: (base: BaseName) => Promise<Run>): Promise<[Run, Run]> => {
    const [quick, full] = [await runOf('quick'), await runOf('full')];
    return [withoutPlaces(quick), withoutPlaces(full)];
  };

  for (const [what, { args, env }] of Object.entries(cases)) {
    const colours = env?.['FORCE_COLOR'] === undefined ? {} : { NO_COLOR: undefined };
    it(`tells ${what} as SfCommand does`, async () => {
      const [quick, full] = await bothRun(async (base) =>
        terminal.run(commandOf(base), ['jwt', 'probe', ...args], { env: { ...env, ...colours } }),
      );
      expect([full.stdout, full.stderr, full.code]).not.to.deep.equal(['', '', 0]);
      expect(quick).to.deep.equal(full);
    });
  }

  for (const [what, { args, env }] of Object.entries(onTerminal)) {
    it(`shows ${what} on a terminal as SfCommand does`, async function () {
      if (spawnSync('python3', ['-c', 'import pty']).status !== 0) this.skip();
      const [quick, full] = await bothRun(async (base) => {
        const typed = ['python3', join(ROOT, 'test', 'ask.py'), '', ...commandOf(base), 'jwt', 'probe'];
        return terminal.run(typed, args, { env: { NO_COLOR: undefined, TERM: 'xterm-256color', ...env } });
      });
      expect(quick).to.deep.equal(full);
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`ends on ${signal} as SfCommand does`, async function () {
      if (process.platform === 'win32') this.skip();
      const endOf = async (base: BaseName): Promise<unknown> => {
        const child = start(commandOf(base), ['jwt', 'probe', '--do', 'wait'], terminal);
        child.stderr?.once('data', () => child.kill(signal));
        return once(child, 'close');
      };
      expect(await endOf('quick')).to.deep.equal(await endOf('full'));
    });
  }

  for (const args of [['--do', 'text'], ['--do', 'text', '--json'], ['--help']]) {
    it(`takes it as SfCommand does when nobody reads: ${args.join(' ')}`, async () => {
      const endOf = async (base: BaseName): Promise<unknown> => {
        const child = start(commandOf(base), ['jwt', 'probe', ...args], terminal);
        child.stdout?.destroy();
        let stderr = '';
        child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
        const [code] = (await once(child, 'close')) as [number];
        return { code, stderr };
      };
      expect(await endOf('quick')).to.deep.equal(await endOf('full'));
    });
  }

  // that core warns of the variable's age whenever the whole of it is loaded is no part of the answer
  it('answers in JSON for the old variable, too', async () => {
    const [quick, full] = await bothRun(async (base) =>
      terminal.run(commandOf(base), ['jwt', 'probe', '--do', 'text'], { env: { SFDX_CONTENT_TYPE: 'JSON' } }),
    );
    expect(JSON.parse(quick.stdout)).to.have.property('status', 0);
    expect(quick.stdout).to.equal(full.stdout);
  });

  it('takes flags from a folder, and colours for JSON, from the released sf as SfCommand does', async () => {
    mkdirSync(join(terminal.cwd, 'values'));
    writeFileSync(join(terminal.cwd, 'values', 'do'), 'warning\n');
    writeFileSync(join(terminal.cwd, 'values', 'name'), 'from a file\n');
    writeFileSync(join(terminal.cwd, 'values', 'json'), '');
    const [quick, full] = await bothRun(async (base) => {
      await terminal.run(RELEASED_SF, ['plugins', 'link', join(folder, base), '--no-install']);
      return terminal.run(RELEASED_SF, ['jwt', 'probe', '--flags-dir', 'values'], {
        env: { NO_COLOR: undefined, FORCE_COLOR: '1' },
      });
    });
    expect(quick.stdout).to.contain('\u001B[94m"name"\u001B[39m: \u001B[92m"from a file"');
    expect(quick).to.deep.equal(full);
  });

  /** Without what names a copy, the lines of stacks, and lines that a spinner drew and wiped out. */
  function withoutPlaces({ code, stdout, stderr }: Run): Run {
    const tidy = (text: string): string =>
      text
        .replaceAll(/[^\n]*\n\u001B\[G\u001B\[1A\u001B\[J/g, '')
        .replaceAll(/(\\n|\n) +at .*?(?=\\n|\n|"|$)/gm, '')
        .replaceAll(/sf-jwt-probe-\w+.(quick|full)/g, 'copy');
    return { code, stdout: tidy(stdout), stderr: tidy(stderr) };
  }
});
