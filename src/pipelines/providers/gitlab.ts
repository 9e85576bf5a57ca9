import { headComment, note } from '../head-comment.ts';
import { comment, itemList } from '../layout.ts';
import type { Pipeline, Provider } from '../pipeline.ts';
import { checkLines, installLines, loginLines, logoutLines, NODE_IMAGE, validateLines } from '../steps.ts';

/** Of a variable that is masked in logs, and in whose value a `$` is one. Base64 is one line without spaces, as masking wants it. */
const FLAGS = ['--masked', '--raw'];

/**
 * GitLab CI/CD. `glab variable set` reads standard input, and refuses a variable that is there
 * (https://docs.gitlab.com/cli/variable/set/). Not `--protected`: merge requests from branches that are not would not get it.
 */
export const gitlab: Provider = {
  title: 'GitLab CI/CD',
  file: '.gitlab-ci.yml',
  render,
  commands: (name) => ({
    set: { program: 'glab', args: ['variable', 'set', name, ...FLAGS], input: { way: 'base64' } },
    replace: { program: 'glab', args: ['variable', 'update', name, ...FLAGS], input: { way: 'base64' } },
  }),
  isScheduledElsewhere: true,
};

/** Each line is an item: of several in one, the runner reports the last one alone (https://docs.gitlab.com/ci/yaml/script/). */
function render(pipeline: Pipeline): string {
  const { shards } = pipeline;
  const shard = shards > 1 ? '"$CI_NODE_INDEX/$CI_NODE_TOTAL"' : undefined;
  return `${headComment('gitlab', pipeline, '#')}
sf-jwt-validate:
  image: ${NODE_IMAGE}
  rules:
${comment(note('noSecretsOfForks'), '#', 4)}
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID
    - if: $CI_PIPELINE_SOURCE == "web"
  interruptible: true
  timeout: 2 hours
${shards > 1 ? `  parallel: ${shards}\n` : ''}  script:
${itemList([...installLines(pipeline), ...loginLines(pipeline, shard), ...validateLines({ ...pipeline, folder: '' })], 4)}
  after_script:
${itemList(logoutLines(pipeline), 4)}

sf-jwt-check:
  image: ${NODE_IMAGE}
${comment(note('schedule'), '#', 2)}
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
${itemList([...installLines(pipeline), ...checkLines(pipeline, { format: 'junit', file: 'sf-jwt-check.xml' })], 4)}
  artifacts:
    when: always
    reports:
      junit: sf-jwt-check.xml
`;
}
