import type { Trouble } from '../../diagnosis/facts.ts';

type NamedError = Error & { actions?: string[]; exitCode?: number };

/**
 * What a named error says, as a fact. Thrown on: wrong usage, which is no trouble of the login, and everything without a
 * name of ours, an interruption among it.
 */
export function troubleOf(error: unknown): Trouble {
  if (!isNamed(error) || error.exitCode === 2) throw error;
  return { name: error.name, message: error.message, actions: error.actions ?? [] };
}

/** Errors made of messages have remedies, or a place for them. */
const isNamed = (error: unknown): error is NamedError => error instanceof Error && 'actions' in error;
