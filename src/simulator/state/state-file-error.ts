/** Why a state file cannot be used. The text names the file and never quotes what is in it. */
export class StateFileError extends Error {
  public override readonly name = 'StateFileError';

  public constructor(path: string, problem: string) {
    super(`The state file ${path} ${problem}`);
  }
}

/** The words of the system for what went wrong. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
