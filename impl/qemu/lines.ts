/** Text lines over a socket, and the one connection that is expected on a socket file. */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A socket file on which exactly one connection is expected. */
export interface Listener {
  readonly connected: Promise<Socket>;
  readonly close: () => void;
}

/** Resolves once somebody may connect: QEMU connects to us, so there is nothing to be polled for. */
export async function listenFor(path: string): Promise<Listener> {
  const server = createServer({ pauseOnConnect: true });
  const connected = new Promise<Socket>((resolve) => {
    server.once('connection', resolve);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return { connected, close: () => server.close() };
}

export function onLines(socket: Socket, hear: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(line.trimEnd());
  });
  // Whoever is at the other end may be killed at any time; that it is gone is told by its exit.
  socket.on('error', () => undefined);
  socket.resume();
}
