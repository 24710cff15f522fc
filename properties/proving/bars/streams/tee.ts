/** Listens for the connections of a migration, writes down what the source sends, and passes it on if need be. */
import { createServer, connect } from 'node:net';

export interface Tee {
  /** What has come over each connection, in the order in which they were made. */
  readonly received: () => readonly Uint8Array[];
  readonly close: () => void;
}

/** @param to - the socket of a destination; without one, everything ends here */
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
