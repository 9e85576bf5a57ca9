// The variables that `sf jwt token --output env` prints, as a shell and the released `sf` take them.
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MY_DOMAIN, startMyDomain, type MyDomain } from '../my-domain.ts';
import { deployUser, testKey } from '../simulator/org-client.ts';
import { openTerminal, PLUGIN, RELEASED_SF, type Run, type Terminal } from '../terminal.ts';
import { EXTERNAL_KEY, installJwtApps } from './jwt-apps.ts';

const quoted = (command: string[]): string => command.map((word) => `'${word}'`).join(' ');

describe('the variables of a token', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  let domain: MyDomain;
  let login: string;

  before(async () => {
    domain = await startMyDomain({ allowConnectedApps: true });
    installJwtApps(domain.simulator);
    terminal = openTerminal();
    Object.assign(terminal.env, domain.env);
    writeFileSync(join(terminal.cwd, 'server.key'), testKey().privateKey, { mode: 0o600 });
    const who = `--client-id ${EXTERNAL_KEY} --username ${deployUser(domain.simulator)} --jwt-key-file server.key`;
    login = `${quoted(PLUGIN)} jwt token ${who} --instance-url ${MY_DOMAIN}`;
  });
  after(async () => Promise.all([terminal.close(), domain.close()]));

  const shell = async (script: string): Promise<Run> => terminal.run(['sh'], ['-c', script]);
  const query = '--query "SELECT Name FROM Organization" --json';

  const takings: Array<[how: string, script: () => string]> = [
    ['export', () => `export $(${login} --output env)`],
    ['eval', () => `eval "$(${login} --output env | sed 's/^/export /')"`],
    ['a file of variables', () => `${login} --output env > .env && set -a && . ./.env`],
  ];
  for (const [how, script] of takings) {
    it(`let "sf" use the org without a login, taken by ${how}`, async () => {
      const line = `${script()} && ${quoted(RELEASED_SF)} data query --target-org "$SF_ACCESS_TOKEN" ${query}`;
      const { code, stdout, stderr } = await shell(line);
      expect(code, stdout + stderr).to.equal(0);
      const { result } = JSON.parse(stdout) as { result: { totalSize: number } };
      expect(result.totalSize).to.equal(1);
    });
  }

  it('let "sf org login access-token" store the session without a prompt', async () => {
    const store = `${quoted(RELEASED_SF)} org login access-token --instance-url "$SF_INSTANCE_URL" --alias taken --no-prompt`;
    const { code, stdout, stderr } = await shell(`export $(${login} --output env) && ${store}`);
    expect(code, stdout + stderr).to.equal(0);
  });

  it('are a header for curl, which never shows in the list of processes', async () => {
    const curl = `curl --silent --fail --header @- ${MY_DOMAIN}/services/data/v66.0/`;
    const { code, stdout } = await shell(`${login} --output header | ${curl}`);
    expect([code, stdout]).to.satisfy(
      ([status, body]: [number, string]) => status === 0 && body.startsWith('{'),
    );
  });
});
