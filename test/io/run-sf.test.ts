// Another command in a process of its own, as `--fix` runs it.
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runSf } from '../../src/io/run-sf.ts';
import { temporaryFolder } from './temp-folder.ts';

describe('io/run-sf', () => {
  const folder = temporaryFolder();

  const program = (text: string): string[] => {
    const file = join(folder(), 'program.mjs');
    writeFileSync(file, text);
    return [process.execPath, file];
  };

  it('hands over the words as they are, and keeps both streams and the exit code', async () => {
    const entry = program(`
      console.log(JSON.stringify(process.argv.slice(2)));
      console.error('to standard error');
      process.exitCode = 3;`);
    const words = ['jwt', 'app', 'display', '--name', "it's $HOME"];
    const run = await runSf(words, { isCaptured: true, entry });
    expect(run.code).to.equal(3);
    expect(run.output).to.contain(JSON.stringify(words)).and.to.contain('to standard error');
  });

  it('reads nothing of the input of who runs it, so that no question can be answered by chance', async () => {
    const entry = program(`
      process.stdin.on('data', () => console.log('something')).on('end', () => console.log('the end'));`);
    expect((await runSf([], { isCaptured: true, entry })).output).to.equal('the end\n');
  });

  it('sends what is not captured to standard error, because standard output is the result', async () => {
    const entry = program("console.log('said'); console.error('warned');");
    const runner = `
      import { runSf } from ${JSON.stringify(new URL('../../src/io/run-sf.ts', import.meta.url))};
      console.log(JSON.stringify(await runSf([], { isCaptured: false, entry: ${JSON.stringify(entry)} })));`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      runner,
    ]);
    expect(JSON.parse(stdout)).to.deep.equal({ code: 0, output: '' });
    expect(stderr).to.contain('said').and.to.contain('warned');
  });

  it('interrupts it once, and waits until it has put everything right', async () => {
    const done = join(folder(), 'done');
    const entry = program(`
      import { writeFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      const waiting = setInterval(() => undefined, 1000);
      let interrupts = 0;
      process.on('SIGINT', async () => {
        interrupts += 1;
        await sleep(200);
        writeFileSync(${JSON.stringify(done)}, String(interrupts));
        clearInterval(waiting);
      });
      writeFileSync(${JSON.stringify(join(folder(), 'ready'))}, '');`);
    const watching = watch(folder());
    const ready = once(watching, 'change');
    const controller = new AbortController();
    const running = runSf([], { isCaptured: true, entry, signal: controller.signal });
    await ready;
    watching.close();
    controller.abort();
    const error = await running.catch((caught: unknown) => caught as Error);
    expect((error as Error).name).to.equal('AbortError');
    expect(readFileSync(done, 'utf8')).to.equal('1');
  });

  it('starts nothing after an interruption', async () => {
    const trace = join(folder(), 'trace');
    const entry = program(`
      import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(trace)}, '');`);
    const signal = AbortSignal.abort();
    const error = await runSf([], { isCaptured: true, entry, signal }).catch(
      (caught: unknown) => caught as Error,
    );
    expect((error as Error).name).to.equal('AbortError');
    expect(existsSync(trace)).to.equal(false);
  });
});
