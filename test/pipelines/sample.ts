// Pipelines as the flow makes them of a project file: for one org, for several, split among jobs, and from a folder below the root.
import type { Pipeline } from '../../src/pipelines/pipeline.ts';

const one: Pipeline = {
  orgs: ['production'],
  isWholeFile: true,
  shards: 1,
  secrets: [{ name: 'SF_JWT_KEY_PRODUCTION', copies: [], orgs: ['production'] }],
  folder: '',
  sources: ['force-app'],
  branch: 'main',
  cli: '@salesforce/cli@2.1.0',
  plugin: { name: 'sf-plugin-jwt', version: '0.1.0' },
};

const several: Pipeline = {
  ...one,
  orgs: ['production', 'staging', 'no'],
  secrets: [
    { name: 'SF_JWT_KEY_PRODUCTION', copies: [], orgs: ['production'] },
    { name: 'SF_JWT_KEY_STAGING', copies: ['SF_JWT_KEY_NO'], orgs: ['staging', 'no'] },
  ],
};

export const samplePipelines: Record<string, Pipeline> = {
  'one org': one,
  'several orgs': several,
  'several orgs in two jobs': { ...several, shards: 2 },
  'some orgs of the file, in a folder': {
    ...several,
    isWholeFile: false,
    folder: 'apps/sales cloud',
    sources: ['force-app', 'more apps/main'],
    branch: 'release/next',
  },
};
