// A key goes to a repository that git names, and never to whoever has the name that stands for an unknown one.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makePipeline, type CiResult } from '../../src/flows/ci.ts';
import type { ProviderName } from '../../src/pipelines/pipeline.ts';
import { providers } from '../../src/pipelines/providers.ts';

const NOW = new Date('2026-11-25T08:00:00Z');

const ENTRY = {
  username: 'deploy@acme.example',
  clientId: '3MVG9EXAMPLEkey0123456789',
  instanceUrl: 'https://acme.my.salesforce.com',
};

const unknownPlaces: Array<[provider: ProviderName, program: string, origin?: string]> = [
  ['bitbucket', 'curl'],
  ['bitbucket', 'curl', 'git@github.com:acme/app.git'],
  ['circleci', 'circleci'],
  ['azure', 'az'],
];

describe('makePipeline, of a repository that git does not name', () => {
  const before = { cwd: process.cwd(), path: process.env['PATH'] };
  let root: string;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'sf-jwt-place-')));
    process.chdir(root);
    process.env['PATH'] = [root, before.path].join(delimiter);
    writeFileSync('sf-jwt.json', JSON.stringify({ orgs: { production: ENTRY } }));
    writeFileSync('sfdx-project.json', JSON.stringify({ packageDirectories: [{ path: 'force-app' }] }));
  });
  afterEach(() => {
    process.chdir(before.cwd);
    process.env['PATH'] = before.path;
    rmSync(root, { recursive: true });
  });

  for (const [provider, program, origin] of unknownPlaces) {
    it(`stores no key for ${provider}, ${origin ?? 'without an origin'}`, async () => {
      writeFileSync(program, '#!/bin/sh\ntouch called\n');
      chmodSync(program, 0o755);
      if (origin !== undefined)
        for (const words of [['init'], ['remote', 'add', 'origin', origin]])
          execFileSync('git', words, { stdio: 'ignore' });
      const notices: string[] = [];
      const make = async (isSet: boolean): Promise<CiResult> =>
        makePipeline(
          {
            provider,
            shards: 1,
            force: false,
            isSet,
            outputDir: 'written',
            plugin: { name: 'sf-plugin-jwt', version: '0.1.0' },
            command: 'sf jwt ci',
          },
          NOW,
          { onNotice: ({ name }) => notices.push(name) },
        );
      const error = await make(true).then(
        () => expect.fail('it was stored'),
        (reason: unknown) => reason as Error,
      );
      expect(error.name).to.equal('PlaceUnknownError');
      expect([existsSync('called'), existsSync('written')]).to.deep.equal([false, false]);
      await make(false);
      expect(existsSync(join('written', providers[provider].file))).to.equal(true);
      expect(notices).to.deep.equal(['PlaceUnknown']);
    });
  }
});
