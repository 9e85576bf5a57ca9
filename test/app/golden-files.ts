// The golden files: what is written for each app at each API version, all files of one app in one text.
import { join } from 'node:path';
import { knownVersions } from '../../src/app/api-version.ts';
import { fitToVersion } from '../../src/app/elements.ts';
import { packageComponents } from '../../src/app/metadata-files.ts';
import { everyApp } from './every-app.ts';

const { oldest, newest } = knownVersions;

export const versions = Array.from({ length: newest - oldest + 1 }, (_, index) =>
  (oldest + index).toFixed(1),
);

export type GoldenFile = { path: string; contents: string };

export const goldenFiles: GoldenFile[] = versions.flatMap((version) =>
  everyApp.map(({ title, components }) => {
    const fitted = components.map((component) => fitToVersion(component, version));
    const files = [...packageComponents(fitted, version)];
    return {
      path: join(import.meta.dirname, 'golden', `${title}-${version}.txt`),
      contents: files.map(([path, text]) => `──── ${path}\n${text}`).join(''),
    };
  }),
);
