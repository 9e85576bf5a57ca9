// State files that a simulator does not take: what is wrong is named, and the file stays as it is.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import type { OrgDescription } from '../../src/simulator/scenario.ts';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { StateFileError } from '../../src/simulator/state/state-file-error.ts';
import { stored } from '../../src/simulator/state/stored-values.ts';
import { snapshot } from '../io/snapshot.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { startOrg, stopOrgs } from './org-client.ts';

async function refusalOf(options: SimulatorOptions): Promise<string> {
  const error: unknown = await startOrg(options).catch((reason: unknown) => reason);
  if (!(error instanceof StateFileError)) throw new Error(`no refusal: ${String(error)}`);
  return error.message;
}

describe('a state file that cannot be used', () => {
  // before the folder goes
  afterEach(stopOrgs);
  const folder = temporaryFolder();
  const stateFile = (): string => join(folder(), 'orgs.json');

  /** The text of a good state file. */
  async function goodText(options: SimulatorOptions = {}): Promise<string> {
    const path = join(folder(), 'good.json');
    await (await startSimulator({ ...options, stateFile: path })).close();
    return readFileSync(path, 'utf8');
  }

  /** Texts that differ from a good one, and what is said of them. */
  const broken: [kind: string, spoil: (good: string) => string | Buffer, problem: string][] = [
    ['is empty', () => '', 'is empty'],
    ['is blank', () => ' \n\n', 'is empty'],
    ['was cut off', (good) => good.slice(0, -100), 'is no whole JSON: it was cut off or changed'],
    ['was cut off early', (good) => good.slice(0, 10), 'is no whole JSON: it was cut off or changed'],
    ['is a page', () => '<!doctype html><title>x</title>', 'is no whole JSON: it was cut off or changed'],
    ['is a picture', () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]), 'is no text'],
    ['is a package.json', () => '{"name":"x","version":"1.0.0"}', 'holds something else than simulated orgs'],
    ['is a list', () => '[1, 2]', 'holds something else than simulated orgs'],
    ['is null', () => 'null', 'holds something else than simulated orgs'],
    [
      'is of an older version',
      (good) => good.replace('"version":5', '"version":1'),
      'was written by an older simulator: version 1, known is 5',
    ],
    [
      'is of a newer version',
      (good) => good.replace('"version":5', '"version":6'),
      'was written by a newer simulator: version 6, known is 5',
    ],
    ['has another version', (good) => good.replace('"version":5', '"version":"1"'), 'version: Invalid input'],
    [
      'lacks a member',
      (good) => good.replace('"isDevHub":false,"createdAt"', '"createdAt"'),
      'world.orgs.0.isDevHub: Invalid input',
    ],
    [
      'has a strange member',
      (good) => good.replace('"isRestApiDisabled"', '"more":1,"isRestApiDisabled"'),
      'world.orgs.0: Unrecognized key: "more"',
    ],
    [
      'has a member of another type',
      (good) => good.replace('"apiUsage":0', '"apiUsage":"0"'),
      'world.orgs.0.apiUsage: Invalid input',
    ],
    [
      'has a wrong date',
      (good) => good.replace(/"createdAt":"\d+/, '"createdAt":"2026-13'),
      'createdAt: must be a time',
    ],
    ['has an impossible port', (good) => good.replace(/"port":\d+/, '"port":0'), 'port: Too small'],
    [
      'holds no org',
      (good) => good.replace(/"orgs":\[.*\],"login"/, '"orgs":[],"login"'),
      'world.orgs: Too small',
    ],
    [
      'holds no key where one should be',
      (good) => good.replace('"jwtKey":null', '"jwtKey":{"kid":"x","pem":"x"}'),
      'jwtKey.pem: must be a private key',
    ],
    [
      'holds no certificate where one should be',
      (good) =>
        good.replace(
          '"tls":null',
          '"tls":{"authority":"x","certificate":"x","privateKey":"x","proxyPort":1}',
        ),
      'tls.authority: must be a certificate',
    ],
  ];
  for (const [kind, spoil, problem] of broken) {
    it(`is refused when it ${kind}`, async () => {
      const good = await goodText();
      const spoiled = spoil(good);
      expect(spoiled).not.to.equal(good);
      writeFileSync(stateFile(), spoiled);
      const before = snapshot(folder());
      const message = await refusalOf({ stateFile: stateFile() });
      expect(message).to.contain(`The state file ${stateFile()} `).and.to.contain(problem);
      expect(snapshot(folder())).to.deep.equal(before);
    });
  }

  const places: [kind: string, place: () => string, problem: string][] = [
    [
      'a symbolic link',
      () => {
        writeFileSync(join(folder(), 'target.json'), '');
        symlinkSync('target.json', stateFile());
        return stateFile();
      },
      'is a symbolic link: name the file itself',
    ],
    [
      'a symbolic link to nothing',
      () => {
        symlinkSync('nowhere.json', stateFile());
        return stateFile();
      },
      'is a symbolic link: name the file itself',
    ],
    [
      'a folder',
      () => {
        mkdirSync(stateFile());
        return stateFile();
      },
      'is no regular file',
    ],
    [
      'a pipe',
      () => {
        execFileSync('mkfifo', [stateFile()]);
        return stateFile();
      },
      'is no regular file',
    ],
    ['in no folder', () => join(folder(), 'missing', 'orgs.json'), 'has no folder: make '],
    [
      'below a file',
      () => {
        writeFileSync(join(folder(), 'file'), '');
        return join(folder(), 'file', 'orgs.json');
      },
      'has no folder: make ',
    ],
  ];
  for (const [kind, place, problem] of places) {
    it(`is refused when it is ${kind}`, async () => {
      const path = place();
      const list = (): string =>
        execFileSync('ls', ['-la', folder()], { encoding: 'utf8' }).replace(/^.*\.\.?\n/gm, '');
      const before = list();
      expect(await refusalOf({ stateFile: path })).to.contain(`The state file ${path} ${problem}`);
      expect(list()).to.equal(before);
    });
  }

  it('says nothing of what it holds', async () => {
    const good = await goodText();
    const [, token = ''] = /"token":"([^"]+)"/.exec(good) ?? [];
    for (const spoiled of [good.replace(token, `${token}"`), good.replace(`"${token}"`, `["${token}"]`)]) {
      writeFileSync(stateFile(), spoiled);
      expect(await refusalOf({ stateFile: stateFile() })).not.to.contain(token.slice(0, 12));
    }
  });

  const acme: OrgDescription = { name: 'acme', type: 'sandbox', users: [{ username: 'ci@acme.example' }] };
  const contradictions: [kind: string, options: SimulatorOptions, problem: string][] = [
    ['another name', { name: 'other' }, 'it holds acme, not other'],
    ['another type', { name: 'acme', type: 'scratch' }, 'org acme: its type is "sandbox", not "scratch"'],
    ['a type alone', { type: 'production' }, 'org acme: its type is "sandbox", not "production"'],
    ['another number of orgs', { orgs: [acme, { name: 'more' }] }, 'it holds acme, not acme, more'],
    ['other users', { orgs: [{ ...acme, users: [] }] }, 'org acme: its users are others'],
    ['another delay', { propagationSeconds: 5 }, 'org acme: its propagationSeconds is 0, not 5'],
    [
      'another My Domain',
      { myDomain: 'a.my.salesforce.com' },
      'org acme: its myDomain is "acme--dev.sandbox.my.salesforce.com", not',
    ],
    ['another guess', { assume: ['strict-expiry'] }, 'it assumes nothing, not strict-expiry'],
    ['other keys', { appConsumerKeyTaken: ['k'] }, 'the consumer keys of other orgs are others'],
    ['https', { tls: true }, 'it serves http, not https'],
  ];
  for (const [kind, options, problem] of contradictions) {
    it(`is refused by who says ${kind}`, async () => {
      await (await startSimulator({ stateFile: stateFile(), orgs: [acme] })).close();
      const before = snapshot(folder());
      expect(await refusalOf({ stateFile: stateFile(), ...options })).to.contain(
        `${basename(stateFile())} contradicts the options: ${problem}`,
      );
      expect(snapshot(folder())).to.deep.equal(before);
    });
  }

  const agreements: SimulatorOptions[] = [
    {},
    { orgs: [acme] },
    { orgs: [{ name: 'acme' }] },
    { name: 'acme', type: 'sandbox', isDevHub: false, propagationSeconds: 0, assume: [], tls: false },
    { deploySeconds: 0, myDomain: 'acme--dev.sandbox.my.salesforce.com' },
  ];
  it('is taken by who says the same, or less', async () => {
    for (const options of [{ orgs: [acme] }, ...agreements]) {
      const simulator = await startSimulator({ stateFile: stateFile(), ...options });
      expect([simulator.name, simulator.org.type]).to.deep.equal(['acme', 'sandbox']);
      await simulator.close();
    }
  });

  it('cannot lack a member that its type has: that would not compile', () => {
    type Thing = { always: string; sometimes?: string };
    // @ts-expect-error even an optional member has to be there
    expect(stored<Thing>({ always: z.string() })).to.have.property('parse');
    const whole = stored<Thing>({ always: z.string(), sometimes: z.string().optional() });
    expect(whole.parse({ always: 'x' })).to.deep.equal({ always: 'x' });
  });
});
