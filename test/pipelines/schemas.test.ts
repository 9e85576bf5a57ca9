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

describe('pipeline files', () => {
  const sample = samplePipelines['one org']!;

  it('have a branch as a text, also where it looks like a number', () => {
    for (const branch of ['26.1', 'true', 'null']) {
      const circle = parse(providers.circleci.render({ ...sample, branch })) as Circle;
      expect(circle.workflows.validate.jobs[0]?.validate.filters.branches.ignore).to.equal(branch);
      const azure = parse(providers.azure.render({ ...sample, branch })) as Azure;
      expect(azure.schedules[0]?.branches.include).to.deep.equal([branch]);
    }
  });

  it('log in for no fork', () => {
    const gitlab = parse(providers.gitlab.render(sample)) as Gitlab;
    expect(gitlab['sf-jwt-validate'].rules[0]?.if).to.equal(
      '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID',
    );
    const azure = parse(providers.azure.render(sample)) as Azure;
    expect(azure.jobs[0]?.condition).to.equal(
      "and(ne(variables['Build.Reason'], 'Schedule'), ne(variables['System.PullRequest.IsFork'], 'True'))",
    );
  });
});

type Circle = {
  workflows: { validate: { jobs: Array<{ validate: { filters: { branches: { ignore: unknown } } } }> } };
};
type Azure = { schedules: Array<{ branches: { include: unknown[] } }>; jobs: Array<{ condition: string }> };
type Gitlab = { 'sf-jwt-validate': { rules: Array<{ if: string }> } };

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
