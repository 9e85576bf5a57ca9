import { headComment, note } from '../head-comment.ts';
import { comment, indent, scriptBlock } from '../layout.ts';
import type { Pipeline, Provider } from '../pipeline.ts';
import {
  checkLines,
  installLines,
  loginLines,
  logoutLines,
  NODE_VERSION,
  SCHEDULE,
  TIMEOUT_MINUTES,
  validateLines,
} from '../steps.ts';

/** By the hash of the commit: a tag can be moved to other code, which would then see the keys. */
const CHECKOUT = 'actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2';
const SETUP_NODE = 'actions/setup-node@53b83947a5a98c8d113130e565377fae1a50d02f # v6.3.0';

/**
 * Not for the clock, and not where GitHub hands over no secrets: to pull requests from forks and of Dependabot
 * (https://docs.github.com/en/actions/reference/security/secrets).
 */
const CONDITION = [
  "github.event_name != 'schedule'",
  "github.actor != 'dependabot[bot]'",
  "(github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository)",
].join(' && ');

/**
 * GitHub Actions. A secret takes several lines, and `gh secret set` reads it from standard input
 * (https://cli.github.com/manual/gh_secret_set).
 */
export const github: Provider = {
  title: 'GitHub Actions',
  file: '.github/workflows/sf-jwt.yml',
  render,
  commands: (name) => ({
    set: { program: 'gh', args: ['secret', 'set', name], input: { way: 'as-it-is' } },
  }),
  // https://docs.github.com/en/actions/reference/security/secrets
  limit: 100,
};

function render(pipeline: Pipeline): string {
  const { shards } = pipeline;
  const shard = shards > 1 ? `"$SHARD/${shards}"` : undefined;
  return `${headComment('github', pipeline, '#')}
name: sf-jwt

on:
  pull_request:
  workflow_dispatch:
  schedule:
    - cron: '${SCHEDULE}'

permissions:
  contents: read

concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  validate:
${comment(note('noSecrets'), '#', 4)}
    if: ${CONDITION}
    runs-on: ubuntu-latest
    timeout-minutes: ${TIMEOUT_MINUTES}
${matrix(shards)}    steps:
${setUpSteps(pipeline)}
      - name: Log in
        env:
${secretsEnv(pipeline)}
        run: ${scriptBlock(loginLines(pipeline, shard), 10)}
      - name: Validate
        run: ${scriptBlock(validateLines(pipeline), 10)}
      - name: Log out
        if: always()
        run: ${scriptBlock(logoutLines(pipeline), 10)}

  check:
    if: github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
${setUpSteps(pipeline)}
      - name: Check
        env:
${secretsEnv(pipeline)}
        run: ${scriptBlock(checkLines(pipeline, { format: 'github' }), 10)}
`;
}

function setUpSteps(pipeline: Pipeline): string {
  return `      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - uses: ${SETUP_NODE}
        with:
          node-version: ${NODE_VERSION}
          package-manager-cache: false
      - name: Install
        run: ${scriptBlock(installLines(pipeline), 10)}`;
}

function matrix(shards: number): string {
  if (shards === 1) return '';
  const numbers = Array.from({ length: shards }, (_, index) => index + 1).join(', ');
  return `    strategy:
      fail-fast: false
      matrix:
        shard: [${numbers}]
    env:
      SHARD: \${{ matrix.shard }}
`;
}

/** For the steps that read the keys alone: not for what npm installs. */
function secretsEnv({ secrets }: Pipeline): string {
  return indent(
    secrets.map(({ name }) => `${name}: \${{ secrets.${name} }}`),
    10,
  );
}
