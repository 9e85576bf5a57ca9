import { expect } from 'chai';
import type { SfCommand } from '@salesforce/sf-plugins-core';
import { execFileSync } from 'node:child_process';
import { typedLine } from '../src/typed-line.ts';

const commandOf = (...argv: string[]): SfCommand<unknown> =>
  ({ id: 'jwt:keygen', argv }) as unknown as SfCommand<unknown>;

describe('the line that was typed', () => {
  it('is that of the command, plain words as they are', () => {
    expect(typedLine(commandOf('--name', 'prod', '-d', 'my/certs', '--days=30'))).to.equal(
      'sf jwt keygen --name prod -d my/certs --days=30',
    );
  });

  it('is read by a shell as the words that it was', () => {
    const words = ['two words', '$HOME', '`id`', 'a"b', "it's", 'back\\slash', '', '!x', 'ü', '*', ';', '-'];
    const line = typedLine(commandOf(...words)).replace('sf jwt keygen', "printf '%s\\0'");
    expect(execFileSync('sh', ['-c', line]).toString().split('\0').slice(0, -1)).to.deep.equal(words);
  });

  it('has double quotes on Windows', () => {
    expect(typedLine(commandOf('-d', 'C:\\my certs'), 'win32')).to.equal('sf jwt keygen -d "C:\\my certs"');
  });
});
