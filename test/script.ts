// Runs a session that a user could type, line by line, against the compiled plugin. CONTRIBUTING.md explains the lines.
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openTerminal, PLUGIN, type Run, type RunningSimulator, type Terminal } from './terminal.ts';

type Session = {
  terminal: Terminal;
  variables: Record<string, string>;
  last: Run;
  simulator?: RunningSimulator;
};

/** A line's first word → what it does with the rest. Each throws when it does not hold. */
const lines: Record<string, (session: Session, rest: string, isNegated: boolean) => unknown> = {
  simulator: async (session, flags) => {
    session.simulator = await session.terminal.startSimulator(...words(flags));
    session.variables['SIMULATOR'] = session.simulator.origin;
  },
  /** Kills the simulated org that was started last. */
  kill: async ({ simulator }) => simulator?.stop('SIGKILL'),
  sf: async (session, args, isNegated) => {
    session.last = await session.terminal.sf(...words(args));
    const { code, stdout, stderr } = session.last;
    expect(code === 0, `exit code ${code}\n${stdout}\n${stderr}`).to.equal(!isNegated);
  },
  exit: ({ last }, code) => expect(last.code).to.equal(Number(code)),
  stdout: ({ last }, pattern, isNegated) => expectMatch(last.stdout, pattern, isNegated),
  stderr: ({ last }, pattern, isNegated) => expectMatch(last.stderr, pattern, isNegated),
  exists: ({ terminal }, file, isNegated) =>
    expect(existsSync(join(terminal.cwd, file))).to.equal(!isNegated),
  mode: ({ terminal }, rest) => {
    const [file = '', mode = ''] = words(rest);
    expect((statSync(join(terminal.cwd, file)).mode & 0o777).toString(8)).to.equal(mode);
  },
  /** `let NAME member.member`: from the last command's --json. */
  let: (session, rest) => {
    const [name = '', path = ''] = words(rest);
    const value = path
      .split('.')
      .reduce<unknown>(
        (node, key) => (node as Record<string, unknown>)[key],
        JSON.parse(session.last.stdout),
      );
    expect(value, `${path} of ${session.last.stdout}`).to.be.a('string');
    session.variables[name] = String(value);
  },
  /** Another program, as preparation or oracle: openssl, a copied file. */
  sh: async (session, command, isNegated) => {
    const { cwd, env } = session.terminal;
    const run = promisify(execFile)('bash', ['-euc', command], {
      cwd,
      env: { ...env, ...session.variables },
    });
    session.last = await run.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: unknown) => error as Run,
    );
    expect(session.last.code === 0, `${command}\n${session.last.stderr}`).to.equal(!isNegated);
  },
};

/** Every non-empty line that is no comment, one after the other, in a terminal of its own. */
export async function runScript(file: string): Promise<void> {
  const session: Session = {
    terminal: openTerminal(),
    variables: {},
    last: { code: 0, stdout: '', stderr: '' },
  };
  Object.assign(session.variables, { HERE: session.terminal.cwd, PLUGIN: PLUGIN.at(-1) });
  try {
    for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      await runLine(session, line).catch((error: unknown) => {
        throw new Error(`line ${index + 1}: ${line}\n${(error as Error).message}`, { cause: error });
      });
    }
  } finally {
    await session.terminal.close();
  }
}

async function runLine(session: Session, line: string): Promise<void> {
  const [, negation, word = '', rest = ''] = /^(! )?(\S+) ?(.*)$/.exec(line) ?? [];
  const handler = lines[word];
  if (!handler) throw new Error(`"${word}" is no line of a script`);
  // the shell expands variables itself
  await handler(session, word === 'sh' ? rest : expand(rest, session.variables), negation !== undefined);
}

function expand(text: string, variables: Record<string, string>): string {
  return text.replace(/\$([A-Z_]+)/g, (whole, name: string) => variables[name] ?? whole);
}

/** Splits at spaces outside double quotes. */
export function words(text: string): string[] {
  return (text.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ''));
}

function expectMatch(text: string, pattern: string, isNegated: boolean): void {
  if (isNegated) expect(text).not.to.match(new RegExp(pattern, 'm'));
  else expect(text).to.match(new RegExp(pattern, 'm'));
}
