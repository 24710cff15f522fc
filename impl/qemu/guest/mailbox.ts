/** Speaks with the guest in `mailbox.S` over its serial port. */
import type { Socket } from 'node:net';

export interface MailboxGuest {
  /** The vCPU runs the firmware. */
  readonly booted: Promise<void>;
  /** One store of 32 bits. Each of these resolves once the vCPU has said that it is done. */
  readonly writeWord: (address: number, value: number) => Promise<void>;
  /** A whole page, word by word. */
  readonly fillPage: (address: number, value: number) => Promise<void>;
  readonly readWord: (address: number) => Promise<number>;
  /** Adds one to a word of each of so many pages, until `endLoop`; resolves when it has begun. */
  readonly beginLoop: (address: number, pages: number) => Promise<void>;
  readonly endLoop: () => Promise<void>;
  /** Does nothing from now on, and costs nothing. */
  readonly sleep: () => Promise<void>;
  /**
   * The guest comes from another host, perhaps in the middle of a command or of a reply: brings both
   * ends to the beginning of a command.
   *
   * @returns how many writes the guest has begun in its life
   */
  readonly resume: () => Promise<number>;
  /** Nothing more is heard of this guest: whatever is still waited for fails. */
  readonly abandon: (why: string) => void;
}

const COMMAND_END = 0x5a;
const COMMAND_BYTES = 10;
const REPLY_BYTES = 5;
/** Unlike anything that a guest replies: no count gets there. */
const ECHO = 0xfeed_c0de;

interface Waiting {
  readonly letter: string;
  readonly resolve: (value: number) => void;
  readonly reject: (error: Error) => void;
}

export function openMailbox(socket: Socket): MailboxGuest {
  let heard = Buffer.alloc(0);
  let isBooting = true;
  let resumed: (() => void) | undefined;
  let gone: string | undefined;
  const waiting: Waiting[] = [];
  let boot: () => void = () => undefined;
  const booted = new Promise<void>((resolve) => {
    boot = resolve;
  });

  const hearReplies = (): void => {
    while (heard.length >= REPLY_BYTES) {
      const letter = String.fromCharCode(heard[0] as number);
      const waiter = waiting.shift();
      if (waiter?.letter === letter) waiter.resolve(heard.readUInt32LE(1));
      else waiter?.reject(new Error(`guest: ${JSON.stringify(letter)} where ${waiter.letter} was due`));
      heard = heard.subarray(REPLY_BYTES);
    }
  };
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes]);
    if (resumed !== undefined) {
      const at = heard.indexOf(replyOf('e', ECHO));
      if (at < 0) return;
      heard = heard.subarray(at + REPLY_BYTES);
      resumed();
      resumed = undefined;
    } else if (isBooting && heard[0] === '!'.charCodeAt(0)) {
      heard = heard.subarray(1);
      isBooting = false;
      boot();
    }
    hearReplies();
  });
  socket.resume();

  const awaitReply = (letter: string): Promise<number> =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(new Error(`guest: ${gone}`));
      waiting.push({ letter, resolve, reject });
    });
  const command = async (op: string, a = 0, b = 0): Promise<void> => {
    socket.write(commandOf(op, a, b));
  };
  const ask = async (op: string, reply: string, ...operands: [a?: number, b?: number]): Promise<number> => {
    const replied = awaitReply(reply);
    await command(op, ...operands);
    return replied;
  };
  return {
    booted,
    writeWord: async (address, value) => void (await ask('W', 'w', address, value)),
    fillPage: async (address, value) => void (await ask('F', 'w', address, value)),
    readWord: (address) => ask('R', 'r', address),
    beginLoop: async (address, pages) => void (await ask('L', 'l', address, pages)),
    async endLoop() {
      const ended = awaitReply('w');
      socket.write(Buffer.alloc(1));
      await ended;
    },
    sleep: async () => void (await ask('Z', 'z')),
    async resume() {
      isBooting = false;
      const isInStep = new Promise<void>((resolve) => {
        resumed = resolve;
      });
      socket.write(Buffer.alloc(COMMAND_BYTES));
      await command('E', ECHO);
      await isInStep;
      return ask('C', 'c');
    },
    abandon(why) {
      gone = why;
      for (const { reject } of waiting.splice(0)) reject(new Error(`guest: ${why}`));
    },
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
