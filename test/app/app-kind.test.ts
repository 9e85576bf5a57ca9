import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { readCertificate } from '../../src/app/app-kind.ts';
import { newCertificate, newKey } from '../keys/openssl.ts';

describe('app/app-kind', () => {
  const key = newKey('RSA', 'rsa_keygen_bits:2048');
  const pem = newCertificate(key);
  const other = newCertificate(newKey('RSA', 'rsa_keygen_bits:2048'));
  const { raw: der, fingerprint256 } = new X509Certificate(pem);

  const same: Array<[string, () => string]> = [
    ['PEM', () => pem],
    ['PEM with CRLF', () => pem.replaceAll('\n', '\r\n')],
    ['PEM with spaces for line breaks, as an org returns it', () => pem.replaceAll('\n', ' ')],
    ['base64 in one line', () => der.toString('base64')],
    ['base64 in lines of 76', () => der.toString('base64').replace(/.{76}/g, '$&\n')],
    ['base64 of the PEM', () => Buffer.from(pem).toString('base64')],
  ];
  for (const [what, text] of same) {
    it(`reads the certificate of an app as ${what}`, () => {
      expect(readCertificate(text())?.fingerprint256).to.equal(fingerprint256);
    });
  }

  const different: Array<[string, () => string]> = [
    ['another certificate', () => other],
    ['another certificate over the same key', () => newCertificate(key, '/CN=renewed')],
    ['nothing', () => ''],
    ['half of it', () => der.subarray(0, 500).toString('base64')],
    ['a bundle that begins with it', () => pem + other],
  ];
  for (const [what, text] of different) {
    it(`does not take ${what} for the certificate`, () => {
      expect(readCertificate(text())?.fingerprint256).not.to.equal(fingerprint256);
    });
  }

  it('reads none from what is no certificate', () => {
    for (const value of [
      undefined,
      null,
      '',
      'hello',
      {},
      der.subarray(0, 500).toString('base64'),
      pem + other,
    ])
      expect(readCertificate(value)).to.equal(undefined);
  });
});
