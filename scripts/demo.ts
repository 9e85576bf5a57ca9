// Shows the whole way on this machine: a simulated org, its set-up in one command, what that leaves in the project, a token, a
// refusal with its fix, a script for curl, an API call.
// Each line that begins with `$` is run as it stands, with the plugin's own binary as `sf`; what follows is its real output.
// It ends with exit code 1 when a step ends otherwise than expected.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = join(import.meta.dirname, '..', 'bin', 'run.js');
const home = mkdtempSync(join(tmpdir(), 'sf-jwt-demo-'));
const children: ChildProcess[] = [];

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cleanUp();
    process.exit(130);
  });
}

try {
  await demo();
} catch (error) {
  console.error(`\nThe demo failed: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  cleanUp();
}

/** Nothing goes on and nothing stays, whatever ended the demo. */
function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}

async function demo(): Promise<void> {
  say(
    'A simulated org on this machine takes the place of Salesforce. It takes 3 seconds to know a new app; a real one takes minutes.',
  );
  const simulator = type('jwt simulator start --propagation-seconds 3');
  const origin = await simulator.find(/^(http:\/\/127\.0\.0\.1:\d+)$/m);
  await simulator.find(/Press Ctrl-C/);

  say(
    'One command: a private key and its certificate, the app in the org, who may use it, and a login, as soon as the org knows the app. (The warning is of sf itself: a simulated org speaks http.)',
  );
  const setUp = type('jwt setup --target-org simulator');
  await setUp.expectExit(0);
  const clientId = await setUp.find(/^Consumer key +(\w+)$/m);

  say('What a repository needs of that. It holds no secret; the key lies in a folder that git ignores.');
  show(join(home, 'sf-jwt.json'));

  say('A token, by the login that sf has now. The command proves it with an API call.');
  const granted = type('jwt token --target-org simulator');
  await granted.expectExit(0);
  const token = await granted.find(/^(00D\S+)$/m);

  say(
    'What a mistake looks like: this user may not use the app. The org says no in its own words; causes and fixes follow.',
  );
  const login = `--client-id ${clientId} --jwt-key-file certs/simulator.key --instance-url ${origin}`;
  const refused = type(`jwt token --username deploy@simulator.example ${login}`);
  await refused.expectExit(1);
  await refused.find(/UserNotAdminApprovedError/);

  say('The same login for other clients, here a script with curl; Postman and .http files get one, too.');
  await type('jwt export --format curl --org simulator').expectExit(0);

  say('The token works: the REST API answers.');
  await query(origin, token, 'SELECT Username, IsActive FROM User ORDER BY Username');

  simulator.child.kill('SIGINT');
  await simulator.expectExit(0);
  say(
    'That was the whole way. With a real org, leave out the first step and name your org with --target-org. To look around in a simulated one, with a page that shows each login, type: npx node bin/run.js jwt simulator start',
  );
}

type Typed = {
  child: ChildProcess;
  /** The first group of the first match in all that was printed; waits for it. */
  find: (pattern: RegExp) => Promise<string>;
  expectExit: (code: number) => Promise<void>;
};

function type(line: string): Typed {
  console.log(`\n$ sf ${line}`);
  const child = spawn(process.execPath, [binary, ...line.split(' ')], {
    cwd: home,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      process.stdout.write(chunk);
      child.emit('printed');
    });
  }
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    child,
    find: async (pattern) => {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match[1] ?? match[0];
        if (child.exitCode !== null) throw new Error(`"sf ${line}" did not print ${pattern.source}`);
        await Promise.race([once(child, 'printed'), closed]);
      }
    },
    expectExit: async (expected) => {
      const [code] = await closed;
      if (code !== expected) throw new Error(`"sf ${line}" ended with ${code}, not ${expected}`);
    },
  };
}

/** A home of its own: nothing of the user's `sf` is read or written. No proxy stands between this machine and itself. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return {
    PATH,
    SystemRoot,
    HOME: home,
    USERPROFILE: home,
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_DISABLE_TELEMETRY: 'true',
  };
}

async function query(origin: string, token: string, soql: string): Promise<void> {
  const url = `${origin}/services/data/v66.0/query?q=${encodeURIComponent(soql)}`;
  console.log(`\nGET ${url}\nAuthorization: Bearer …`);
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  console.log(`${answer.status} ${JSON.stringify(await answer.json(), undefined, 2)}`);
  if (answer.status !== 200) throw new Error(`the REST API answered ${answer.status}`);
}

function show(file: string): void {
  console.log(`\n${file}\n${readFileSync(file, 'utf8').trimEnd()}`);
}

function say(text: string): void {
  console.log(`\n# ${text}`);
}
