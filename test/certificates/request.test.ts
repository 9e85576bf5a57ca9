import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { buildRequest } from '../../src/certificates/request.ts';
import { parseSubject } from '../../src/certificates/subject.ts';
import { exportPrivateKey, generateKeyPair, type KeyPair } from '../../src/keys/generate.ts';
import { thrownBy } from '../io/thrown.ts';
import { openssl } from '../keys/openssl.ts';
import { CERTTOOL, itWith, KEYTOOL, readWith } from './programs.ts';

const SUBJECT = 'CN=Müller 日本,OU=CI,O=Beispiel\\, GmbH,C=DE';

describe('certificates/request', () => {
  let pair: KeyPair;
  let pem: string;

  before(async () => {
    pair = await generateKeyPair(2048);
    pem = await buildRequest(pair, parseSubject(SUBJECT));
  });

  it('is PKCS#10 whose signature openssl verifies, byte for byte as openssl writes it', () => {
    expect(openssl(['req', '-verify'], pem)).to.equal(pem);
    expect(pem).to.match(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
  });

  it('holds the public key, the subject, and what the certificate should be for', () => {
    expect(openssl(['req', '-noout', '-pubkey'], pem)).to.equal(
      openssl(['pkey', '-pubout'], exportPrivateKey(pair.privateKey)),
    );
    const names = ['-nameopt', 'RFC2253,-esc_msb,utf8'];
    expect(openssl(['req', '-noout', '-subject', ...names], pem)).to.equal(`subject=${SUBJECT}\n`);
    const text = openssl(['req', '-noout', '-text'], pem);
    const [, asked = ''] = /Requested Extensions:\n([\s\S]*?)\n {4}Signature Algorithm/.exec(text) ?? [];
    const digest = createHash('sha1').update(pair.publicKey.export({ type: 'pkcs1', format: 'der' }));
    expect(asked.split('\n').map((line) => line.trim())).to.deep.equal([
      'X509v3 Basic Constraints: critical',
      'CA:FALSE',
      'X509v3 Key Usage: critical',
      'Digital Signature',
      'X509v3 Subject Key Identifier:',
      digest.digest('hex').toUpperCase().match(/../g)!.join(':'),
    ]);
    expect(text).to.include('Version: 1 (0x0)').and.to.include('sha256WithRSAEncryption');
  });

  itWith(CERTTOOL, 'is read and verified by GnuTLS', () => {
    const shown = readWith(CERTTOOL, ['--crq-info', '--infile', 'csr'], { csr: pem });
    expect(shown).to.include(`Subject: ${SUBJECT}`).and.to.include('Self signature: verified');
  });

  itWith(KEYTOOL, 'is read by Java', () => {
    const shown = readWith(KEYTOOL, ['-printcertreq', '-file', 'csr'], { csr: pem });
    expect(shown)
      .to.include('CN=Müller 日本, OU=CI, O="Beispiel, GmbH", C=DE')
      .and.to.include('2048-bit RSA');
  });

  it('is not returned when the keys do not belong together', async () => {
    const { publicKey } = await generateKeyPair(2048);
    const error = await thrownBy(async () => buildRequest({ ...pair, publicKey }, parseSubject(SUBJECT)));
    expect(error.name).to.equal('RequestSelfCheckFailedError');
  });
});
