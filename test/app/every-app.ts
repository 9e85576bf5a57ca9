// Apps of both kinds as the writers of src/app render them, for the tests that hold every element against something.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppType } from '../../src/app/app-type.ts';
import { connectedApp } from '../../src/app/connected-app.ts';
import { externalClientApp } from '../../src/app/external-client-app.ts';
import type { Component } from '../../src/app/metadata-files.ts';
import type { AppSpec } from '../../src/app/spec.ts';
import { CONSUMER_KEY, sampleSpec } from './sample.ts';

/** A fixed certificate, so that what is written with it can be compared byte for byte. */
export const goldenCertificate = new X509Certificate(
  readFileSync(join(import.meta.dirname, 'golden', 'certificate.txt')),
);

/** The components of a new app. */
export function newApp(type: AppType, certificate: X509Certificate, consumerKey?: string): Component[] {
  const spec = { ...sampleSpec(type, certificate), consumerKey } as AppSpec;
  return type === 'connected-app' ? connectedApp(spec) : externalClientApp(spec);
}

export type RenderedApp = { title: string; type: AppType; components: Component[] };

/** Each kind of app, new. */
export const everyApp: RenderedApp[] = (['external-client-app', 'connected-app'] as const).map((type) => ({
  title: type,
  type,
  components: newApp(type, goldenCertificate, CONSUMER_KEY),
}));
