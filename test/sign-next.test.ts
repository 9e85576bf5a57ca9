// What `sf jwt sign` and `sf jwt key encrypt` name as the next line to type, typed as it stands.
import { expect } from 'chai';
import { openTerminal, PLUGIN, type Run, type Terminal } from './terminal.ts';

describe('the next line', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  let origin: string;
  let clientId: string;

  before(async () => {
    terminal = openTerminal();
    ({ origin } = await terminal.startSimulator());
    await terminal.sf('jwt', 'keygen');
    const { result } = await terminal.sfJson('jwt', 'app', 'create', '-o', 'simulator', '-c', 'server.crt');
    clientId = String(result['consumerKey']);
  });
  after(async () => terminal.close());

  /** `sf` is the plugin; curl leaves the proxies of this machine alone. */
  const typed = async (line: string): Promise<Run> => {
    const sf = PLUGIN.map((part) => `'${part}'`).join(' ');
    return terminal.run(['bash', '-c'], [`set -o pipefail; sf() { ${sf} "$@"; }; ${line}`], {
      env: { NO_PROXY: '*' },
    });
  };

  it('of sign exchanges an assertion, which is no argument and on no screen', async () => {
    const login = ['-i', clientId, '--username', 'admin@simulator.example', '-f', 'server.key', '-r', origin];
    const { stderr } = await terminal.sf(
      'jwt',
      'sign',
      ...login,
      '--claim',
      "name=it's",
      '--claim',
      'a:=["b"]',
    );
    const [, line = ''] = /^Next, to exchange one: (.*)$/m.exec(stderr) ?? [];
    expect(line)
      .to.match(/^sf jwt sign .* \| curl .*assertion@- /)
      .and.not.to.include('eyJ');
    const run = await typed(line);
    expect(JSON.parse(run.stdout)).to.include({ instance_url: origin, scope: 'api' });
    expect(run.stderr).not.to.include('eyJ');
  });

  it('of key encrypt logs in with the sealed key', async () => {
    const { stdout } = await terminal.sf(
      'jwt',
      'key',
      'encrypt',
      '-f',
      'server.key',
      '--new-passphrase-file',
      'p w',
    );
    const [, line = ''] = /^Next: (.*)$/m.exec(stdout) ?? [];
    const filled = line
      .replace('CONSUMER_KEY', clientId)
      .replace('USERNAME', 'admin@simulator.example')
      .replace('https://acme.my.salesforce.com', origin);
    const run = await typed(filled);
    expect(run.stdout, run.stderr).to.match(/^00DSIMULATED/);
  });
});
