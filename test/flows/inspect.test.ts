import { expect } from 'chai';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { inspect, type InspectResult } from '../../src/flows/inspect.ts';
import { renderInspection } from '../../src/inspection/text.ts';
import { RS256 } from '../assertion/vectors.ts';
import { everythingIn, shownBy, thrownBy } from '../io/thrown.ts';
import { newCertificate, newRequest, opensslBytes } from '../keys/openssl.ts';
import { inspectedFiles, now, pkcs8Der, privateJwk } from './inspected-files.ts';

describe('flows/inspect', () => {
  const { keys, folder, write, passphrase, inspectText, encrypted, p12 } = inspectedFiles();
  const jwk = (): string => JSON.stringify(createPublicKey(keys.pem).export({ format: 'jwk' }));

  it('describes each part of a file: a bundle, a key with its keys.certificate, a JWK set, a PKCS#12 file', async () => {
    const kinds = async (contents: string | Buffer): Promise<string[]> =>
      (await inspectText(contents, { passphrase: passphrase() })).items.map(({ kind }) => kind);
    expect(await kinds(keys.certificate + newCertificate(keys.other))).to.deep.equal([
      'certificate',
      'certificate',
    ]);
    expect(await kinds(keys.pem + keys.certificate + newRequest(keys.pem))).to.deep.equal([
      'private-key',
      'certificate',
      'certificate-request',
    ]);
    expect(await kinds(`{"keys":[${jwk()},${privateJwk(keys.ec)}]}`)).to.deep.equal([
      'public-key',
      'private-key',
    ]);
    expect(await kinds(p12())).to.deep.equal(['private-key', 'certificate']);
  });

  it('reads the keystore that keytool makes', async function () {
    const file = join(folder(), 'key.p12');
    try {
      execFileSync(
        'keytool',
        [
          '-genkeypair',
          '-keyalg',
          'RSA',
          '-keysize',
          '2048',
          '-dname',
          'CN=java',
          '-keystore',
          file,
          '-storetype',
          'PKCS12',
          '-storepass',
          'secret',
        ],
        { stdio: 'pipe' },
      );
    } catch {
      return this.skip(); // no Java on this machine
    }
    const { items, checks } = await inspect({ file, passphrase: passphrase() }, now);
    expect(items.map(({ kind, isUsable }) => [kind, isUsable])).to.deep.equal([
      ['private-key', true],
      ['certificate', true],
    ]);
    expect(checks).to.deep.equal([{ against: 'own', source: file, holds: true, findings: [] }]);
    return undefined;
  });

  const failing: Array<[string, string, () => Promise<unknown>]> = [
    [
      'a wrong passphrase',
      'PassphraseWrongError',
      async () => inspectText(encrypted(), { passphrase: passphrase('wrong') }),
    ],
    [
      'a wrong passphrase of a PKCS#12 file',
      'PassphraseWrongError',
      async () => inspectText(p12(), { passphrase: passphrase('wrong') }),
    ],
    [
      'a check of a key that cannot be seen',
      'KeyIsEncryptedError',
      async () => inspectText(encrypted(), { certificateFile: write('c', keys.certificate) }),
    ],
    [
      'a check against a key that cannot be seen',
      'KeyIsEncryptedError',
      async () => inspectText(keys.certificate, { keyFile: write('k', encrypted()) }),
    ],
    [
      'a check against a certificate that is a key',
      'CertificateIsPrivateKeyError',
      async () => inspectText(keys.pem, { certificateFile: write('k', keys.pem) }),
    ],
    [
      'a check against a key that is a certificate',
      'KeyIsCertificateError',
      async () => inspectText(keys.pem, { keyFile: write('k', keys.certificate) }),
    ],
    ['an empty file', 'InputEmptyError', async () => inspectText(' \r\n')],
    [
      'random bytes',
      'InputNotRecognizedError',
      async () => inspectText(Buffer.concat([Buffer.from([0]), randomBytes(5000)])),
    ],
    ['some words', 'InputNotRecognizedError', async () => inspectText('hello, is it me?')],
    ['a megabyte of "a."', 'InputNotRecognizedError', async () => inspectText('a.'.repeat(524_288))],
    ['a megabyte of "eyJ."', 'JwtTooLargeError', async () => inspectText('eyJ.'.repeat(262_144))],
    ['two megabytes', 'FileTooLargeError', async () => inspectText('a.'.repeat(1_048_576))],
    [
      'a JWT of two parts',
      'JwtPartsMiscountedError',
      async () => inspectText(RS256.slice(0, RS256.lastIndexOf('.'))),
    ],
    ['a JWT with padding', 'JwtHasSpaceOrPaddingError', async () => inspectText(`${RS256}==`)],
    [
      'a JWT with line breaks',
      'JwtHasSpaceOrPaddingError',
      async () => inspectText(RS256.replace(/.{70}/g, '$&\n')),
    ],
    [
      'a certificate that is cut off',
      'CertificateNotRecognizedError',
      async () => inspectText(keys.certificate.slice(0, 500)),
    ],
    ['a key that is cut off', 'KeyTruncatedError', async () => inspectText(keys.pem.slice(0, 900))],
    ['nothing at all', 'InputMissingError', async () => inspect({}, now)],
    ['a file and a variable', 'InputTwiceError', async () => inspect({ file: 'a', variable: 'B' }, now)],
    [
      'standard input twice',
      'StandardInputTwiceError',
      async () => inspect({ file: '-', keyFile: '-' }, now),
    ],
  ];
  for (const [what, name, run] of failing) {
    it(`refuses ${what}: ${name}`, async () => {
      const error = await thrownBy(run);
      expect(error.name).to.equal(name);
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
      for (const line of keys.pem.split('\n').slice(2, -3))
        expect(everythingIn(error)).not.to.include(line.slice(0, 24));
    });
  }

  const others: Array<[string, string, () => string | Buffer]> = [
    ['a sign-in page', 'html', () => '<!DOCTYPE html>\n<html><body>Please sign in</body></html>'],
    ['an opaque access token', 'access-token', () => `00D000000000001!${'A'.repeat(90)}`],
    [
      'an OpenSSH public key',
      'ssh-public',
      () => `ssh-rsa AAAA${randomBytes(279).toString('base64')} me@host\n`,
    ],
    ['a PuTTY key', 'putty', () => 'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n'],
    [
      'a Java keystore',
      'jks',
      () => Buffer.concat([Buffer.from('feedfeed00000002', 'hex'), randomBytes(900)]),
    ],
    ['a placeholder', 'placeholder', () => '${{ secrets.SERVER_KEY }}'],
    ['a consumer key', 'consumer-key', () => `3MVG9${'a'.repeat(80)}`],
    ['a symmetric JWK', 'symmetric-jwk', () => '{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMko"}'],
    [
      'a pointer of Git LFS',
      'lfs-pointer',
      () => 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
    ],
  ];
  for (const [what, kind, contents] of others) {
    it(`names ${what} for what it is`, async () => {
      const text = contents();
      const result = await inspectText(text);
      expect(result.items.map((item) => [item.kind, item.isUsable])).to.deep.equal([[kind, false]]);
      expect(JSON.stringify(result)).not.to.match(/%[sdj]/);
      expect(JSON.stringify(result)).not.to.include(text.toString('latin1').slice(20, 60) || '-');
    });
  }

  it('tells of any file, however damaged, what it is, or fails with a named error', async () => {
    const samples = [
      keys.pem,
      keys.ec,
      keys.certificate,
      pkcs8Der(keys.pem),
      new X509Certificate(keys.certificate).raw,
      newRequest(keys.pem),
      opensslBytes(['req', '-outform', 'DER'], newRequest(keys.ec)),
      encrypted(),
      p12(),
      jwk(),
      privateJwk(keys.ec),
      RS256,
      RS256.replaceAll('.', '\n'),
    ].map((sample) => Buffer.from(sample));
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ maxLength: 4 }),
    });
    const damaged = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.array(change, { maxLength: 3 }),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
      )
      .map(([sample, changes, length]) => {
        const copy = Buffer.from(sample);
        for (const { at, bytes } of changes)
          copy.set(bytes, Math.floor(at * Math.max(0, copy.length - bytes.length)));
        return length < 0.75 ? copy : copy.subarray(0, Math.ceil(copy.length * length));
      });
    const hasName = async (contents: Buffer): Promise<void> => {
      const result = await inspectText(contents, { passphrase: passphrase() }).catch(
        (error: unknown) => error,
      );
      if (result instanceof Error)
        expect(result.name, String(result.stack)).to.match(/^(?!Range|Type|Syntax)[A-Z]\w+Error$/);
      else
        expect(renderInspection(result as InspectResult, now).join('\n')).not.to.match(
          /undefined|\bNaN\b|Invalid Date|%[sd]/,
        );
    };
    await fc.assert(fc.asyncProperty(damaged, hasName), { numRuns: 400 });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        hasName,
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
        hasName,
      ),
    );
  }).timeout(120_000);

  it('tells nothing secret of any key', async () => {
    const secrets = [keys.pem, keys.other, keys.ec].flatMap((key) => key.split('\n').slice(1, -2));
    for (const contents of [
      keys.pem,
      pkcs8Der(keys.pem),
      encrypted(),
      privateJwk(keys.pem),
      p12(),
      keys.pem + keys.certificate,
      keys.ec,
    ]) {
      const shown = JSON.stringify(await inspectText(contents, { passphrase: passphrase() }));
      for (const secret of secrets) expect(shown).not.to.include(secret.slice(4, 28));
      expect(shown).not.to.include(/"d":"(.{20})/.exec(privateJwk(keys.pem))![1]!);
    }
  });
});
