import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainRefusal } from '../src/diagnosis/explain.ts';
import { openPlace, runDocumented, type Place } from './documented-lines.ts';
import { ROOT } from './terminal.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const lines = [...readme.matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

describe('the README', function () {
  this.timeout(120_000);
  let place: Place;
  before(async () => (place = await openPlace()));
  after(async () => place.close());

  it('has lines to run', () => expect(lines).to.have.length.of.at.least(8));

  for (const line of lines) {
    if (line.startsWith('npm ')) {
      // run by test/demo.test.ts, by continuous integration, and before every test
      it(`names a script that exists: ${line}`, () => {
        const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
          scripts: Record<string, string>;
        };
        const [, script = ''] = /^npm (?:run )?(\S+)/.exec(line) ?? [];
        expect(scripts).to.have.property(script);
      });
    } else {
      it(line, async () =>
        runDocumented(place, line === 'sf plugins link .' ? `sf plugins link '${ROOT}' --no-install` : line),
      );
    }
  }

  it('quotes the refusal as it is', () => {
    const attempt = {
      clientId: '',
      username: '',
      audience: '',
      host: 'https://acme.my.salesforce.com',
      retry: '',
    };
    const { message } = explainRefusal({ error: 'invalid_grant', description: 'invalid assertion' }, attempt);
    const [, quoted = ''] = /```text\nError[^\n]*\n([^`]*)```/.exec(readme) ?? [];
    expect(quoted).not.to.equal('');
    expect(message).to.contain(quoted.trim());
  });

  it('lists every command', () => {
    const { commands } = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
      commands: object;
    };
    for (const id of Object.keys(commands))
      expect(readme).to.contain(`| \`sf ${id.replaceAll(':', ' ')}\` |`);
  });
});
