/** The harness side of the serial protocol of the guest in `mailbox.S`. */
import type { Socket } from 'node:net';

export interface MailboxGuest {
  /** Resolves when the vCPU runs the firmware; rejects if the guest is abandoned before that. */
  readonly booted: Promise<void>;
  /** One store of 32 bits. This and the other operations resolve once the vCPU has acknowledged them. */
  readonly writeWord: (address: number, value: number) => Promise<void>;
  /** Stores the value in a whole page, word by word. */
  readonly fillPage: (address: number, value: number) => Promise<void>;
  readonly readWord: (address: number) => Promise<number>;
  /** Adds one to a word of each of `pages` pages, until `endLoop`; resolves when the loop has begun. */
  readonly beginLoop: (address: number, pages: number) => Promise<void>;
  readonly endLoop: () => Promise<void>;
  /** Halts the vCPU for good, so that it uses no processor time. */
  readonly sleep: () => Promise<void>;
  /**
   * Resynchronises with a guest that comes from another host, perhaps in the middle of a command or reply:
   * afterwards both ends are at the beginning of a command.
   *
   * @returns how many writes the guest has begun since it booted
   */
  readonly resume: () => Promise<number>;
  /** The guest is gone: every pending operation fails. */
  readonly abandon: (why: string) => void;
}

const COMMAND_END = 0x5a;
const COMMAND_BYTES = 10;
const REPLY_BYTES = 5;
/** Differs from every other reply of the guest: no count gets this high. */
const ECHO = 0xfeed_c0de;

interface Waiting {
  readonly letter: string;
  readonly resolve: (value: number) => void;
  readonly reject: (error: Error) => void;
}

/** The bytes received on the serial line, and the operations that wait for replies. */
class Replies {
  readonly booted: Promise<void>;
  private boot: () => void = () => undefined;
  private failToBoot: (error: Error) => void = () => undefined;
  private heard: Buffer = Buffer.alloc(0);
  private isBooting = true;
  private inStep: { resolve: () => void; reject: (error: Error) => void } | undefined;
  private gone: string | undefined;
  private readonly waiting: Waiting[] = [];

  constructor(socket: Socket) {
    this.booted = new Promise<void>((resolve, reject) => {
      this.boot = resolve;
      this.failToBoot = reject;
    });
    // Nothing awaits the boot of a guest that comes from another host.
    this.booted.catch(() => undefined);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => this.hear(bytes));
    socket.resume();
  }

  await(letter: string): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.gone !== undefined) return reject(new Error(`guest: ${this.gone}`));
      this.waiting.push({ letter, resolve, reject });
    });
  }

  /** Ignores all replies until the guest echoes. */
  awaitEcho(): Promise<void> {
    this.isBooting = false;
    return new Promise((resolve, reject) => {
      if (this.gone !== undefined) return reject(new Error(`guest: ${this.gone}`));
      this.inStep = { resolve, reject };
    });
  }

  abandon(why: string): void {
    this.gone = why;
    const error = new Error(`guest: ${why}`);
    this.failToBoot(error);
    this.inStep?.reject(error);
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }

  private hear(bytes: Buffer): void {
    this.heard = Buffer.concat([this.heard, bytes]);
    if (this.inStep !== undefined) {
      const at = this.heard.indexOf(replyOf('e', ECHO));
      if (at < 0) return;
      this.heard = this.heard.subarray(at + REPLY_BYTES);
      this.inStep.resolve();
      this.inStep = undefined;
    } else if (this.isBooting && this.heard[0] === '!'.charCodeAt(0)) {
      this.heard = this.heard.subarray(1);
      this.isBooting = false;
      this.boot();
    }
    while (this.heard.length >= REPLY_BYTES) this.hearReply();
  }

  private hearReply(): void {
    const letter = String.fromCharCode(this.heard[0] as number);
    const waiter = this.waiting.shift();
    if (waiter?.letter === letter) waiter.resolve(this.heard.readUInt32LE(1));
    else waiter?.reject(new Error(`guest: ${JSON.stringify(letter)} instead of ${waiter.letter}`));
    this.heard = this.heard.subarray(REPLY_BYTES);
  }
}

export function openMailbox(socket: Socket): MailboxGuest {
  const replies = new Replies(socket);
  const ask = (
    op: string,
    reply: string,
    ...[a = 0, b = 0]: [a?: number, b?: number]
  ): Promise<number> => {
    const replied = replies.await(reply);
    socket.write(commandOf(op, a, b));
    return replied;
  };
  return {
    booted: replies.booted,
    writeWord: async (address, value) => void (await ask('W', 'w', address, value)),
    fillPage: async (address, value) => void (await ask('F', 'w', address, value)),
    readWord: (address) => ask('R', 'r', address),
    beginLoop: async (address, pages) => void (await ask('L', 'l', address, pages)),
    async endLoop() {
      const ended = replies.await('w');
      socket.write(Buffer.alloc(1));
      await ended;
    },
    sleep: async () => void (await ask('Z', 'z')),
    async resume() {
      const inStep = replies.awaitEcho();
      socket.write(Buffer.alloc(COMMAND_BYTES));
      socket.write(commandOf('E', ECHO, 0));
      await inStep;
      return ask('C', 'c');
    },
    abandon: (why) => replies.abandon(why),
  };
}

function commandOf(op: string, a: number, b: number): Buffer {
  const bytes = Buffer.alloc(COMMAND_BYTES);
  bytes.write(op, 0, 'latin1');
  bytes.writeUInt32LE(a >>> 0, 1);
  bytes.writeUInt32LE(b >>> 0, 5);
  bytes[COMMAND_BYTES - 1] = COMMAND_END;
  return bytes;
}

function replyOf(letter: string, value: number): Buffer {
  const bytes = Buffer.alloc(REPLY_BYTES);
  bytes.write(letter, 0, 'latin1');
  bytes.writeUInt32LE(value, 1);
  return bytes;
}
