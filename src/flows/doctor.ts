import { Messages } from '@salesforce/core/messages';
import { readMachine, type Machine } from '../io/machine.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'doctor');

export type MachineCheck = { title: string; status: 'pass' | 'warn' | 'fail' };

/** `counts` can be shown to anybody: no names, no paths, no secrets. `suggestions` name what is to be mended. */
export type MachineReport = {
  checks: MachineCheck[];
  suggestions: string[];
  counts: Record<string, string | number | boolean>;
};

/** A check: what is wrong with the machine, each with the values of its suggestion. */
type Row = {
  name: string;
  failing: 'warn' | 'fail';
  find: (machine: Machine, now: Date) => string[][];
};

const OLDEST_NODE = 22;

/** This code was not there before: a clock that says so is wrong. */
const WRITTEN_AT = new Date('2026-11-25T00:00:00Z');

const rows: Row[] = [
  {
    name: 'node',
    failing: 'fail',
    find: ({ nodeVersion }) =>
      Number.parseInt(nodeVersion, 10) < OLDEST_NODE ? [[nodeVersion, String(OLDEST_NODE)]] : [],
  },
  {
    name: 'clock',
    failing: 'fail',
    find: (_, now) => (now < WRITTEN_AT ? [[now.toISOString()]] : []),
  },
  {
    name: 'keys-there',
    failing: 'fail',
    find: ({ logins }) =>
      logins
        .filter(({ isKeyThere }) => !isKeyThere)
        .map(({ username, privateKeyFile }) => [username, privateKeyFile]),
  },
  {
    name: 'keys-closed',
    failing: 'warn',
    find: ({ logins }) => [
      ...new Map(
        logins
          .filter(({ isOpenToOthers }) => isOpenToOthers)
          .map(({ privateKeyFile: file }) => [file, [file, file]]),
      ).values(),
    ],
  },
  { name: 'keys-used', failing: 'warn', find: ({ unusedKeys }) => unusedKeys.map((file) => [file, file]) },
  {
    name: 'proxy',
    failing: 'fail',
    find: ({ badProxyVariables }) => badProxyVariables.map((name) => [name, name]),
  },
  {
    name: 'authorities',
    failing: 'fail',
    find: ({ missingAuthorities: file }) => (file === undefined ? [] : [[file]]),
  },
];

/** Checks what this machine has for logins by JWT, for `sf doctor`. Nothing is sent, and nothing is changed. */
export async function examineMachine(now: Date): Promise<MachineReport> {
  const machine = await readMachine();
  const found = rows.map(({ name, failing, find }) => ({ name, failing, values: find(machine, now) }));
  return {
    checks: found.map(({ name, failing, values }) => ({
      title: messages.getMessage(`check.${name}`),
      status: values.length === 0 ? 'pass' : failing,
    })),
    suggestions: found.flatMap(({ name, values }) =>
      values.map((each) => messages.getMessage(`suggestion.${name}`, each)),
    ),
    counts: countsOf(machine, now),
  };
}

function countsOf(machine: Machine, now: Date): MachineReport['counts'] {
  const { nodeVersion, logins, unusedKeys, badProxyVariables, missingAuthorities } = machine;
  return {
    nodeVersion,
    time: now.toISOString(),
    loginsByJwt: logins.length,
    loginsWithoutKeyFile: logins.filter(({ isKeyThere }) => !isKeyThere).length,
    keyFilesOpenToOthers: logins.filter(({ isOpenToOthers }) => isOpenToOthers).length,
    unusedStoredKeys: unusedKeys.length,
    badProxyVariables: badProxyVariables.join(', '),
    areAuthoritiesMissing: missingAuthorities !== undefined,
  };
}
