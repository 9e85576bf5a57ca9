// One app for the tests of this folder.
import { X509Certificate } from 'node:crypto';
import type { AppType } from '../../src/app/app-type.ts';
import type { AppSpec } from '../../src/app/spec.ts';
import { newCertificate, newKey } from '../keys/openssl.ts';

export const CONSUMER_KEY = 'K'.repeat(60) + 'ey12';

/** A certificate over a key that is made now and forgotten at once. */
export function sampleCertificate(): X509Certificate {
  return new X509Certificate(newCertificate(newKey('RSA', 'rsa_keygen_bits:2048')));
}

export function sampleSpec(type: AppType, certificate: X509Certificate): AppSpec {
  return {
    type,
    name: 'Jwt_Cli',
    label: 'Jwt Cli',
    contactEmail: 'ops@example.com',
    callbackUrl: 'http://localhost:1717/OauthRedirect',
    scopes: ['Api', 'RefreshToken'],
    permissionSet: 'Jwt_Cli_Access',
    permissionSetLabel: 'Jwt_Cli_Access',
    certificate,
    consumerKey: CONSUMER_KEY,
  };
}
