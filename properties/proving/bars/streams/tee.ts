/** Accepts the connections of a migration, stores what the source sends, and can pass it on. */
import { createServer, connect } from 'node:net';

export interface Tee {
  /** The bytes of each connection, in the order in which they were accepted. */
  readonly received: () => readonly Uint8Array[];
  readonly close: () => void;
}

/** @param to - the destination's socket; without one, the stream ends here */
export async function openTee(from: string, to: string | undefined): Promise<Tee> {
  const connections: Buffer[][] = [];
  const server = createServer((source) => {
    const chunks: Buffer[] = [];
    connections.push(chunks);
    source.on('data', (chunk: Buffer) => chunks.push(chunk));
    source.on('error', () => undefined);
    if (to === undefined) return;
    const destination = connect(to);
    destination.on('error', () => undefined);
    source.pipe(destination);
    destination.pipe(source);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(from, resolve);
  });
  return {
    received: () => connections.map((chunks) => new Uint8Array(Buffer.concat(chunks))),
    close: () => server.close(),
  };
}
