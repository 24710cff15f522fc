/** Text lines over a socket, and a socket file on which one connection is expected. */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A socket file on which exactly one connection is expected. */
export interface Listener {
  readonly connected: Promise<Socket>;
  readonly close: () => void;
}

/** Resolves once QEMU can connect: since QEMU connects to the harness, the harness need not poll. */
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
  // The process at the other end may be killed at any time; its exit is reported elsewhere.
  socket.on('error', () => undefined);
  socket.resume();
}
