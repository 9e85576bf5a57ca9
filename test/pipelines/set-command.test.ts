// What is shown to be pasted is run by bash, and has to hand the program what the plugin itself would hand it.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROVIDERS } from '../../src/pipelines/pipeline.ts';
import { providers } from '../../src/pipelines/providers.ts';
import { commandText, valueOf, type SetCommand } from '../../src/pipelines/set-command.ts';

const NAME = 'SF_JWT_KEY_PRODUCTION';
const PLACE = { host: 'bitbucket.org', owner: 'acme', repository: 'app' };

const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

describe('the command that stores a key', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sf jwt set '))));
  after(() => rmSync(folder, { recursive: true }));

  /** Runs the line with a program of that name that writes down what it was given. */
  function paste(command: SetCommand): { args: string[]; input: string; variable: string } {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    mkdirSync(join(folder, 'my keys'), { recursive: true });
    writeFileSync(join(folder, 'my keys', 'production.key'), pem);
    const variable = command.input?.way === 'variable' ? command.input.variable : 'NONE';
    writeFileSync(
      join(bin, command.program),
      `#!/bin/sh\ncat > input\nprintf '%s\\n' "$@" > args\nprintf %s "$${variable}" > variable\n`,
    );
    chmodSync(join(bin, command.program), 0o755);
    const line = commandText(command, 'my keys/production.key', 'linux');
    const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}` };
    execFileSync('bash', ['--norc', '-euc', line], { cwd: folder, env, input: '' });
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    return {
      args: read('args').split('\n').slice(0, -1),
      input: read('input'),
      variable: read('variable'),
    };
  }

  for (const name of PROVIDERS) {
    const { set, replace, prepare } = providers[name].commands(NAME, PLACE);
    for (const command of [set, replace].filter((each) => each !== undefined)) {
      it(`of ${name}, ${command.args.slice(0, 4).join(' ')}, gets the key, and not as an argument`, () => {
        const seen = paste(command);
        const value = valueOf(command.input!, pem);
        expect(seen.args).to.deep.equal(command.args);
        expect(command.input!.way === 'variable' ? seen.variable : seen.input).to.equal(value);
        const body = pem.split('\n')[1]!;
        expect(seen.args.join(' ')).not.to.contain(body.slice(0, 20));
        expect(value).to.satisfy(
          (text: string) =>
            text.includes(body) || Buffer.from(/[\w+/=]{500,}/.exec(text)![0], 'base64').toString() === pem,
        );
      });
    }
    if (prepare) it(`of ${name} is prepared without a key`, () => expect(prepare.input).to.equal(undefined));
  }
});

/** Of all providers: what a person on a Mac or on Linux pastes, and on Windows into PowerShell. */
const texts: Array<[provider: (typeof PROVIDERS)[number], shell: string, powerShell: string]> = [
  [
    'github',
    'gh secret set SF_JWT_KEY_PRODUCTION < certs/production.key',
    'Get-Content -Raw -LiteralPath certs/production.key | gh secret set SF_JWT_KEY_PRODUCTION',
  ],
  [
    'gitlab',
    String.raw`base64 < certs/production.key | tr -d '\n' | glab variable set SF_JWT_KEY_PRODUCTION --masked --raw`,
    '[Convert]::ToBase64String([IO.File]::ReadAllBytes((Resolve-Path -LiteralPath certs/production.key))) | glab variable set SF_JWT_KEY_PRODUCTION --masked --raw',
  ],
  [
    'azure',
    String.raw`AZURE_DEVOPS_EXT_PIPELINE_VAR_SF_JWT_KEY_PRODUCTION="$(base64 < certs/production.key | tr -d '\n')" az pipelines variable create --pipeline-name app --name SF_JWT_KEY_PRODUCTION --secret true`,
    '$env:AZURE_DEVOPS_EXT_PIPELINE_VAR_SF_JWT_KEY_PRODUCTION = [Convert]::ToBase64String([IO.File]::ReadAllBytes((Resolve-Path -LiteralPath certs/production.key))); az pipelines variable create --pipeline-name app --name SF_JWT_KEY_PRODUCTION --secret true; Remove-Item Env:AZURE_DEVOPS_EXT_PIPELINE_VAR_SF_JWT_KEY_PRODUCTION',
  ],
  [
    'circleci',
    String.raw`base64 < certs/production.key | tr -d '\n' | circleci context store-secret bitbucket acme sf-jwt SF_JWT_KEY_PRODUCTION`,
    '[Convert]::ToBase64String([IO.File]::ReadAllBytes((Resolve-Path -LiteralPath certs/production.key))) | circleci context store-secret bitbucket acme sf-jwt SF_JWT_KEY_PRODUCTION',
  ],
];

describe('the line to be pasted', () => {
  for (const [name, shell, powerShell] of texts) {
    const { set } = providers[name].commands(NAME, PLACE);
    it(`for ${name}`, () => {
      expect(commandText(set, 'certs/production.key', 'linux')).to.equal(shell);
      expect(commandText(set, 'certs/production.key', 'win32')).to.equal(powerShell);
    });
  }

  it('is one word for a path in PowerShell, whatever quotes, dots and brackets are in it', () => {
    const lineFor = (file: string): string =>
      commandText(providers.github.commands(NAME, PLACE).set, file, 'win32');
    const end = ' | gh secret set SF_JWT_KEY_PRODUCTION';
    expect(lineFor('Eve’s; calc ‘.key')).to.equal(
      `Get-Content -Raw -LiteralPath 'Eve’’s; calc ‘‘.key'${end}`,
    );
    expect(lineFor('-x.key')).to.equal(`Get-Content -Raw -LiteralPath '-x.key'${end}`);
    expect(lineFor('a[1].key')).to.equal(`Get-Content -Raw -LiteralPath 'a[1].key'${end}`);
  });

  it('names what it does not know', () => {
    const lineFor = (name: (typeof PROVIDERS)[number]): string =>
      commandText(providers[name].commands(NAME, {}).set, 'server.key', 'linux');
    expect(lineFor('bitbucket')).to.contain('/repositories/WORKSPACE/REPOSITORY/');
    const elsewhere = { host: 'github.com', owner: 'acme', repository: 'app' };
    const { set } = providers.bitbucket.commands(NAME, elsewhere);
    expect(commandText(set, 'server.key', 'linux')).to.contain('/repositories/WORKSPACE/REPOSITORY/');
    expect(lineFor('azure')).to.contain('--pipeline-name PIPELINE ');
    expect(lineFor('circleci')).to.contain(' github ORGANISATION ');
  });
});
