import { expect } from 'chai';
import { openTerminal, PLUGIN, type Terminal } from './terminal.ts';

/** Makes a process believe that its Node is an old one; what it loads is still that of this Node. */
const OLD_NODE = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })`;

describe('the plugin in an old Node', function () {
  this.timeout(20_000);
  let terminal: Terminal;
  before(() => (terminal = openTerminal()));
  after(async () => terminal.close());

  it('says which one it needs, and how to get it, before it loads anything', async () => {
    const [node = '', ...plugin] = PLUGIN;
    const command = [node, '--import', `data:text/javascript,${encodeURIComponent(OLD_NODE)}`, ...plugin];
    const { code, stdout, stderr } = await terminal.run(command, ['jwt', 'keygen']);
    expect([code, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.match(
      /^sf-plugin-jwt needs Node 22 or newer; this is v\S+\.\n.*: npx node bin\/run\.js\n$/,
    );
  });
});
