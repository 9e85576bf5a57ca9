import { expect } from 'chai';
import { parse } from 'yaml';
import { PROVIDERS } from '../../src/pipelines/pipeline.ts';
import { providers } from '../../src/pipelines/providers.ts';
import { compileSchema, schemaFiles } from './published-schemas.ts';
import { samplePipelines } from './sample.ts';

describe('pipeline files and the published schemas', () => {
  for (const name of PROVIDERS) {
    const file = schemaFiles[name];
    if (file === undefined) continue;
    const isValid = compileSchema(file);

    for (const [title, pipeline] of Object.entries(samplePipelines)) {
      it(`${name} takes the file for ${title}`, () => {
        const document = read(name, providers[name].render(pipeline));
        expect(isValid(document), JSON.stringify(isValid.errors, null, 1)).to.equal(true);
      });
    }

    it(`${name} refuses a file with something else in it`, () => {
      const text = providers[name].render(samplePipelines['one org']!);
      const document = { ...(read(name, text) as object), ...foreign[name] };
      expect(isValid(document)).to.equal(false);
    });
  }
});

/** To the schema of Azure, every value is a text. */
function read(name: string, text: string): unknown {
  return parse(text, { strict: true, schema: name === 'azure' ? 'failsafe' : 'core' });
}

/** That the schemas say no at all. */
const foreign: Partial<Record<string, object>> = {
  github: { jobs: { validate: { steps: 'none' } } },
  gitlab: { 'sf-jwt-validate': { script: 7 } },
  bitbucket: { pipelines: 'none' },
  azure: { jobs: 'none' },
  circleci: { version: 2.1, jobs: { validate: { docker: 'none' } } },
};
