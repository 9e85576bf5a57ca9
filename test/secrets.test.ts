// Plants secrets (a private key, the administrator's session, the tokens and assertions of logins), runs every command, right
// and wrong, with all debug output on, and searches everything that was printed and every file that was written for them.
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesBelow, findLeaks, keySecrets, type Place, type Secret } from './leaks.ts';
import { freezeUser } from '../src/simulator/org-changes.ts';
import { startSimulator, type Simulator } from '../src/simulator/server.ts';
import { storeSessionIn } from './stored-session.ts';
import { openTerminal, PLUGIN, type Run, type Terminal } from './terminal.ts';

describe('secrets', function () {
  this.timeout(300_000);
  let terminal: Terminal;
  let simulator: Simulator;
  const runs: Place[] = [];
  /** The log goes to a file, as it does for everybody; with `loud`, everything there is goes to the screen. */
  const logged = {
    SF_LOG_LEVEL: 'trace',
    SF_DISABLE_LOG_FILE: 'false',
    NODE_DEBUG: 'http,net,tls,fetch,undici',
  };
  const loud = { DEBUG: '*', SF_ENV: 'development' };

  async function type(line: string, env: NodeJS.ProcessEnv = {}): Promise<Run> {
    const run = await terminal.run(PLUGIN, line.split(' '), { env });
    runs.push({ where: `what "sf ${line}" printed`, text: run.stdout + run.stderr });
    return run;
  }

  before(async () => {
    terminal = openTerminal();
    Object.assign(terminal.env, logged);
    simulator = await startSimulator();
    await storeSessionIn(terminal, simulator);
  });
  after(async () => {
    await terminal.close();
    await simulator.close();
  });

  it('stay where they belong, whatever is run, printed and logged', async () => {
    const started = await terminal.startSimulator('--alias', 'another');
    const { stdout, stderr } = await started.stop();
    runs.push({ where: 'what "sf jwt simulator start" printed', text: stdout + stderr });
    await type('jwt keygen', loud);
    await type('jwt keygen --json');
    await type('jwt keygen --force --json');
    await type('jwt inspect server.key', loud);
    await type('jwt inspect server.crt --key-file server.key --json');
    await type('jwt check --certificate-file server.crt --jwt-key-file server.key', loud);
    await type('jwt check --certificate-file server.key --report report.html --json');
    await type('jwt app create --target-org simulator --certificate-file server.crt', loud);
    const created = await type(
      'jwt app create --target-org simulator --certificate-file server.crt --name Second',
    );
    const [, clientId = ''] = /^Consumer key +(\w+)$/m.exec(created.stdout) ?? [];
    await type('jwt app create --target-org simulator --certificate-file server.crt --json');
    await type(
      'jwt app create --target-org simulator --certificate-file server.crt --type connected-app --name Old --json',
    );
    await type('jwt app create --target-org simulator --certificate-file server.key --json');
    simulator.org.allowConnectedApps = true;
    await type(
      'jwt app create --target-org simulator --certificate-file server.crt --type connected-app --name Old',
    );
    const migration = 'jwt app migrate --target-org simulator --name Old --username admin@simulator.example';
    await type(`${migration} --jwt-key-file server.key`, loud);
    await type(`${migration} --jwt-key-file server.key --json`, loud);
    await type(`${migration} --jwt-key-file server.crt --json`, loud);
    await type('jwt app delete --target-org simulator --name Old --no-prompt', loud);
    await type('jwt app delete --target-org simulator --name Old --no-prompt --json');
    const login = `--username admin@simulator.example --instance-url ${simulator.origin.origin} --client-id ${clientId}`;
    await terminal.sf('jwt', 'keygen', '--name', 'wrong');
    // errors are printed whole, with everything that hangs on them
    await type(`jwt token ${login} --jwt-key-file wrong.key`, loud);
    await type(`jwt token ${login} --jwt-key-file wrong.key --json`);
    await type(`jwt token ${login}x --jwt-key-file server.key --json`);
    await type(`jwt token ${login} --jwt-key-file server.crt --json`);
    writeFileSync(
      join(terminal.cwd, 'cut.key'),
      readFileSync(join(terminal.cwd, 'server.key'), 'utf8').slice(0, -80),
    );
    await type(`jwt token ${login} --jwt-key-file cut.key --json`);
    await type('jwt key encrypt --jwt-key-file server.key --new-passphrase-file first.passphrase', loud);
    await type('jwt key encrypt --jwt-key-file server.key --passphrase-env PASSPHRASE --name typed --json', {
      ...loud,
      PASSPHRASE: 'correct-horse-battery-staple',
    });
    const sealed = '--jwt-key-file server.key.jwe --passphrase-file';
    await type(`jwt key decrypt ${sealed} first.passphrase --name opened`, loud);
    await type(`jwt key decrypt ${sealed} first.passphrase --name opened --json`, loud);
    await type(
      `jwt key decrypt --jwt-key-file typed.key.jwe --passphrase-file first.passphrase --json`,
      loud,
    );
    await type(`jwt key decrypt ${sealed} server.crt --json`, loud);
    await type(`jwt sign ${login} ${sealed} server.crt --json`, loud);
    await type(`jwt sign ${login} --jwt-key-file server.key --claim iss=x --json`, loud);
    // what is exported without a secret, and what is said of the rest
    for (const format of ['curl', 'http', 'postman']) {
      await type(`jwt export --format ${format} ${login} ${sealed} first.passphrase`, loud);
      await type(`jwt export --format ${format} ${login} ${sealed} server.crt --json`);
    }
    for (const format of ['http', 'postman', 'env']) {
      const folder = `--output-dir exported-${format}`;
      await type(`jwt export --format ${format} ${login} ${sealed} first.passphrase ${folder}`, loud);
      await type(`jwt export --format ${format} ${login} ${sealed} first.passphrase ${folder} --json`);
      await type(
        `jwt export --format ${format} ${login} ${sealed} first.passphrase ${folder} --force --json`,
      );
    }
    // the token's own purpose is to be on standard output: only what is beside it is searched
    const granted = await terminal.run(PLUGIN, `jwt token ${login} --jwt-key-file server.key`.split(' '), {
      env: loud,
    });
    const [tokenLine = ''] = /^00D\S+$/m.exec(granted.stdout) ?? [];
    expect(tokenLine, 'the token').not.to.equal('');
    runs.push({
      where: 'what a login printed beside the token',
      text: granted.stdout.replace(tokenLine, '') + granted.stderr,
    });

    // and so it is with an assertion
    const signing = `jwt sign ${login} ${sealed} first.passphrase`;
    const signed = await terminal.run(PLUGIN, signing.split(' '), { env: loud });
    const [assertionLine = ''] = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(signed.stdout) ?? [];
    expect(assertionLine, 'the assertion').not.to.equal('');
    runs.push({
      where: 'what signing printed beside the assertion',
      text: signed.stdout.replace(assertionLine, '') + signed.stderr,
    });

    const setup =
      'jwt setup --target-org simulator --org made --name Made --username deploy@simulator.example';
    await type(`${setup} --dry-run`, loud);
    await type(setup, loud);
    await type(`${setup} --json`, loud);
    const fleet = ['setup', 'login', 'check --online --report fleet.html', 'login --store-key --failed-only'];
    for (const line of fleet) await type(`jwt fleet ${line}`, loud);
    // refused, and looked into
    freezeUser(simulator.org, 'deploy@simulator.example');
    await type(setup, loud);
    await type(`${setup} --json`);
    for (const line of fleet) await type(`jwt fleet ${line} --json`, loud);
    const setupKey = readFileSync(join(terminal.cwd, 'certs', 'made.key'), 'utf8');

    const keyFiles = filesBelow(terminal.cwd).filter(({ where }) => /\.key(\..*\.bak)?$/.test(where));
    expect(keyFiles.map(({ where }) => basename(where)).length, 'key files').to.equal(6);
    const assertions = simulator.requests
      .map(({ body }) => new URLSearchParams(body).get('assertion'))
      .filter((text) => text !== null);
    expect(assertions.length, 'assertions that were sent').to.be.at.least(4);
    const passphrase = readFileSync(join(terminal.cwd, 'first.passphrase'), 'utf8').trimEnd();
    const secrets: Secret[] = [
      { what: 'a passphrase', text: passphrase },
      { what: 'a typed passphrase', text: 'correct-horse-battery-staple' },
      { what: 'a signed assertion', text: assertionLine },
      ...keyFiles.flatMap(({ text }) => keySecrets(text)),
      ...keySecrets(setupKey),
      ...simulator.org.sessions.map(({ token }) => ({ what: 'a session', text: token })),
      { what: "the administrator's session", text: simulator.admin.accessToken },
      { what: 'the token of a login', text: tokenLine },
      ...assertions.map((text) => ({ what: 'an assertion', text })),
      ...assertions.map((text) => ({
        what: 'the signature of an assertion',
        text: text.split('.')[2] ?? '',
      })),
    ];
    const written = [
      ...filesBelow(terminal.home),
      ...filesBelow(terminal.cwd).filter(
        ({ where }) => !/\.key(\..*\.bak)?$|first\.passphrase$|\.env$|_environment\.json$/.test(where),
      ),
    ];
    expect(
      written.some(({ where }) => /sf-.*\.log$/.test(where)),
      'a log was written and searched',
    ).to.equal(true);
    expect(findLeaks([...runs, ...written], secrets)).to.deep.equal([]);
  });

  it('are found by this search when they are leaked on purpose', async () => {
    const pem = readFileSync(join(terminal.cwd, 'server.key'), 'utf8');
    const secrets = [...keySecrets(pem), { what: 'the session', text: simulator.admin.accessToken }];
    writeFileSync(join(terminal.home, 'leak.json'), JSON.stringify({ pem }));
    const leak = await terminal.run(
      [process.execPath],
      ['-e', `console.error(encodeURIComponent(${JSON.stringify(simulator.admin.accessToken)}))`],
    );
    const leaks = findLeaks(
      [...filesBelow(terminal.home), { where: 'standard error', text: leak.stderr }],
      secrets,
    );
    expect(leaks.filter((found) => found.includes('leak.json'))).to.have.length(keySecrets(pem).length);
    expect(leaks).to.include('the session in standard error');
  });
});
