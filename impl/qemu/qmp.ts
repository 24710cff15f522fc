/** QEMU's monitor: commands, in band or out of band, and events. */
import type { Socket } from 'node:net';
import { onLines } from './lines.ts';

export interface QmpEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Microseconds since 1970, by QEMU's clock. */
  readonly us: number;
}

export interface Qmp {
  readonly events: readonly QmpEvent[];
  /** @throws QmpError if QEMU refuses */
  readonly execute: (command: string, args?: object) => Promise<unknown>;
  /** Like `execute`, but answered even while the main loop is blocked; works for only a few commands. */
  readonly executeOutOfBand: (command: string, args?: object) => Promise<unknown>;
  /** Calls `hear` for each event from now on. */
  readonly onEvent: (hear: (event: QmpEvent) => void) => void;
  /** The process is gone: every pending command fails. */
  readonly abandon: (why: string) => void;
}

/** QEMU has refused a command. */
export class QmpError extends Error {
  override readonly name = 'QmpError';
}

interface Message {
  readonly QMP?: object;
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly timestamp?: { readonly seconds: number; readonly microseconds: number };
}

interface Waiting {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Resolves once the monitor takes commands. */
export async function openQmp(socket: Socket): Promise<Qmp> {
  const events: QmpEvent[] = [];
  const hearers: ((event: QmpEvent) => void)[] = [];
  // Out-of-band replies overtake others, so each command has a number.
  const waiting = new Map<number, Waiting>();
  let numbered = 0;
  let gone: string | undefined;
  let greet: () => void = () => undefined;
  const greeted = new Promise<void>((resolve) => {
    greet = resolve;
  });

  const reply = ({ id, error, return: value }: Message): void => {
    const waiter = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || waiter === undefined) return;
    waiting.delete(id);
    if (error === undefined) waiter.resolve(value);
    else waiter.reject(new QmpError(`${waiter.command}: ${error.desc}`));
  };
  onLines(socket, (line) => {
    if (line === '') return;
    const message = JSON.parse(line) as Message;
    if (message.QMP !== undefined) return greet();
    if (message.event === undefined) return reply(message);
    const { seconds = 0, microseconds = 0 } = message.timestamp ?? {};
    const us = seconds * 1e6 + microseconds;
    const event = { event: message.event, data: message.data ?? {}, us };
    events.push(event);
    for (const hear of hearers) hear(event);
  });
  const send = (verb: string, command: string, args: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(new Error(`${command}: ${gone}`));
      const id = ++numbered;
      waiting.set(id, { command, resolve, reject });
      socket.write(`${JSON.stringify({ [verb]: command, id, arguments: args })}\n`);
    });

  const qmp: Qmp = {
    events,
    execute: (command, args = {}) => send('execute', command, args),
    executeOutOfBand: (command, args = {}) => send('exec-oob', command, args),
    onEvent: (hear) => void hearers.push(hear),
    abandon(why) {
      gone = why;
      for (const { command, reject } of waiting.values()) reject(new Error(`${command}: ${why}`));
      waiting.clear();
    },
  };
  await greeted;
  await qmp.execute('qmp_capabilities', { enable: ['oob'] });
  return qmp;
}
