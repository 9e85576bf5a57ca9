import { headComment, note } from '../head-comment.ts';
import { comment, scriptBlock } from '../layout.ts';
import type { Pipeline, Place, Provider } from '../pipeline.ts';
import { checkLines, installLines, loginLines, logoutLines, NODE_IMAGE, validateLines } from '../steps.ts';

const CONTEXT = 'sf-jwt';

/**
 * CircleCI. `circleci context store-secret` reads standard input, and takes the value as it comes, so it is one line
 * (https://circleci.com/docs/contexts/).
 */
export const circleci: Provider = {
  title: 'CircleCI',
  file: '.circleci/config.yml',
  render,
  commands: (name, place) => ({
    prepare: { program: 'circleci', args: ['context', 'create', ...ownerOf(place), CONTEXT] },
    set: {
      program: 'circleci',
      args: ['context', 'store-secret', ...ownerOf(place), CONTEXT, name],
      input: { way: 'base64' },
    },
  }),
  isPlaceKnown: ({ owner }) => owner !== undefined,
  isScheduledElsewhere: true,
};

/** As the program names them: where the repository is, and who owns it. */
function ownerOf({ host, owner = 'ORGANISATION' }: Place): string[] {
  return [host === 'bitbucket.org' ? 'bitbucket' : 'github', owner];
}

const BY_SCHEDULE = 'equal: [scheduled_pipeline, << pipeline.trigger_source >>]';

function render(pipeline: Pipeline): string {
  const { shards, branch } = pipeline;
  // counted from 0 (https://circleci.com/docs/variables/)
  const shard = shards > 1 ? '"$((CIRCLE_NODE_INDEX + 1))/$CIRCLE_NODE_TOTAL"' : undefined;
  return `${headComment('circleci', pipeline, '#')}
version: 2.1

jobs:
  validate:
    docker:
      - image: ${NODE_IMAGE}
${shards > 1 ? `    parallelism: ${shards}\n` : ''}    steps:
${setUpSteps(pipeline)}
      - run:
          name: Log in
          command: ${scriptBlock(loginLines(pipeline, shard), 12)}
      - run:
          name: Validate
          command: ${scriptBlock(validateLines(pipeline), 12)}
          no_output_timeout: 1h
      - run:
          name: Log out
          when: always
          command: ${scriptBlock(logoutLines(pipeline), 12)}
  check:
    docker:
      - image: ${NODE_IMAGE}
    steps:
${setUpSteps(pipeline)}
      - run:
          name: Check
          command: ${scriptBlock(checkLines(pipeline, { format: 'junit', file: 'test-results/sf-jwt-check.xml' }), 12)}
      - store_test_results:
          path: test-results

${workflows(branch)}`;
}

function workflows(branch: string): string {
  return `workflows:
  validate:
    when:
      not:
        ${BY_SCHEDULE}
    jobs:
      - validate:
          context: ${CONTEXT}
          filters:
            branches:
              ignore: '${branch}'
  check:
${comment(note('schedule'), '#', 4)}
    when:
      ${BY_SCHEDULE}
    jobs:
      - check:
          context: ${CONTEXT}
`;
}

function setUpSteps(pipeline: Pipeline): string {
  return `      - checkout
      - run:
          name: Install
          command: ${scriptBlock(installLines(pipeline), 12)}`;
}
