// One app for the tests of this folder.
import { X509Certificate } from 'node:crypto';
import type { AppType } from '../../src/app/app-type.ts';
import { newComponents } from '../../src/app/components.ts';
import type { Component } from '../../src/app/metadata-files.ts';
import { defaultSettings, type AppSettings } from '../../src/app/settings.ts';
import { newCertificate, newKey } from '../keys/openssl.ts';

export const CONSUMER_KEY = 'K'.repeat(60) + 'ey12';

/** A certificate over a key that is made now and forgotten at once. */
export function sampleCertificate(): X509Certificate {
  return new X509Certificate(newCertificate(newKey('RSA', 'rsa_keygen_bits:2048')));
}

/** Settings of an app, with everything else at its default. */
export function sampleSettings(
  certificate: X509Certificate,
  changes: Partial<AppSettings> = {},
): AppSettings {
  return {
    ...defaultSettings,
    label: 'Jwt Cli',
    contactEmail: 'ops@example.com',
    permissionSets: ['Jwt_Cli_Access'],
    certificate,
    ...changes,
  };
}

/** The components of a new app with such settings. */
export const sampleApp = (
  type: AppType,
  certificate: X509Certificate,
  changes: Partial<AppSettings> = {},
): Component[] =>
  newComponents({ type, name: 'Jwt_Cli', consumerKey: CONSUMER_KEY }, sampleSettings(certificate, changes));
