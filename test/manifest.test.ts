import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildManifest } from '../scripts/manifest.ts';
import { ROOT } from './terminal.ts';

describe('oclif.manifest.json', () => {
  const text = readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8');

  it('is what the commands say, so that sf shows the flags that are there', async () => {
    expect(await buildManifest(ROOT)).to.equal(text);
  });

  it('gives every flag a summary', () => {
    const { commands } = JSON.parse(text) as {
      commands: Record<string, { flags: Record<string, { summary?: string; description?: string }> }>;
    };
    for (const [id, { flags }] of Object.entries(commands)) {
      for (const [name, flag] of Object.entries(flags))
        expect(flag.summary ?? flag.description, `${id} --${name}`).to.be.a('string').that.is.not.empty;
    }
  });
});
