import type { SfCommand } from '@salesforce/sf-plugins-core';

/** What of a command is used by what belongs to several of them, whichever base it has. */
export type Talking = Pick<SfCommand<unknown>, 'id' | 'argv' | 'log' | 'logToStderr' | 'jsonEnabled'> & {
  warn: (input: Warning) => unknown;
  spinner: { status: string | undefined; start: (action: string) => void; stop: (message?: string) => void };
};

/** A text of a message file, as `createWarning` makes it. */
export type Warning = { name: string; message: string; actions?: string[] };
