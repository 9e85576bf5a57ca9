import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  copyFileSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  finishSwitch,
  loadPair,
  obtainNextPair,
  type NextPair,
  type NextPairInput,
} from '../../../src/flows/app/next-pair.ts';
import { placeRotation, refuseOtherForm, rotationWarnings } from '../../../src/flows/app/rotation-files.ts';
import { loadPrivateKey, type PrivateKeyLocation } from '../../../src/flows/private-key.ts';
import { findPairState, pairPaths, type PairPaths } from '../../../src/io/pair-files.ts';
import { sealKey } from '../../../src/keys/sealed.ts';
import { toPassphrase } from '../../../src/keys/passphrase.ts';
import { snapshot } from '../../io/snapshot.ts';
import { temporaryFolder } from '../../io/temp-folder.ts';
import { everythingIn, shownBy, thrownBy } from '../../io/thrown.ts';
import { openssl } from '../../keys/openssl.ts';

const now = new Date('2026-11-24T12:00:00Z');
const command = 'sf jwt app rotate --name Jwt_Cli';
const PASSPHRASE = 'correct horse battery';

describe('the next pair of a rotation', function () {
  this.timeout(60_000);
  const temporary = temporaryFolder();
  const at = (...names: string[]): string => join(realpathSync(temporary()), ...names);
  const read = (name: string): Buffer => readFileSync(at(name));
  const paths = (key = 'server.key'): PairPaths => pairPaths(at(key), at('server.crt'));
  const passphraseFile = (): string => at('passphrase.txt');

  /** `server.key` and `server.crt`, made by openssl. */
  function makeOld(subject = '/C=DE/O=Acme, Inc/CN=ci'): void {
    openssl([
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      at('server.key'),
      '-out',
      at('server.crt'),
      '-subj',
      subject,
      '-days',
      '30',
    ]);
  }
  beforeEach(() => {
    makeOld();
    writeFileSync(passphraseFile(), `${PASSPHRASE}\n`, { mode: 0o600 });
  });

  async function obtain(
    changes: Partial<NextPairInput> = {},
    location: PrivateKeyLocation = { key: { file: at('server.key') } },
  ): Promise<NextPair> {
    const current = await loadPrivateKey(location);
    return obtainNextPair({ paths: paths(), current, name: 'Jwt_Cli', command, ...changes }, now);
  }

  it('is made beside the current one, as that is, for its owner alone, and fits', async () => {
    const before = snapshot(at());
    const pair = await obtain();
    expect(pair.isResumed).to.equal(false);
    expect(snapshot(at())).to.include(before);
    expect(statSync(at('server.next.key')).mode & 0o777).to.equal(0o600);
    const verified = openssl([
      'x509',
      '-in',
      at('server.next.crt'),
      '-noout',
      '-subject',
      '-nameopt',
      'RFC2253',
      '-pubkey',
    ]);
    expect(verified).to.include('CN=ci,O=Acme\\, Inc,C=DE');
    const publicKey = openssl(['pkey', '-in', at('server.next.key'), '-pubout']);
    expect(verified).to.include(publicKey);
    expect(publicKey).not.to.equal(openssl(['pkey', '-in', at('server.key'), '-pubout']));
    const { validToDate } = new X509Certificate(read('server.next.crt'));
    expect(validToDate).to.deep.equal(new Date('2027-11-24T12:00:00Z'));
    expect(pair.privateKey.equals(createPrivateKey(read('server.next.key')))).to.equal(true);
    expect(pair.certificate.raw.equals(new X509Certificate(read('server.next.crt')).raw)).to.equal(true);
  });

  it('is as it is asked for', async () => {
    const { privateKey, certificate } = await obtain({ keySize: 3072, days: 90, subject: 'CN=other' });
    expect(privateKey.asymmetricKeyDetails?.modulusLength).to.equal(3072);
    expect(certificate.subject).to.equal('CN=other');
    expect(certificate.validToDate).to.deep.equal(new Date('2027-02-22T12:00:00Z'));
  });

  it('has the subject of the certificate in the org, or the name where that cannot be written', async () => {
    const inOrg = new X509Certificate(read('server.crt'));
    rmSync(at('server.crt'));
    expect((await obtain({ certificate: inOrg })).certificate.subject).to.equal('C=DE\nO=Acme\\, Inc\nCN=ci');
    for (const name of ['key', 'crt']) rmSync(at(`server.next.${name}`));
    makeOld('/jurisdictionC=DE/CN=ci');
    expect((await obtain()).certificate.subject).to.equal('CN=Jwt_Cli');
  });

  it('is the same when the run is taken up again', async () => {
    const first = await obtain();
    const before = snapshot(at());
    const again = await obtain();
    expect(again.isResumed).to.equal(true);
    expect(again.privateKey.equals(first.privateKey)).to.equal(true);
    expect(snapshot(at())).to.deep.equal(before);
  });

  it('may be one that a person put there', async () => {
    openssl([
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      at('server.next.key'),
      '-out',
      at('server.next.crt'),
      '-subj',
      '/CN=theirs',
    ]);
    expect((await obtain()).certificate.subject).to.equal('CN=theirs');
  });

  it('is refused when key and certificate do not fit, and stays as it is', async () => {
    await obtain();
    copyFileSync(at('server.crt'), at('server.next.crt'));
    const before = snapshot(at());
    const error = await thrownBy(() => obtain());
    expect(error.name).to.equal('PairDoesNotFitError');
    expect(shownBy(error))
      .to.include(at('server.next.key'))
      .and.include(`sf jwt inspect "${at('server.next.crt')}" --key-file`)
      .and.not.match(/%[sdj]|undefined/);
    expect(everythingIn(error)).not.to.include('PRIVATE KEY');
    expect(snapshot(at())).to.deep.equal(before);
  });

  type FormRow = { what: string; make: () => unknown; begins: RegExp; isProtected: boolean };
  const forms: FormRow[] = [
    {
      what: 'PKCS#1',
      make: () => openssl(['rsa', '-in', at('server.key'), '-traditional', '-out', at('server.key')]),
      begins: /^-----BEGIN RSA PRIVATE KEY-----/,
      isProtected: false,
    },
    {
      what: 'protected PKCS#8',
      make: () => {
        renameSync(at('server.key'), at('plain.key'));
        openssl([
          'pkcs8',
          '-topk8',
          '-in',
          at('plain.key'),
          '-passout',
          `file:${passphraseFile()}`,
          '-out',
          at('server.key'),
        ]);
      },
      begins: /^-----BEGIN ENCRYPTED PRIVATE KEY-----/,
      isProtected: true,
    },
    {
      what: 'encrypted in the old way',
      make: () =>
        openssl([
          'rsa',
          '-in',
          at('server.key'),
          '-traditional',
          '-aes128',
          '-passout',
          `file:${passphraseFile()}`,
          '-out',
          at('server.key'),
        ]),
      begins: /^-----BEGIN ENCRYPTED PRIVATE KEY-----/,
      isProtected: true,
    },
    {
      what: 'a JWE',
      make: async () =>
        writeFileSync(
          at('server.key'),
          await sealKey(createPrivateKey(read('server.key')), toPassphrase(PASSPHRASE)),
        ),
      begins: /^eyJ[\w-]+\./,
      isProtected: true,
    },
  ];
  for (const { what, make, begins, isProtected } of forms) {
    it(`is ${what} where the current key is${isProtected ? ', under the same passphrase' : ''}`, async () => {
      await make();
      const location = { key: { file: at('server.key') }, passphrase: { file: passphraseFile() } };
      const pair = await obtain({}, location);
      expect(read('server.next.key').toString()).to.match(begins);
      const passphrase = isProtected ? location.passphrase : undefined;
      const { privateKey } = await loadPrivateKey({ key: { file: at('server.next.key') }, passphrase });
      expect(privateKey.equals(pair.privateKey)).to.equal(true);
    });
  }

  it('has its certificate as DER where the current one is', async () => {
    openssl(['x509', '-in', at('server.crt'), '-outform', 'DER', '-out', at('server.crt')]);
    const { certificate } = await obtain();
    expect(read('server.next.crt').equals(certificate.raw)).to.equal(true);
  });

  describe('and where it lies', () => {
    const key = (): PrivateKeyLocation['key'] => ({ file: at('server.key') });

    it('is in the place of the files that were named', () => {
      expect(placeRotation({ key: key(), name: 'Jwt_Cli' })).to.deep.equal({
        paths: paths(),
        isInPlace: true,
      });
      const named = placeRotation({ key: key(), certificateFile: at('public.pem'), name: 'Jwt_Cli' });
      expect(named.paths.next.certificate).to.equal(at('public.next.pem'));
    });

    it('is the output folder for a key from a variable or standard input, or when it is asked for', () => {
      const { current } = pairPaths(at('out', 'Jwt_Cli.key'), at('out', 'Jwt_Cli.crt'));
      for (const from of [{ variable: 'JWT_KEY' }, { file: '-' }, key()]) {
        const place = placeRotation({ key: from, outputDir: at('out'), name: 'Jwt_Cli' });
        expect(place.isInPlace).to.equal(false);
        expect(place.paths.current).to.deep.equal(current);
      }
    });

    it('is no form in which a key cannot be written, unless it goes elsewhere', async () => {
      openssl(['pkey', '-in', at('server.key'), '-outform', 'DER', '-out', at('server.der')]);
      writeFileSync(at('both.pem'), Buffer.concat([read('server.key'), read('server.crt')]));
      for (const name of ['server.der', 'both.pem']) {
        const location = { key: { file: at(name) } };
        const current = await loadPrivateKey(location);
        const error = await thrownBy(() =>
          refuseOtherForm(placeRotation({ ...location, name: 'Jwt_Cli' }), current),
        );
        expect(error.name).to.equal('KeyFormNotWrittenError');
        expect(shownBy(error))
          .to.include(at(name))
          .and.include('--output-dir')
          .and.not.match(/%s|undefined/);
        const elsewhere = placeRotation({ ...location, outputDir: at('out'), name: 'Jwt_Cli' });
        refuseOtherForm(elsewhere, current);
        const pair = await obtain({ paths: elsewhere.paths, current });
        expect(readFileSync(at('out', 'Jwt_Cli.next.key'), 'utf8')).to.match(/^-----BEGIN PRIVATE KEY-----/);
        expect(pair.certificate.subject).to.equal('CN=Jwt_Cli');
        rmSync(at('out'), { recursive: true });
      }
    });

    it('is warned of when git does not ignore it, once', async () => {
      execFileSync('git', ['init', '--quiet', at()]);
      const place = placeRotation({ key: key(), name: 'Jwt_Cli' });
      const warnings = await rotationWarnings(place);
      expect(warnings.map(({ message }) => message).join('\n')).to.include(at('server.next.key'));
      await obtain();
      expect(await rotationWarnings(place)).to.deep.equal([]);
    });
  });

  describe('whose switch was begun', () => {
    const finish = async (): ReturnType<typeof finishSwitch> =>
      finishSwitch(
        { paths: paths(), current: await loadPrivateKey({ key: { file: at('server.key') } }), command },
        now,
      );

    it('takes its place', async () => {
      const { privateKey, certificate } = await obtain();
      renameSync(at('server.crt'), at('server.previous.crt'));
      renameSync(at('server.next.crt'), at('server.crt'));
      expect((await finish())?.previous).to.deep.equal({
        certificate: at('server.previous.crt'),
        key: at('server.previous.key'),
      });
      const pair = await loadPair(paths().current, undefined);
      expect(pair.privateKey.equals(privateKey)).to.equal(true);
      expect(pair.certificate.raw.equals(certificate.raw)).to.equal(true);
    });

    it('is left alone when what lies there does not fit', async () => {
      await obtain();
      // somebody took the certificate away
      rmSync(at('server.next.crt'));
      expect(findPairState(paths())).to.equal('half-switched');
      const before = snapshot(at());
      expect((await thrownBy(finish)).name).to.equal('PairDoesNotFitError');
      expect(snapshot(at())).to.deep.equal(before);
    });

    it('is none where nothing was begun', async () => {
      expect(await finish()).to.equal(undefined);
      await obtain();
      expect(await finish()).to.equal(undefined);
      expect(findPairState(paths())).to.equal('staged');
    });
  });
});
