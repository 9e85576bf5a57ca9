import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const CONNECTIONS = 16;
const HEAD_END = '\r\n\r\n';

/** Whether what has come is one whole answer; anything but a token is a failure of the bench. */
function isWhole(text: string): boolean {
  const end = text.indexOf(HEAD_END);
  if (end < 0) return false;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
  const isComplete = text.length >= end + HEAD_END.length + length;
  if (isComplete && !text.startsWith('HTTP/1.1 200 ')) throw new Error(text);
  return isComplete;
}

function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      try {
        if (!isWhole(text)) return;
        socket.off('data', onData).off('error', reject);
        resolve();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    socket.on('data', onData).once('error', reject).write(request);
  });
}

/** Sends so many requests over some connections, each after the answer to the one before; how many seconds that took. */
export async function sendAll(url: string, count: number, next: (count: number) => Buffer): Promise<number> {
  const { port, hostname } = new URL(url);
  let sent = 0;
  const work = async (): Promise<void> => {
    const socket = connect(Number(port), hostname).setNoDelay();
    await once(socket, 'connect');
    while (sent < count) {
      sent += 1;
      await exchange(socket, next(sent));
    }
    socket.destroy();
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return (performance.now() - started) / 1000;
}
