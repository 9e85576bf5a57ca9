// A reader that goes before everything is written: `sf jwt … | head -1`.
import { expect } from 'chai';
import { once } from 'node:events';
import { openTerminal, PLUGIN, start, type Terminal } from './terminal.ts';

describe('a pipe whose reader has gone', function () {
  this.timeout(60_000);
  let terminal: Terminal;

  before(async () => {
    terminal = openTerminal();
    await terminal.sf('jwt', 'keygen');
  });
  after(async () => terminal.close());

  for (const args of [
    ['jwt', 'keygen', '--help'],
    ['jwt', 'inspect', 'server.crt'],
  ]) {
    it(`is no failure of sf ${args.join(' ')}`, async () => {
      const child = start(PLUGIN, args, terminal);
      child.stdout?.destroy();
      let stderr = '';
      child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number];
      expect([code, stderr]).to.deep.equal([0, '']);
    });
  }
});
