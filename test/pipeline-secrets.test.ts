// Makes pipelines and stores their keys, with all debug output on and with programs that repeat what they are given, and searches
// everything that was printed and written for the key.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, findLeaks, keySecrets, type Place } from './leaks.ts';
import { openTerminal, PLUGIN, type Terminal } from './terminal.ts';

describe('the keys of pipelines', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  before(() => (terminal = openTerminal()));
  after(async () => terminal.close());

  it('are handed to the program of the provider, and to nobody else', async () => {
    const { privateKey: pem } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const { cwd, home } = terminal;
    writeFileSync(join(cwd, 'server.key'), pem, { mode: 0o600 });
    const who = { username: 'deploy@acme.example', clientId: '3MVG9EXAMPLEkey0123456789' };
    const entry = { ...who, instanceUrl: 'https://acme.my.salesforce.com', key: { file: 'server.key' } };
    writeFileSync(join(cwd, 'sf-jwt.json'), JSON.stringify({ orgs: { production: entry } }));
    for (const words of [['init'], ['remote', 'add', 'origin', 'https://dev.azure.com/acme/crm/_git/app']])
      execFileSync('git', words, { cwd, stdio: 'ignore' });
    const bin = join(home, 'bin');
    mkdirSync(bin);
    for (const name of ['gh', 'glab', 'az']) {
      writeFileSync(join(bin, name), '#!/bin/sh\ncat >&2; env\necho "$@"\nexit 1\n');
      chmodSync(join(bin, name), 0o755);
    }
    const env = {
      PATH: `${bin}:${terminal.env['PATH'] ?? ''}`,
      SF_LOG_LEVEL: 'trace',
      SF_DISABLE_LOG_FILE: 'false',
      DEBUG: '*',
    };
    const runs: Place[] = [];
    for (const line of [
      'jwt ci --provider github --output-dir .',
      'jwt ci --provider github --set',
      'jwt ci --provider gitlab --set --json',
      'jwt ci --provider azure --set',
    ]) {
      const { code, stdout, stderr } = await terminal.run(PLUGIN, line.split(' '), { env });
      expect(code, `${line}\n${stderr}`).to.equal(line.includes('--set') ? 1 : 0);
      if (line.includes('--set')) expect(stdout + stderr).to.contain('SecretNotStored');
      runs.push({ where: line, text: stdout + stderr });
    }
    const written = filesBelow(home).concat(filesBelow(cwd).filter(({ where }) => !where.endsWith('.key')));
    const base64 = Buffer.from(pem).toString('base64');
    const secrets = [...keySecrets(pem), { what: 'the key in base64', text: base64.slice(100, 180) }];
    expect(findLeaks([...runs, ...written], secrets)).to.deep.equal([]);
  });
});
