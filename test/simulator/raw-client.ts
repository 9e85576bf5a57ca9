import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Simulator } from '../../src/simulator/server.ts';

/** A connection on which a test writes bytes as they are, and takes down what comes back. */
export type RawClient = {
  socket: Socket;
  received: () => string;
  /** Resolves when so much of an answer has come that it fits, or when the connection has ended. */
  until: (isEnough: (received: string) => boolean) => Promise<string>;
};

export async function openRaw({ origin }: Pick<Simulator, 'origin'>): Promise<RawClient> {
  const socket = connect(Number(origin.port), origin.hostname);
  await once(socket, 'connect');
  let text = '';
  let isOver = false;
  let look = (): void => undefined;
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    look();
  });
  socket.on('close', () => {
    isOver = true;
    look();
  });
  // A server that has had enough resets the connection: for a test that is an end like any other.
  socket.on('error', () => undefined);
  const until: RawClient['until'] = (isEnough) =>
    new Promise((resolve) => {
      look = () => {
        if (isOver || isEnough(text)) resolve(text);
      };
      look();
    });
  return { socket, received: () => text, until };
}

/** Whether at least so many answers have come whole. */
export function hasAnswers(received: string, count = 1): boolean {
  let rest = received;
  for (let seen = 0; seen < count; seen += 1) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(rest.slice(0, end))?.[1] ?? 0);
    if (rest.length < end + 4 + length) return false;
    rest = rest.slice(end + 4 + length);
  }
  return true;
}

/** What comes back for bytes, until one answer is whole or the connection has ended. */
export async function sendBytes(
  simulator: Pick<Simulator, 'origin'>,
  bytes: string | Buffer,
): Promise<string> {
  const { socket, until } = await openRaw(simulator);
  socket.write(bytes);
  const received = await until((text) => hasAnswers(text));
  socket.destroy();
  return received;
}
