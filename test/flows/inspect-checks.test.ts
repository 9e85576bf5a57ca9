import { expect } from 'chai';
import { sign } from 'node:crypto';
import type { InspectInput } from '../../src/flows/inspect.ts';
import { RS256, RS256_KEY } from '../assertion/vectors.ts';
import { newCertificate, newRequest, openssl } from '../keys/openssl.ts';
import { inspectedFiles, now } from './inspected-files.ts';

describe('flows/inspect, checks', () => {
  const { keys, write, passphrase, inspectText, encrypted, p12 } = inspectedFiles();

  const verdicts: Array<[string, () => string | Buffer, () => Partial<InspectInput>, boolean, string[]]> = [
    [
      'a certificate and its key',
      () => keys.certificate,
      () => ({ keyFile: write('k', keys.pem) }),
      true,
      [],
    ],
    [
      'a certificate and its public key',
      () => keys.certificate,
      () => ({ keyFile: write('k', openssl(['pkey', '-pubout'], keys.pem)) }),
      true,
      [],
    ],
    [
      'a certificate and its protected key',
      () => keys.certificate,
      () => ({ keyFile: write('k', encrypted()), passphrase: passphrase() }),
      true,
      [],
    ],
    [
      'a certificate and another key',
      () => keys.certificate,
      () => ({ keyFile: write('k', keys.other) }),
      false,
      ['PairDiffers'],
    ],
    [
      'a certificate and an EC key',
      () => keys.certificate,
      () => ({ keyFile: write('k', keys.ec) }),
      false,
      ['PairDiffers'],
    ],
    [
      'an EC certificate and its key',
      () => newCertificate(keys.ec),
      () => ({ keyFile: write('k', keys.ec) }),
      true,
      [],
    ],
    [
      'a key and its certificate',
      () => keys.pem,
      () => ({ certificateFile: write('c', keys.certificate) }),
      true,
      [],
    ],
    [
      'a key and another certificate',
      () => keys.pem,
      () => ({ certificateFile: write('c', newCertificate(keys.other)) }),
      false,
      ['PairDiffers'],
    ],
    [
      'a request and its key',
      () => newRequest(keys.pem),
      () => ({ keyFile: write('k', keys.pem) }),
      true,
      [],
    ],
    [
      'a request and the keys.certificate over it',
      () => newRequest(keys.pem),
      () => ({ certificateFile: write('c', keys.certificate) }),
      true,
      [],
    ],
    [
      'a request and another key',
      () => newRequest(keys.pem),
      () => ({ keyFile: write('k', keys.other) }),
      false,
      ['PairDiffers'],
    ],
    [
      'a renewed keys.certificate of the same key',
      () => keys.certificate,
      () => ({ certificateFile: write('c', newCertificate(keys.pem, '/CN=new')) }),
      true,
      [],
    ],
    [
      'a bundle and the key of its first',
      () => keys.certificate + newCertificate(keys.other),
      () => ({ keyFile: write('k', keys.pem) }),
      true,
      [],
    ],
    [
      'a bundle and the key of its second',
      () => newCertificate(keys.other) + keys.certificate,
      () => ({ keyFile: write('k', keys.pem) }),
      false,
      ['PairFurtherBack'],
    ],
    [
      'a PKCS#12 file and its certificate',
      () => p12(),
      () => ({ certificateFile: write('c', keys.certificate), passphrase: passphrase() }),
      true,
      [],
    ],
    [
      'a key and the certificate in a PKCS#12 file',
      () => keys.pem,
      () => ({ certificateFile: write('c', p12()), passphrase: passphrase() }),
      true,
      [],
    ],
    [
      'an HTML page and a key',
      () => '<html>',
      () => ({ keyFile: write('k', keys.pem) }),
      false,
      ['NothingToCompare'],
    ],
  ];
  for (const [what, contents, input, holds, names] of verdicts) {
    it(`${holds ? 'joins' : 'separates'} ${what}`, async () => {
      const { checks } = await inspectText(contents(), input());
      const asked = checks.find(({ against }) => against !== 'own')!;
      expect(asked.holds).to.equal(holds);
      expect(asked.findings.map(({ name }) => name)).to.deep.equal(names);
      expect(JSON.stringify(asked)).not.to.match(/%[sdj]|undefined/);
    });
  }

  it('compares the key and the keys.certificate inside one file without being asked', async () => {
    const own = async (contents: string): Promise<unknown> =>
      (await inspectText(contents)).checks.map(({ against, holds }) => [against, holds]);
    expect(await own(keys.pem + keys.certificate)).to.deep.equal([['own', true]]);
    expect(await own(newCertificate(keys.other) + keys.pem)).to.deep.equal([['own', false]]);
    expect(await own(keys.pem)).to.deep.equal([]);
  });

  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  function token(key: string, header: object = { alg: 'RS256' }): string {
    const seconds = Math.floor(now.getTime() / 1000);
    const claims = {
      iss: '3MVG9EXAMPLEkey',
      sub: 'me@acme.example',
      aud: 'https://login.salesforce.com',
      exp: seconds + 180,
    };
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }
  const signatures: Array<[string, () => string, () => Partial<InspectInput>, boolean, string[]]> = [
    [
      'with the certificate',
      () => token(keys.pem),
      () => ({ certificateFile: write('c', keys.certificate) }),
      true,
      [],
    ],
    ['with the private key', () => token(keys.pem), () => ({ keyFile: write('k', keys.pem) }), true, []],
    [
      'with a line end after the token',
      () => `${token(keys.pem)}\n`,
      () => ({ keyFile: write('k', keys.pem) }),
      true,
      [],
    ],
    [
      'copied from a header',
      () => `Authorization: Bearer ${token(keys.pem)}`,
      () => ({ keyFile: write('k', keys.pem) }),
      true,
      [],
    ],
    [
      'of RFC 7515, A.2, with its JWK',
      () => RS256,
      () => ({ keyFile: write('k', JSON.stringify(RS256_KEY)) }),
      true,
      [],
    ],
    [
      'with another certificate',
      () => token(keys.pem),
      () => ({ certificateFile: write('c', newCertificate(keys.other)) }),
      false,
      ['SignatureInvalid'],
    ],
    [
      'with an EC certificate',
      () => token(keys.pem),
      () => ({ certificateFile: write('c', newCertificate(keys.ec)) }),
      false,
      ['SignatureKeyUnusable'],
    ],
    [
      'of another algorithm',
      () => token(keys.pem, { alg: 'PS256' }),
      () => ({ certificateFile: write('c', keys.certificate) }),
      false,
      ['SignatureNotRs256'],
    ],
    [
      'of an access token of an org',
      () => token(keys.other, { alg: 'RS256', tty: 'sfdc-core-token' }),
      () => ({ certificateFile: write('c', keys.certificate) }),
      false,
      ['SignatureIsOrgs'],
    ],
  ];
  for (const [what, contents, input, holds, names] of signatures) {
    it(`${holds ? 'verifies' : 'refuses'} a signature ${what}`, async () => {
      const text = contents();
      const result = await inspectText(text, input());
      expect(result.checks.map((check) => check.holds)).to.deep.equal([holds]);
      expect(result.checks.flatMap(({ findings }) => findings.map(({ name }) => name))).to.deep.equal(names);
      expect(JSON.stringify(result)).not.to.include(text.trim().split('.')[2]!.slice(0, 20));
    });
  }

  it('says of a token whose signature does not hold that it is not usable', async () => {
    const usable = async (key: string): Promise<unknown> =>
      (await inspectText(token(key), { certificateFile: write('c', keys.certificate) })).items[0]?.isUsable;
    expect(await usable(keys.pem)).to.equal(true);
    expect(await usable(keys.other)).to.equal(false);
    expect((await inspectText(token(keys.other))).items[0]?.isUsable, 'not checked').to.equal(true);
  });
});
