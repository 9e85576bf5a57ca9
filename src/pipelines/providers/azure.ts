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

const FILE = 'azure-pipelines.yml';
const PROGRAM = { program: 'az', isScript: true };

/**
 * Azure Pipelines. A secret belongs to a pipeline, which has to be there before
 * (https://learn.microsoft.com/en-us/cli/azure/pipelines#az-pipelines-create). `az pipelines variable create` takes a secret from a variable of this name
 * (https://learn.microsoft.com/en-us/azure/devops/cli/pipelines-variables-secrets), where `update` has to be told to. On one line: how
 * a variable of several lines arrives depends on the agent.
 */
export const azure: Provider = {
  title: 'Azure Pipelines',
  file: FILE,
  render,
  commands: (name, { repository = 'PIPELINE' }) => {
    const input = { way: 'variable', variable: `AZURE_DEVOPS_EXT_PIPELINE_VAR_${name}` } as const;
    // a pipeline has the name of its repository until it gets another one
    const args = ['--pipeline-name', repository, '--name', name, '--secret', 'true'];
    const az = { ...PROGRAM, input };
    return {
      prepare: {
        ...PROGRAM,
        args: [
          'pipelines',
          'create',
          '--name',
          repository,
          ...['--yml-path', FILE, '--skip-first-run', 'true'],
        ],
      },
      set: { ...az, args: ['pipelines', 'variable', 'create', ...args] },
      replace: { ...az, args: ['pipelines', 'variable', 'update', ...args, '--prompt-value', 'true'] },
    };
  },
  storesInPipeline: true,
  isPlaceKnown: ({ repository }) => repository !== undefined,
};

function render(pipeline: Pipeline): string {
  const { shards, branch } = pipeline;
  const shard = shards > 1 ? `"$SHARD/${shards}"` : undefined;
  return `${headComment('azure', pipeline, '#')}
${triggers(branch)}
jobs:
  - job: validate
${comment(note('noSecretsOfForks'), '#', 4)}
    condition: and(ne(variables['Build.Reason'], 'Schedule'), ne(variables['System.PullRequest.IsFork'], 'True'))
    timeoutInMinutes: ${TIMEOUT_MINUTES}
${matrix(shards)}    steps:
${setUpSteps(pipeline)}
      - bash: ${scriptBlock(loginLines(pipeline, shard), 10)}
        displayName: Log in
        env:
${secretsEnv(pipeline)}
      - bash: ${scriptBlock(validateLines(pipeline), 10)}
        displayName: Validate
      - bash: ${scriptBlock(logoutLines(pipeline), 10)}
        displayName: Log out
        condition: always()

  - job: check
    condition: eq(variables['Build.Reason'], 'Schedule')
    steps:
${setUpSteps(pipeline)}
      - bash: ${scriptBlock(checkLines(pipeline, { format: 'junit', file: 'sf-jwt-check.xml' }), 10)}
        displayName: Check
        env:
${secretsEnv(pipeline)}
      - task: PublishTestResults@2
        condition: always()
        inputs:
          testResultsFormat: JUnit
          testResultsFiles: sf-jwt-check.xml
          testRunTitle: sf-jwt
`;
}

function triggers(branch: string): string {
  return `trigger: none

pr:
  branches:
    include:
      - '*'

schedules:
  - cron: '${SCHEDULE}'
    displayName: Check
    branches:
      include:
        - '${branch}'
    always: true

variables:
${comment(note('ci'), '#', 2)}
  CI: 'true'

pool:
  vmImage: ubuntu-latest
`;
}

function setUpSteps(pipeline: Pipeline): string {
  return `      - checkout: self
        persistCredentials: false
      - task: UseNode@1
        inputs:
          version: ${NODE_VERSION}.x
      - bash: ${scriptBlock(installLines(pipeline), 10)}
        displayName: Install`;
}

/** Variables of a job are in the environment of its steps. */
function matrix(shards: number): string {
  if (shards === 1) return '';
  const jobs = Array.from({ length: shards }, (_, index) => [
    `shard_${index + 1}:`,
    `  SHARD: '${index + 1}'`,
  ]);
  return `    strategy:
      matrix:
${indent(jobs.flat(), 8)}
`;
}

/** A secret variable is in no environment until a step names it (https://learn.microsoft.com/en-us/azure/devops/pipelines/process/set-secret-variables). */
function secretsEnv({ secrets }: Pipeline): string {
  return indent(
    secrets.map(({ name }) => `${name}: $(${name})`),
    10,
  );
}
