// Apps of both kinds as the writers of src/app render them, for the tests that hold every element against something.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppType } from '../../src/app/app-type.ts';
import { newComponents } from '../../src/app/components.ts';
import type { Component } from '../../src/app/metadata-files.ts';
import type { AppSettings } from '../../src/app/settings.ts';
import { CONSUMER_KEY, sampleSettings } from './sample.ts';

/** A fixed certificate, so that what is written with it can be compared byte for byte. */
export const goldenCertificate = new X509Certificate(
  readFileSync(join(import.meta.dirname, 'golden', 'certificate.txt')),
);

/** The components of a new app. */
export function newApp(
  type: AppType,
  certificate: X509Certificate,
  consumerKey?: string,
  changes: Partial<AppSettings> = {},
): Component[] {
  return newComponents({ type, name: 'Jwt_Cli', consumerKey }, sampleSettings(certificate, changes));
}

export type RenderedApp = { title: string; type: AppType; components: Component[] };

/** A value for every setting that is not there otherwise. */
const everything: Partial<AppSettings> = {
  description: 'For the build',
  callbackUrls: ['https://one.example/cb', 'https://two.example/cb'],
  scopes: ['Api', 'Web', 'RefreshToken'],
  permissionSets: ['One', 'Two'],
  profiles: ['System Administrator', 'Standard User'],
  ipRelaxation: 'enforce-relax-refresh',
  ipRanges: [{ start: '198.51.100.0', end: '198.51.100.255', description: 'Build servers' }],
  refreshToken: { kind: 'inactivity', period: 30, unit: 'days' },
  sessionLevel: 'high-assurance',
  sessionTimeoutMinutes: 15,
};

/** Each kind of app, new, with the least and with everything. */
export const everyApp: RenderedApp[] = (['external-client-app', 'connected-app'] as const).flatMap((type) => [
  { title: type, type, components: newApp(type, goldenCertificate, CONSUMER_KEY) },
  {
    title: `${type}-with-everything`,
    type,
    components: newApp(type, goldenCertificate, CONSUMER_KEY, everything),
  },
]);
