import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send } from '../../src/io/http.ts';

describe('the connections of requests that are under way together', () => {
  let server: Server;
  let url: URL;
  let opened: number;
  let living: Set<unknown>;

  beforeEach(async () => {
    [opened, living] = [0, new Set()];
    server = createServer((_, response) => response.end('done'));
    server.on('connection', (socket) => {
      opened += 1;
      living.add(socket);
      socket.once('close', () => living.delete(socket));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(() => server.close());

  const sendMany = async (count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, async () => (await send({ url, method: 'GET' })).text));

  it('are fifty at most, however many requests', async () => {
    expect(await sendMany(300)).to.deep.equal(Array<string>(300).fill('done'));
    expect(opened).to.equal(50);
  });

  it('end with the last request, so that nothing holds the process open', async () => {
    await sendMany(3);
    while (living.size > 0) await once([...living][0] as NodeJS.EventEmitter, 'close');
    expect(opened).to.equal(3);
    await sendMany(1);
    expect(opened, 'the next one begins anew').to.equal(4);
  });

  it('outlive a request among them that is given up', async () => {
    const controller = new AbortController();
    const given = send({ url, method: 'GET' }, controller.signal).catch(
      (error: unknown) => (error as Error).name,
    );
    const others = sendMany(20);
    controller.abort();
    expect(await given).to.equal('AbortError');
    expect(await others).to.deep.equal(Array<string>(20).fill('done'));
  });
});
