import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPlace, runDocumented, type Place } from './documented-lines.ts';
import { ROOT } from './terminal.ts';

type Command = { id: string; examples: string[] };

const { commands } = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
  commands: Record<string, Command>;
};

/** Every line of an example that is a command. */
const linesOf = ({ id, examples }: Command): string[] =>
  examples
    .flatMap((example) => example.split('\n'))
    .filter((line) => line.includes('<%= config.bin %>'))
    .map((line) =>
      line.trim().replace('<%= config.bin %>', 'sf').replace('<%= command.id %>', id.replaceAll(':', ' ')),
    );

describe('the examples of --help', function () {
  this.timeout(120_000);
  let place: Place;
  before(async () => (place = await openPlace()));
  after(async () => place.close());

  for (const command of Object.values(commands)) {
    it(`${command.id} has examples`, () => expect(linesOf(command)).not.to.be.empty);
    for (const line of linesOf(command)) {
      it(line, async () => runDocumented(place, line));
    }
  }
});
