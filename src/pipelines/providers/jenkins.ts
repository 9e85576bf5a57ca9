import { headComment, note } from '../head-comment.ts';
import { comment, indent } from '../layout.ts';
import type { Pipeline, Provider } from '../pipeline.ts';
import { checkLines, installLines, loginLines, logoutLines, NODE_IMAGE, validateLines } from '../steps.ts';

const CLI = ['-jar', 'jenkins-cli.jar', '-webSocket'];
const STORE = 'system::system::jenkins';

/**
 * Jenkins. A credential of kind "secret text" is XML on standard input of its command-line client, which reads who asks from
 * JENKINS_USER_ID and JENKINS_API_TOKEN, and where from JENKINS_URL (https://www.jenkins.io/doc/book/managing/cli/). On one line,
 * because a log is masked by line.
 */
export const jenkins: Provider = {
  title: 'Jenkins',
  file: 'Jenkinsfile',
  render,
  commands: (name) => {
    const input = { way: 'base64', ...secretText(name) } as const;
    return {
      set: { program: 'java', args: [...CLI, 'create-credentials-by-xml', STORE, '_'], input },
      replace: { program: 'java', args: [...CLI, 'update-credentials-by-xml', STORE, '_', name], input },
    };
  },
};

/** Of the plugin "plain-credentials". */
function secretText(name: string): { before: string; after: string } {
  const kind = 'org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl';
  return {
    before: `<${kind}><scope>GLOBAL</scope><id>${name}</id><description>sf jwt</description><secret>`,
    after: `</secret></${kind}>`,
  };
}

/**
 * Agents live on, and are shared: everything of `sf` lies in a home of its own, beside the workspace, and goes at the end. Without
 * `-x`, by which Jenkins starts a shell, and which would write values into the log. `CI`
 * tells `sf` to write lines and not to draw, as other providers do by themselves.
 */
const HOME_LINES = [
  'set +x -e',
  'export HOME="$WORKSPACE_TMP/sf-jwt"',
  'export PATH="$HOME/.npm-global/bin:$PATH"',
  'mkdir -p "$HOME"',
  'export CI=true',
];

function render(pipeline: Pipeline): string {
  const { shards, branch } = pipeline;
  const shard = shards > 1 ? `"$SHARD/${shards}"` : undefined;
  const validate = `stage('Validate') {
  when { beforeAgent true; not { triggeredBy 'TimerTrigger' } }
${shards > 1 ? shardStages(pipeline, shard) : jobOf(validateStages(pipeline, shard), logoutLines(pipeline))}
}`;
  return `${headComment('jenkins', pipeline, '//')}
pipeline {
  agent none
  options {
    disableConcurrentBuilds()
    timeout(time: 2, unit: 'HOURS')
  }
  triggers {
${comment(note('oneBranch'), '//', 4)}
    cron((env.BRANCH_NAME ?: '${branch}') == '${branch}' ? 'H 5 * * 1-5' : '')
  }
  stages {
${indent(validate.split('\n'), 4)}
    stage('Check') {
      when { beforeAgent true; triggeredBy 'TimerTrigger' }
${indent(jobOf(checkStages(pipeline), []).split('\n'), 4)}
    }
  }
}
`;
}

function shardStages(pipeline: Pipeline, shard: string | undefined): string {
  const values = Array.from({ length: pipeline.shards }, (_, index) => `'${index + 1}'`).join(', ');
  const cell = jobOf(validateStages(pipeline, shard), logoutLines(pipeline));
  return `  matrix {
    axes {
      axis {
        name 'SHARD'
        values ${values}
      }
    }
${indent(cell.split('\n'), 2)}
  }`;
}

/** Stages on one agent, and what is done there at the end, whatever came of them. */
function jobOf(stages: readonly string[], atTheEnd: readonly string[]): string {
  return `${comment(note('jenkinsAgent'), '//', 2)}
  agent { docker { image '${NODE_IMAGE}' } }
  stages {
${indent(stages.join('\n').split('\n'), 4)}
  }
  post {
    always {
${indent(shellStep([...atTheEnd, 'rm -rf "$HOME"']).split('\n'), 6)}
    }
  }`;
}

function validateStages(pipeline: Pipeline, shard: string | undefined): string[] {
  return [
    stage('Install', shellStep(installStep(pipeline))),
    stage('Log in', withKeys(pipeline, shellStep(loginLines(pipeline, shard)))),
    stage('Deploy', shellStep(validateLines(pipeline))),
  ];
}

function checkStages(pipeline: Pipeline): string[] {
  const check = withKeys(
    pipeline,
    shellStep(checkLines(pipeline, { format: 'junit', file: 'sf-jwt-check.xml' })),
  );
  return [
    stage('Install', shellStep(installStep(pipeline))),
    stage('Look', check, `junit testResults: 'sf-jwt-check.xml', allowEmptyResults: true`),
  ];
}

/** npm's own place for global packages belongs to root. */
function installStep(pipeline: Pipeline): string[] {
  return installLines(pipeline).map((line) =>
    line.replace('npm install --global', 'npm install --global --prefix "$HOME/.npm-global"'),
  );
}

function stage(name: string, steps: string, always?: string): string {
  const post = always === undefined ? '' : `  post {\n    always {\n      ${always}\n    }\n  }\n`;
  return `stage('${name}') {\n  steps {\n${indent(steps.split('\n'), 4)}\n  }\n${post}}`;
}

/** https://www.jenkins.io/doc/pipeline/steps/credentials-binding/ */
function withKeys({ secrets }: Pipeline, steps: string): string {
  const bindings = secrets.map(({ name }) => `string(credentialsId: '${name}', variable: '${name}')`);
  return `withCredentials([\n${indent([bindings.join(',\n')].join('\n').split('\n'), 2)}\n]) {\n${indent(steps.split('\n'), 2)}\n}`;
}

/** In single quotes, Groovy puts nothing in the place of `$`; the shell does. */
function shellStep(lines: readonly string[]): string {
  const text = [...HOME_LINES, ...lines].map((line) => line.replaceAll('\\', '\\\\').replaceAll("'", "\\'"));
  return `sh '''\n${indent(text, 2)}\n'''`;
}
