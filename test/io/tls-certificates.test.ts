// Certificates of a trusted authority that are not good all the same: each in a process that trusts that authority.
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTlsIdentity } from '../../src/simulator/private-authority.ts';
import { loopback } from './servers.ts';
import { temporaryFolder } from './temp-folder.ts';

type Told = { name: string; message: string; actions: string[] };

const DAY = 86_400_000;

describe('io/http, and certificates of a trusted authority', () => {
  const net = loopback();
  const folder = temporaryFolder();

  const toldOf = async (names: string[], made: Date, isTrusted = true): Promise<Told & { url: URL }> => {
    const { authority, certificate, privateKey } = await makeTlsIdentity(names, made);
    const server = await net.answerTls({ cert: certificate, key: privateKey }, { status: 200 });
    const url = new URL(`https://localhost:${server.url.port}`);
    const file = join(folder(), 'authority.pem');
    writeFileSync(file, isTrusted ? authority : 'nothing');
    const script = `
      import { send } from ${JSON.stringify(new URL('../../src/io/http.ts', import.meta.url))};
      const request = { url: new URL(${JSON.stringify(url)}), method: 'POST', body: 'assertion=secret' };
      const { name, message, actions } = await send(request).catch((error) => error);
      console.log(JSON.stringify({ name, message, actions }));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
      },
    );
    expect(server.received).to.deep.equal([]);
    return { ...(JSON.parse(stdout) as Told), url };
  };

  it('says when one ended', async () => {
    const { name, message, actions, url } = await toldOf(['localhost'], new Date(Date.now() - 60 * DAY));
    expect(name).to.equal('TlsCertificateEndedError');
    expect(message)
      .to.include(url.host)
      .and.to.match(/ended at 20\d\d-\d\d-\d\dT/);
    expect(message).to.include('issued by "CN=Simulated org (not Salesforce)"');
    expect(actions.at(-1)).to.include('date -u');
  });

  it('says from when one is valid', async () => {
    const { name, message, actions } = await toldOf(['localhost'], new Date(Date.now() + 60 * DAY));
    expect(name).to.equal('TlsCertificateNotBegunError');
    expect(message)
      .to.match(/valid only from 20\d\d-\d\d-\d\dT/)
      .and.to.include('clock');
    expect(actions.at(-1)).to.include('date -u');
  });

  it('says for which hosts one is', async () => {
    const { name, message, url } = await toldOf(['login.example', 'other.example'], new Date());
    expect(name).to.equal('TlsWrongHostError');
    expect(message).to.include(`${url.host} presents is for another host: login.example, other.example;`);
    expect(message).to.include('issued by "CN=Simulated org (not Salesforce)"');
  });

  it('says that NODE_EXTRA_CA_CERTS does not help, where it is set', async () => {
    const { name, message, actions } = await toldOf(['localhost'], new Date(), false);
    expect(name).to.equal('TlsNotTrustedError');
    expect(message).to.include('issued by "CN=Simulated org (not Salesforce)"');
    expect(actions[0]).to.match(/NODE_EXTRA_CA_CERTS names .*authority\.pem, which does not vouch for/);
    expect(actions.join()).not.to.include('NODE_TLS_REJECT_UNAUTHORIZED');
  });
});
