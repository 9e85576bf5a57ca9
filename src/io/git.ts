import { spawn } from 'node:child_process';

/** git answers in milliseconds; nobody waits for one that does not. */
const PATIENCE_MILLISECONDS = 2000;

export type GitAnswer = { code: number | null; stdout: string; stderr: string };

/** `code` is null when git is not there or does not answer in time. It runs no program that the repository names. */
export async function askGit(root: string, args: readonly string[], input = ''): Promise<GitAnswer> {
  const options = ['-C', root, '--no-pager', '-c', 'core.fsmonitor=false'];
  return new Promise((settle) => {
    const answer: GitAnswer = { code: null, stdout: '', stderr: '' };
    const child = spawn('git', [...options, ...args], {
      env: gitEnvironment(),
      timeout: PATIENCE_MILLISECONDS,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (answer.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (answer.stderr += text));
    child.on('error', () => settle(answer));
    child.on('close', (code) => settle({ ...answer, code }));
    // git may have ended before it has read this
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** Without what points git to another repository, as inside a hook; its messages in English; no locks, no questions. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$/.test(name),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
}
