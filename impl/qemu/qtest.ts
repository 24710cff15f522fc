/**
 * The device: reads and writes guest memory without a vCPU, over QEMU's qtest protocol. QEMU's main loop
 * does this work, and a read of a missing page blocks the loop until the page has arrived.
 */
import type { Socket } from 'node:net';
import { onLines } from './lines.ts';

export interface Qtest {
  readonly write: (address: number, bytes: Uint8Array) => Promise<void>;
  readonly read: (address: number, count: number) => Promise<Uint8Array>;
  /** The process is gone: every pending operation fails. */
  readonly abandon: (why: string) => void;
}

interface Waiting {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

export function openQtest(socket: Socket): Qtest {
  const waiting: Waiting[] = [];
  let gone: string | undefined;
  onLines(socket, (line) => {
    if (line.startsWith('IRQ')) return;
    const waiter = waiting.shift();
    if (line.startsWith('OK')) waiter?.resolve(line.slice('OK '.length));
    else waiter?.reject(new Error(`qtest: ${line}`));
  });
  const ask = (line: string): Promise<string> =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(new Error(`qtest: ${gone}`));
      waiting.push({ resolve, reject });
      socket.write(`${line}\n`);
    });
  return {
    async write(address, bytes) {
      const content = Buffer.from(bytes).toString('base64');
      await ask(`b64write ${hex(address)} ${hex(bytes.length)} ${content}`);
    },
    async read(address, count) {
      return Buffer.from(await ask(`b64read ${hex(address)} ${hex(count)}`), 'base64');
    },
    abandon(why) {
      gone = why;
      for (const { reject } of waiting.splice(0)) reject(new Error(`qtest: ${why}`));
    },
  };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
