import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { isRunnable, lineOf, withFlag, wordsOf } from '../../src/diagnosis/command-line.ts';

const words = [
  ['jwt', 'token'],
  ['--jwt-key-file', '/home/a b/server.key'],
  ['--values', 'IsActive=true'],
  ['--query', "SELECT Id FROM User WHERE Name LIKE 'a%'"],
  ['--alias', 'cost $5 `date` "quoted" back\\slash it\'s!'],
  ['--empty', ''],
];

describe('diagnosis/command-line', () => {
  it('writes lines that a shell reads as the words they are of', () => {
    const [, ...args] = lineOf(words.flat()).split(/^sf /);
    const script = `for word in ${args.join('')}; do printf '%s\\n' "$word"; done`;
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).to.equal(
      words
        .flat()
        .map((word) => `${word}\n`)
        .join(''),
    );
  });

  it('reads its own lines, and those with quotation marks that others write', () => {
    const plain = words.flat().filter((word) => !word.includes("it's"));
    expect(wordsOf(lineOf(plain))).to.deep.equal(plain);
    expect(wordsOf('sf jwt token --jwt-key-file "/a b/c \\"d\\".key" -w 1')).to.deep.equal([
      'jwt',
      'token',
      '--jwt-key-file',
      '/a b/c "d".key',
      '-w',
      '1',
    ]);
  });

  it('sets a flag in its place, or at the end', () => {
    expect(withFlag(['jwt', '--a', '1', '--b', '2'], '--a', '3')).to.deep.equal([
      'jwt',
      '--a',
      '3',
      '--b',
      '2',
    ]);
    expect(withFlag(['jwt'], '--a', '3')).to.deep.equal(['jwt', '--a', '3']);
  });

  it('runs nothing that has a placeholder', () => {
    expect(isRunnable(['org', 'display', '--target-org', 'ADMIN_ORG'])).to.equal(false);
    expect(isRunnable(['org', 'display', '--target-org', 'my-org'])).to.equal(true);
  });
});
