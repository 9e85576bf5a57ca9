import { headComment, note } from '../head-comment.ts';
import { comment, indent, itemList } from '../layout.ts';
import type { Pipeline, Place, Provider } from '../pipeline.ts';
import {
  checkLines,
  installLines,
  loginLines,
  logoutLines,
  NODE_IMAGE,
  TIMEOUT_MINUTES,
  validateLines,
} from '../steps.ts';

/**
 * Bitbucket Pipelines. It has no program of its own: its REST API takes a variable as JSON
 * (https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/), from standard input, and curl reads who asks from
 * ~/.netrc. A secured variable is masked where a log has its value, so it is one line.
 */
export const bitbucket: Provider = {
  title: 'Bitbucket Pipelines',
  file: 'bitbucket-pipelines.yml',
  render,
  commands: (name, place) => ({
    set: {
      program: 'curl',
      args: [
        ...['--netrc', '--fail-with-body', '--silent', '--show-error', '--output', '-'],
        ...['--header', 'Content-Type: application/json', '--data-binary', '@-'],
        `https://api.bitbucket.org/2.0/repositories/${repositoryOf(place)}/pipelines_config/variables`,
      ],
      input: { way: 'base64', before: `{"key":"${name}","secured":true,"value":"`, after: '"}' },
    },
  }),
  isPlaceKnown: (place) => repositoryOf(place) !== UNKNOWN,
  isScheduledElsewhere: true,
};

const UNKNOWN = 'WORKSPACE/REPOSITORY';

/** Of a repository elsewhere, the same names may be somebody else's. */
const repositoryOf = ({ host, owner, repository }: Place): string =>
  host === 'bitbucket.org' && owner && repository ? `${owner}/${repository}` : UNKNOWN;

/** Where Bitbucket looks for results of tests (https://support.atlassian.com/bitbucket-cloud/docs/test-reporting-in-pipelines/). */
const REPORT = 'test-reports/sf-jwt-check.xml';

function render(pipeline: Pipeline): string {
  const { shards } = pipeline;
  // counted from 0 (https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/)
  const shard = shards > 1 ? '"$((BITBUCKET_PARALLEL_STEP + 1))/$BITBUCKET_PARALLEL_STEP_COUNT"' : undefined;
  const lines = [
    ...installLines(pipeline),
    ...loginLines(pipeline, shard),
    ...validateLines({ ...pipeline, folder: '' }),
  ];
  return `${headComment('bitbucket', pipeline, '#')}
image: ${NODE_IMAGE}

definitions:
  steps:
    - step: &validate
        name: Validate
        max-time: ${TIMEOUT_MINUTES}
        script:
${itemList(lines, 10)}
        after-script:
${itemList(logoutLines(pipeline), 10)}

pipelines:
  pull-requests:
    '**':
${shardSteps(shards)}
  custom:
${comment(note('schedule'), '#', 4)}
    sf-jwt-check:
      - step:
          name: Check
          script:
${itemList([...installLines(pipeline), ...checkLines(pipeline, { format: 'junit', file: REPORT })], 12)}
`;
}

function shardSteps(shards: number): string {
  if (shards === 1) return indent(['- step: *validate'], 6);
  const steps = Array.from({ length: shards }, () => '- step: *validate');
  return `${indent(['- parallel:'], 6)}\n${indent(steps, 10)}`;
}
