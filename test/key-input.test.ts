// Where the private key and its passphrase come from, as processes see it: pipes, variables, files and a terminal.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newKey, openssl } from './keys/openssl.ts';
import { isInstalled } from './keys/pkcs12-files.ts';
import { openTerminal, PLUGIN, ROOT, type Run, type Terminal } from './terminal.ts';

describe('key-input', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  let pem: string;
  let protectedPem: string;
  let login: string[];

  before(async () => {
    terminal = openTerminal();
    pem = newKey('RSA', 'rsa_keygen_bits:2048');
    protectedPem = openssl(['pkcs8', '-topk8', '-passout', 'pass:my secret'], pem);
    writeFileSync(join(terminal.cwd, 'server.key'), pem, { mode: 0o600 });
    writeFileSync(join(terminal.cwd, 'protected.key'), protectedPem, { mode: 0o600 });
    const { origin } = await terminal.startSimulator();
    login = [
      'jwt',
      'token',
      '--client-id',
      '3MVG9unknown',
      '--username',
      'admin@simulator.example',
      '--instance-url',
      origin,
    ];
  });
  after(async () => terminal.close());

  const token = async (
    args: string[],
    options: { env?: NodeJS.ProcessEnv; input?: string } = {},
  ): Promise<Run> => terminal.run(PLUGIN, [...login, ...args], options);
  /** The org does not know the app, and says so: the key was read and has signed. */
  const SIGNED = 'ConsumerKeyUnknownError';
  const byFile = ['--jwt-key-file', 'protected.key'];
  const write = (name: string, contents: string | Buffer): string => {
    writeFileSync(join(terminal.cwd, name), contents, { mode: 0o600 });
    return name;
  };

  type Row = [
    what: string,
    shown: string,
    args: () => string[],
    options?: () => { env?: NodeJS.ProcessEnv; input?: string },
  ];
  const rows: Row[] = [
    ['a key on standard input', SIGNED, () => ['-f', '-'], () => ({ input: pem })],
    [
      'a key on standard input, with what a secret store did to it',
      SIGNED,
      () => ['-f', '-'],
      () => ({ input: JSON.stringify(pem) }),
    ],
    [
      'a key in a variable',
      SIGNED,
      () => ['--jwt-key-env', 'SF_JWT_KEY'],
      () => ({ env: { SF_JWT_KEY: pem } }),
    ],
    [
      'a key in a variable without line breaks',
      SIGNED,
      () => ['--jwt-key-env', 'SF_JWT_KEY'],
      () => ({ env: { SF_JWT_KEY: pem.replaceAll('\n', ' ') } }),
    ],
    [
      'a passphrase in a variable',
      SIGNED,
      () => [...byFile, '--passphrase-env', 'SF_SECRET'],
      () => ({ env: { SF_SECRET: 'my secret' } }),
    ],
    ['a passphrase in a file', SIGNED, () => [...byFile, '--passphrase-file', write('p1', 'my secret')]],
    [
      'a passphrase in a file with a line end',
      SIGNED,
      () => [...byFile, '--passphrase-file', write('p2', 'my secret\n')],
    ],
    [
      'a passphrase in a file with CRLF',
      SIGNED,
      () => [...byFile, '--passphrase-file', write('p3', 'my secret\r\n')],
    ],
    [
      'a passphrase in a file with a byte order mark',
      SIGNED,
      () => [...byFile, '--passphrase-file', write('p4', '\uFEFFmy secret\r\n')],
    ],
    [
      'a passphrase in UTF-16, as PowerShell writes it',
      SIGNED,
      () => [...byFile, '--passphrase-file', write('p5', Buffer.from('\uFEFFmy secret\r\n', 'utf16le'))],
    ],
    [
      'a passphrase on standard input',
      SIGNED,
      () => [...byFile, '--passphrase-file', '-'],
      () => ({ input: 'my secret\n' }),
    ],
    [
      'a key on standard input, the passphrase in a variable',
      SIGNED,
      () => ['-f', '-', '--passphrase-env', 'SF_SECRET'],
      () => ({ input: protectedPem, env: { SF_SECRET: 'my secret' } }),
    ],
    [
      'a passphrase that is not needed',
      SIGNED,
      () => ['-f', 'server.key', '--passphrase-env', 'SF_SECRET'],
      () => ({ env: { SF_SECRET: 'other' } }),
    ],
    [
      'a passphrase with one space too many',
      'PassphraseWrongError',
      () => [...byFile, '--passphrase-file', write('p6', 'my secret \n')],
    ],
    ['no passphrase, and nobody to ask', 'KeyIsEncryptedError', () => byFile],
    [
      'a protected key on standard input, where nobody can be asked',
      'KeyIsEncryptedError',
      () => ['-f', '-'],
      () => ({ input: protectedPem }),
    ],
    [
      'an empty passphrase file',
      'PassphraseEmptyError',
      () => [...byFile, '--passphrase-file', write('p7', '\n')],
    ],
    [
      'an empty passphrase variable',
      'PassphraseEmptyError',
      () => [...byFile, '--passphrase-env', 'SF_SECRET'],
      () => ({ env: { SF_SECRET: '' } }),
    ],
    ['a variable that is not set', 'VariableNotSetError', () => ['--jwt-key-env', 'SF_JWT_KEY']],
    [
      'a passphrase variable that is not set',
      'VariableNotSetError',
      () => [...byFile, '--passphrase-env', 'SF_SECRET'],
    ],
    [
      'an empty variable',
      'KeyFileEmptyError',
      () => ['--jwt-key-env', 'SF_JWT_KEY'],
      () => ({ env: { SF_JWT_KEY: '' } }),
    ],
    ['an empty standard input', 'KeyFileEmptyError', () => ['-f', '-']],
    [
      'a variable with a path in it',
      'KeyIsPathError',
      () => ['--jwt-key-env', 'SF_JWT_KEY'],
      () => ({ env: { SF_JWT_KEY: '/builds/acme.tmp/SF_JWT_KEY' } }),
    ],
    [
      'both from standard input',
      'StandardInputTwiceError',
      () => ['-f', '-', '--passphrase-file', '-'],
      () => ({ input: protectedPem }),
    ],
    [
      'more than 1 MB on standard input',
      'InputTooLargeError',
      () => ['-f', '-'],
      () => ({ input: 'x'.repeat(1_100_000) }),
    ],
    ['a missing passphrase file', 'FileNotFoundError', () => [...byFile, '--passphrase-file', 'missing']],
    ['the key itself for the name of a file', 'SecretForFileError', () => ['-f', pem]],
    ['the key itself for the name of a variable', 'VariableNotNamedError', () => ['--jwt-key-env', pem]],
    [
      'the passphrase itself for the name of a variable',
      'VariableNotNamedError',
      () => [...byFile, '--passphrase-env', 'my secret'],
    ],
  ];
  for (const [what, shown, args, options] of rows) {
    it(`answers ${what} with ${shown}`, async () => {
      const { stdout, stderr } = await token(args(), options?.());
      expect(stderr).to.include(shown);
      expect(stdout).to.equal('');
      expect(stderr).not.to.include('my secret');
      for (const line of [...pem.split('\n').slice(2, -2), ...protectedPem.split('\n').slice(2, -2)])
        expect(stderr).not.to.include(line);
    });
  }

  it('exits with 2 when the command line itself is wrong', async () => {
    expect((await token(['-f', '-', '--passphrase-file', '-'])).code).to.equal(2);
    expect((await token(['-f', 'server.key', '--jwt-key-env', 'SF_JWT_KEY'])).code).to.equal(2);
  });

  it('names the source, not the contents, in what to type next', async () => {
    const { stdout } = await token(['--jwt-key-env', 'SF_JWT_KEY', '--json'], { env: { SF_JWT_KEY: 'x' } });
    expect(JSON.parse(stdout)).to.deep.include({ name: 'KeyNotRecognizedError' });
    expect((JSON.parse(stdout) as { message: string }).message).to.include('$SF_JWT_KEY is');
  });

  describe('in a terminal', () => {
    before(function () {
      if (!isInstalled('python3', '--version') || process.platform === 'win32') this.skip(); // no pseudo-terminal
    });

    /** The program, typed in a pseudo-terminal, with an answer for its question. */
    const type = (
      answer: string,
      args: string[],
      env: NodeJS.ProcessEnv = {},
    ): { code: number | null; shown: string } => {
      const { status, stdout } = spawnSync(
        'python3',
        [join(ROOT, 'test', 'ask.py'), answer, ...PLUGIN, ...login, ...args],
        {
          cwd: terminal.cwd,
          env: { ...terminal.env, ...env },
        },
      );
      return { code: status, shown: stdout.toString() };
    };

    it('asks for the passphrase, and does not show it', () => {
      const { shown } = type('my secret\\r', byFile);
      expect(shown)
        .to.include(`Passphrase of ${join(terminal.cwd, 'protected.key')}: `)
        .and.to.include(SIGNED);
      expect(shown).not.to.include('my secret');
    });

    it('asks on the terminal while standard output goes elsewhere, and leaves that alone', () => {
      const file = join(terminal.cwd, 'stdout');
      const { shown } = type('my secret\\r', byFile, { STDOUT: file });
      expect(shown).to.include('Passphrase of').and.to.include(SIGNED);
      expect(readFileSync(file, 'utf8')).to.equal('');
    });

    it('takes back what a person rubs out', () => {
      expect(type('my secrex\\x7ft\\r', byFile).shown).to.include(SIGNED);
    });

    const answers: Array<[string, string, string, number]> = [
      ['a wrong passphrase', 'wrong\\r', 'PassphraseWrongError', 1],
      ['nothing', '\\r', 'KeyIsEncryptedError', 1],
      ['Ctrl-D', '\\x04', 'KeyIsEncryptedError', 1],
      ['Ctrl-C', '\\x03', 'InterruptedError', 130],
    ];
    for (const [what, answer, name, code] of answers) {
      it(`takes ${what} for an answer: ${name}`, () => {
        const run = type(answer, byFile);
        expect(run.shown).to.include(name);
        expect(run.code).to.equal(code);
      });
    }

    it('does not ask with --json, nor when the passphrase is given, nor for a key without one', () => {
      expect(type('', [...byFile, '--json']).shown).not.to.include('Passphrase of');
      expect(type('', [...byFile, '--passphrase-env', 'SF_SECRET'], { SF_SECRET: 'my secret' }).shown)
        .to.include(SIGNED)
        .and.not.to.include('Passphrase of');
      expect(type('', ['-f', 'server.key']).shown)
        .to.include(SIGNED)
        .and.not.to.include('Passphrase of');
    });

    it('reads no key from the terminal itself', () => {
      expect(type('', ['-f', '-']).shown).to.include('InputIsTerminalError');
    });
  });
});
