// What a provider runs of its file: the scripts of each job, taken out of the parsed file, with the shell that the provider starts
// for them and the variables that it sets.
import { parse } from 'yaml';
import type { ProviderName } from '../../src/pipelines/pipeline.ts';

/** `env`: variables that the file sets for the step, secrets in the words of the provider. `isLast`: whatever came before. */
export type JobStep = { script: string; shell: string[]; env: Record<string, string>; isLast: boolean };
export type Jobs = { validate: JobStep[]; check: JobStep[] };

/** A machine of a provider that runs part `index`, counted from 1, of `total`. */
export type Part = { index: number; total: number };

type Step = Partial<Omit<JobStep, 'script'>> & { script: string };
type Named = Record<string, string>;

const BASH = ['bash', '--norc', '-eo', 'pipefail', '-c'];

const step = ({ script, shell = BASH, env = {}, isLast = false }: Step): JobStep => ({
  script,
  shell,
  env,
  isLast,
});

type GithubJob = { env?: Named; steps: Array<{ run?: string; env?: Named; if?: string }> };
type GitlabJob = { script: string[]; after_script?: string[] };
type BitbucketStep = { script: string[]; 'after-script'?: string[] };
type AzureJob = { steps: Array<{ bash?: string; env?: Named; condition?: string }> };
type CircleJob = { steps: Array<string | { run?: { command: string; when?: string } }> };

const inOne = (lines: string[]): string => lines.join('\n');

/** Each reads the jobs of a file. */
const readers: Record<ProviderName, (text: string) => Jobs> = {
  github: (text) => {
    const { jobs } = parse(text) as { jobs: Record<keyof Jobs, GithubJob> };
    const read = ({ steps, env }: GithubJob): JobStep[] =>
      steps
        .filter(({ run }) => run !== undefined)
        .map((each) =>
          step({
            script: each.run ?? '',
            env: { ...env, ...each.env },
            isLast: each.if === 'always()',
          }),
        );
    return { validate: read(jobs.validate), check: read(jobs.check) };
  },
  gitlab: (text) => {
    const file = parse(text) as Record<string, GitlabJob>;
    const read = ({ script, after_script: after = [] }: GitlabJob): JobStep[] => [
      step({ script: inOne(script) }),
      step({ script: inOne(after), isLast: true }),
    ];
    return { validate: read(file['sf-jwt-validate']!), check: read(file['sf-jwt-check']!) };
  },
  bitbucket: (text) => {
    const { definitions, pipelines } = parse(text) as {
      definitions: { steps: [{ step: BitbucketStep }] };
      pipelines: { custom: { 'sf-jwt-check': [{ step: BitbucketStep }] } };
    };
    const read = ({ script, 'after-script': after = [] }: BitbucketStep): JobStep[] => [
      step({ script: inOne(script) }),
      step({ script: inOne(after), isLast: true }),
    ];
    return {
      validate: read(definitions.steps[0].step),
      check: read(pipelines.custom['sf-jwt-check'][0].step),
    };
  },
  azure: (text) => {
    const { jobs, variables } = parse(text) as { jobs: [AzureJob, AzureJob]; variables: Named };
    const read = ({ steps }: AzureJob): JobStep[] =>
      steps
        .filter(({ bash }) => bash !== undefined)
        .map(({ bash: script = '', env, condition }) =>
          step({
            script,
            env: { ...variables, ...env },
            isLast: condition === 'always()',
            shell: ['bash', '--norc', '-c'],
          }),
        );
    return { validate: read(jobs[0]), check: read(jobs[1]) };
  },
  circleci: (text) => {
    const { jobs } = parse(text) as { jobs: Record<keyof Jobs, CircleJob> };
    const read = ({ steps }: CircleJob): JobStep[] =>
      steps.flatMap((each) =>
        typeof each === 'string' || !each.run
          ? []
          : [step({ script: each.run.command, isLast: each.run.when === 'always' })],
      );
    return { validate: read(jobs.validate), check: read(jobs.check) };
  },
  jenkins: (text) => {
    const [validate = '', check = ''] = text.split("stage('Check')");
    return { validate: readGroovy(validate), check: readGroovy(check) };
  },
};

/** The `sh` steps in their order, each with the credentials that are bound around it. */
function readGroovy(text: string): JobStep[] {
  const found = text.matchAll(
    /(?:withCredentials\(\[([^\]]*)\]\) \{\s*)?(post \{\s*always \{\s*)?sh '''\n([^]*?)\n\s*'''/g,
  );
  return [...found].map(([, bindings = '', post, script = '']) => {
    const names = [...bindings.matchAll(/string\(credentialsId: '([^']+)', variable: '([^']+)'\)/g)];
    return step({
      script: script.replaceAll(/\\(.)/g, '$1'),
      shell: ['sh', '-xec'],
      env: Object.fromEntries(names.map(([, id = '', variable = '']) => [variable, `credential ${id}`])),
      isLast: post !== undefined,
    });
  });
}

export const readJobs = (provider: ProviderName, text: string): Jobs => readers[provider](text);

/** How each provider writes the value of a secret, or of the part, into the environment of a step. */
const expressions = [/^\$\{\{ secrets\.(\w+) \}\}$/, /^\$\((\w+)\)$/, /^credential (\w+)$/];

/** The environment of a step: what the file sets, with the secrets in the place of their names. */
export function environmentOf({ env }: JobStep, secrets: Named, { index }: Part): Named {
  const valueOf = (text: string): string => {
    const name = expressions.map((each) => each.exec(text)?.[1]).find((each) => each !== undefined);
    return name === undefined ? text.replace('${{ matrix.shard }}', String(index)) : (secrets[name] ?? '');
  };
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, valueOf(text)]));
}

/** What a provider sets by itself. `all`: the secrets, where every step gets them. */
export const machineEnvironments: Record<ProviderName, (part: Part, all: Named, temporary: string) => Named> =
  {
    github: () => ({ CI: 'true' }),
    gitlab: ({ index, total }, all) => ({
      CI: 'true',
      CI_NODE_INDEX: String(index),
      CI_NODE_TOTAL: String(total),
      ...all,
    }),
    bitbucket: ({ index, total }, all) => ({
      CI: 'true',
      BITBUCKET_PARALLEL_STEP: String(index - 1),
      BITBUCKET_PARALLEL_STEP_COUNT: String(total),
      ...all,
    }),
    // the variables of a job of a matrix
    azure: ({ index }) => ({ SHARD: String(index) }),
    jenkins: ({ index }, _, temporary) => ({ SHARD: String(index), WORKSPACE_TMP: temporary }),
    circleci: ({ index, total }, all) => ({
      CI: 'true',
      CIRCLE_NODE_INDEX: String(index - 1),
      CIRCLE_NODE_TOTAL: String(total),
      ...all,
    }),
  };
