// The page that maps the manual guide to commands: every line of it is run, in order, in the place that --help speaks of. The
// lines of openssl are those of the guides; what they make is taken by ours.
import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPlace, runDocumented, type Place } from './documented-lines.ts';
import { ROOT, type Run } from './terminal.ts';

const page = readFileSync(join(ROOT, 'docs', 'guide.md'), 'utf8');
const linesOf = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^\`]*)\`\`\``, 'g'))].flatMap(([, block = '']) =>
    block.trim().split('\n'),
  );
const lines = linesOf('sh');

describe('docs/guide.md', function () {
  this.timeout(120_000);
  let place: Place;
  before(async () => (place = await openPlace()));
  after(async () => place.close());

  /** In a folder of their own; what openssl asks for is left as it suggests. */
  const byHand = async (line: string): Promise<Run> =>
    place.terminal.run(['bash', '-c'], [`mkdir -p by-hand && cd by-hand && ${line}`], {
      input: '\n'.repeat(12),
    });

  for (const line of lines.filter((each) => each.startsWith('openssl '))) {
    it(`by hand: ${line}`, async () => {
      const run = await byHand(line);
      expect(run.code, run.stderr).to.equal(0);
    });
  }

  it('says rightly that what openssl made can be used as it is', async () => {
    const pair = await byHand('sf jwt inspect server.crt --key-file server.key');
    expect(pair.code, pair.stderr).to.equal(0);
    const login = '--client-id 3MVG9EXAMPLEkey0123456789 --username deploy@acme.example';
    const host = '--instance-url https://acme.my.salesforce.com';
    const line = `PASSPHRASE=x sf jwt sign ${login} --jwt-key-file server.pass.key --passphrase-env PASSPHRASE ${host}`;
    const signed = await byHand(line);
    expect(signed.stdout, signed.stderr).to.match(/^eyJhbGciOiJSUzI1NiJ9\./);
  });

  for (const line of lines.filter((each) => each.startsWith('sf '))) {
    it(line, async () => runDocumented(place, line));
  }

  it('has no other lines', () => {
    expect(lines.filter((line) => !/^(?:openssl|sf) /.test(line))).to.deep.equal([]);
  });

  it('has lines that PowerShell reads as a POSIX shell does, but for one of macOS', () => {
    // what has no meaning in either, and double quotes around words without one
    const isCommon = (line: string): boolean => {
      const words = line.replaceAll(/"[\w, .]+"/g, 'words');
      return /^[\w./:=@ -]+$/.test(words) && !/ @/.test(words);
    };
    expect(lines.filter((line) => !isCommon(line))).to.deep.equal([
      'sf jwt export --format curl --target-org by-jwt | sh',
    ]);
  });

  it('has one line of PowerShell, which runs the script that was written', () => {
    const [line = '', ...others] = linesOf('powershell');
    expect(others).to.deep.equal([]);
    const [, script = ''] = /^& (\S+)$/.exec(line) ?? [];
    expect(existsSync(join(place.terminal.cwd, script))).to.equal(true);
  });

  it('leads only to headings and files that are there', () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, target = ''] of page.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('#')) expect(headings).to.include(target.slice(1));
      else expect(existsSync(join(ROOT, 'docs', target)), target).to.equal(true);
    }
  });
});
