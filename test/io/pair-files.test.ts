import { expect } from 'chai';
import { lstatSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dropNextPair,
  findPairState,
  pairPaths,
  stagePair,
  type PairPaths,
} from '../../src/io/pair-files.ts';
import { switchPair } from '../../src/io/pair-switch.ts';
import { snapshot } from './snapshot.ts';
import { temporaryFolder } from './temp-folder.ts';
import { shownBy, thrownBy } from './thrown.ts';

const command = 'sf jwt app rotate --name Jwt_Cli';
const options = { now: new Date('2026-01-02T03:04:05.678Z'), command };

describe('io/pair-files', () => {
  const temporary = temporaryFolder();
  const at = (...names: string[]): string => join(realpathSync(temporary()), ...names);
  const paths = (name = 'server'): PairPaths => pairPaths(at(`${name}.key`), at(`${name}.crt`));
  const write = (files: Record<string, string>): void => {
    for (const [name, contents] of Object.entries(files))
      writeFileSync(at(name), contents, { mode: name.includes('.key') ? 0o600 : 0o644 });
  };
  const stage = (word = 'new', pair = paths()): Promise<string[]> =>
    stagePair(pair, { key: `${word} key`, certificate: `${word} certificate` }, options);

  const names: Array<[given: string, next: string, previous: string]> = [
    ['server.key', 'server.next.key', 'server.previous.key'],
    ['my.server.key', 'my.server.next.key', 'my.server.previous.key'],
    ['jwt key', 'jwt key.next', 'jwt key.previous'],
    ['.jwt.key', '.jwt.next.key', '.jwt.previous.key'],
    ['.jwt', '.jwt.next', '.jwt.previous'],
    ['Schlüssel.pem', 'Schlüssel.next.pem', 'Schlüssel.previous.pem'],
  ];
  for (const [given, next, previous] of names) {
    it(`stages and switches ${given} as ${next} and ${previous}`, async () => {
      const pair = pairPaths(at(given), at('public', 'server.crt'));
      expect(pair.next).to.deep.equal({ key: at(next), certificate: at('public', 'server.next.crt') });
      write({ [given]: 'old key' });
      await stage('new', pair);
      const switched = await switchPair(pair, options);
      expect(switched.previous.key).to.equal(at(previous));
      expect(readFileSync(at(given), 'utf8')).to.equal('new key');
      expect(readFileSync(at(previous), 'utf8')).to.equal('old key');
    });
  }

  it('refuses key and certificate in one file, whatever leads there', async () => {
    write({ 'server.pem': 'both' });
    symlinkSync('server.pem', at('server.crt'));
    const error = await thrownBy(() => pairPaths(at('server.pem'), at('server.crt')));
    expect(error.name).to.equal('PairIsOneFileError');
    expect(shownBy(error))
      .to.include(at('server.pem'))
      .and.include('--output-dir')
      .and.not.match(/%s|undefined/);
  });

  const states: Array<[state: string, files: string[]]> = [
    ['current', []],
    ['current', ['server.key', 'server.crt']],
    ['begun', ['server.key', 'server.crt', 'server.next.crt']],
    ['staged', ['server.key', 'server.crt', 'server.next.crt', 'server.next.key']],
    ['staged', ['server.key', 'server.previous.key', 'server.next.crt', 'server.next.key']],
    [
      'half-switched',
      ['server.key', 'server.crt', 'server.previous.crt', 'server.previous.key', 'server.next.key'],
    ],
    ['switched', ['server.key', 'server.crt', 'server.previous.crt', 'server.previous.key']],
  ];
  for (const [state, files] of states) {
    it(`is ${state} with ${files.join(', ') || 'nothing'}`, () => {
      write(Object.fromEntries(files.map((name) => [name, name])));
      expect(findPairState(paths())).to.equal(state);
    });
  }

  it('switches what symbolic links lead to, and leaves the links', async () => {
    mkdirSync(at('safe'));
    write({ 'safe/jwt.key': 'old key', 'server.crt': 'old certificate' });
    symlinkSync(join('safe', 'jwt.key'), at('server.key'));
    const pair = paths();
    expect(pair.next.key).to.equal(at('safe', 'jwt.next.key'));
    await stage('new', pair);
    await switchPair(pair, options);
    expect(lstatSync(at('server.key')).isSymbolicLink()).to.equal(true);
    expect(snapshot(at('safe'))).to.deep.equal({
      'jwt.key': '600 new key',
      'jwt.previous.key': '600 old key',
    });
  });

  it('keeps pair after pair, and tells where', async () => {
    write({ 'server.key': 'one key', 'server.crt': 'one certificate' });
    await stage('two');
    expect(await switchPair(paths(), options)).to.deep.equal({
      previous: { certificate: at('server.previous.crt'), key: at('server.previous.key') },
      backups: [],
    });
    await stage('three');
    const backups = ['crt', 'key'].map((kind) => `server.previous.${kind}.2026-01-02T03-04-05-678Z.bak`);
    expect((await switchPair(paths(), options)).backups).to.deep.equal(backups.map((name) => at(name)));
    await stage('four');
    await switchPair(paths(), options);
    expect(snapshot(at())).to.deep.equal({
      'server.crt': '644 four certificate',
      'server.key': '600 four key',
      'server.previous.crt': '644 three certificate',
      'server.previous.key': '600 three key',
      'server.previous.crt.2026-01-02T03-04-05-678Z.bak': '644 one certificate',
      'server.previous.key.2026-01-02T03-04-05-678Z.bak': '600 one key',
      'server.previous.crt.2026-01-02T03-04-05-678Z-2.bak': '644 two certificate',
      'server.previous.key.2026-01-02T03-04-05-678Z-2.bak': '600 two key',
    });
  });

  it('switches nothing when there is nothing to switch', async () => {
    write({ 'server.key': 'key', 'server.crt': 'certificate' });
    const before = snapshot(at());
    expect(await switchPair(paths(), options)).to.deep.equal({ previous: {}, backups: [] });
    expect(snapshot(at())).to.deep.equal(before);
  });

  it('does not stage over a pair that is staged', async () => {
    await stage();
    const before = snapshot(at());
    const error = await thrownBy(() => stage('newer'));
    expect(error.name).to.equal('OutputFileKeptError');
    expect(snapshot(at())).to.deep.equal(before);
  });

  it('does not drop the key whose certificate is in its place already', async () => {
    write({ 'server.key': 'old key', 'server.crt': 'new certificate', 'server.next.key': 'new key' });
    const error = await thrownBy(() => dropNextPair(paths()));
    expect(error.name).to.equal('SwitchHasBegunError');
    expect(readFileSync(at('server.next.key'), 'utf8')).to.equal('new key');
  });
});
