import type { Command } from '@oclif/core';
import { SfCommand } from '@salesforce/sf-plugins-core';
import type { Warning } from './talking.ts';

/** Tells an error of a command as every command of `sf` does, as text or JSON, sets the exit code, and throws it on. */
export async function tellError(
  command: Command,
  error: Error,
  warnings: Array<Warning | string>,
): Promise<never> {
  class Teller extends SfCommand<never> {
    public static override readonly enableJsonFlag = true;

    public async tell(): Promise<never> {
      // what was warned of has been shown; the JSON has it once more
      Object.assign(this, { warnings });
      return this.catch(error);
    }

    public override async run(): Promise<never> {
      return Promise.reject(error);
    }

    public override jsonEnabled(): boolean {
      return command.jsonEnabled();
    }
  }
  // the error names the command that it is of
  Object.defineProperty(Teller, 'name', { value: command.constructor.name });
  const teller = new Teller(command.argv, command.config);
  teller.id = command.id;
  return teller.tell();
}
