import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect } from 'chai';
import { comment, commandLine, shells } from '../../src/exports/shells.ts';

const words = [
  'plain',
  'a b',
  "it's",
  '$HOME',
  '`id`',
  'a"b',
  'back\\slash',
  '!x',
  'Zürich',
  '@file',
  'a,b',
  '-',
  '*',
  '#1',
];

describe('words for shells', () => {
  it('come out of a POSIX shell as they went in', () => {
    const line = commandLine('posix', words).replace(/^sf/, String.raw`printf '%s\n'`);
    expect(execFileSync('sh', ['-c', line]).toString().trimEnd().split('\n')).to.deep.equal(words);
  });

  // no PowerShell here: the rule is that of about_Quoting_Rules
  const forPowerShell: Array<[word: string, quoted: string]> = [
    ['C:\\keys\\server.key', "'C:\\keys\\server.key'"],
    ["it's", "'it''s'"],
    ['Eve’s ‘‚‛', "'Eve’’s ‘‘‚‚‛‛'"],
    ['-x.key', "'-x.key'"],
    ['--client-id', '--client-id'],
    ['-', '-'],
    ['$HOME `id`', "'$HOME `id`'"],
    ['@file', "'@file'"],
    ['a,b', "'a,b'"],
    ['deploy@acme.example', 'deploy@acme.example'],
    ['https://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
  ];
  for (const [word, quoted] of forPowerShell) {
    it(`are ${quoted} in PowerShell`, () => expect(shells.powershell.quote(word)).to.equal(quoted));
  }

  it('are remarks on every line', () => {
    expect(comment('a\nB=1\r\nC=2\rD=3')).to.deep.equal(['# a', '# B=1', '# C=2', '# D=3']);
  });

  it('are values of variables that a shell and a reader of files take alike', () => {
    const values = ['plain', 'a b', "o'neill@acme.example", '#1', 'a=b', 'Zürich', '$HOME', 'tab\there'];
    const folder = mkdtempSync(join(tmpdir(), 'variables-'));
    const file = join(folder, '.env');
    for (const value of values) {
      const text = `${shells.posix.assign('VALUE', value)}\n`;
      writeFileSync(file, text);
      expect(execFileSync('sh', ['-c', `. "${file}"; printf %s "$VALUE"`]).toString()).to.equal(value);
      expect(parseEnv(text)['VALUE']).to.equal(value);
    }
    rmSync(folder, { recursive: true });
  });
});
