// What a call throws, for tests of errors.
import { expect } from 'chai';
import { SfError } from '@salesforce/core/sfError';
import { inspect } from 'node:util';

/** The SfError that the call throws or rejects with. Fails when there is none, or when it is another kind of error. */
export async function thrownBy(call: () => unknown): Promise<SfError> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof SfError)) throw error;
    return error;
  }
  return expect.fail('nothing was thrown');
}

/** Everything that an error shows or carries, to search it for secrets. */
export function everythingIn(error: SfError): string {
  return [
    inspect(error, {
      depth: Infinity,
      showHidden: true,
      maxStringLength: Infinity,
      maxArrayLength: Infinity,
    }),
    JSON.stringify(error.toObject()),
    error.stack,
    inspect(error.cause, { depth: Infinity, showHidden: true }),
  ].join('\n');
}

/** Message and actions: what a person reads. */
export function shownBy(error: SfError): string {
  return [error.message, ...(error.actions ?? [])].join('\n');
}
