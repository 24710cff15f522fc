/**
 * A peer that does not keep to the protocol: one field of what is in flight, on any connection and in either
 * direction, gets a value that its receiver may not expect. Random bits hardly ever hit a length, an offset or
 * a type; fields and their edges do.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Tick } from '../../../runtime/tick.ts';
import { channels, tracepoint } from '../../../tracepoints.ts';
import { onEachTick } from '../../on-each-tick.ts';
import type { Channel } from '../../stream/channel.ts';
import type { CorruptionPlan } from './happenings.ts';

/** Follows the numbers of the connections that carry pages (`channels`). */
const RETURN_PATH = channels.length;

/** Fields begin at the beginning of a unit, or behind the numbers and names that usually stand there. */
const BYTES_OF_HEAD = 24;
const FIELD_BYTES = [1, 2, 4, 8] as const;

export function alter(thread: Thread, tick: Tick, { source, salts }: CorruptionPlan): Steps {
  const { channel, preempt, returnPath, trace } = source;
  const connections: readonly (readonly [Channel | undefined, number])[] = [
    [channel, 0],
    [preempt?.sender.channel, 1],
    [returnPath, RETURN_PATH],
  ];
  let times = 0;
  const happen = (): void => {
    const draw = drawing(salts[times++] ?? 0);
    const inFlight = connections.flatMap(([one, number]) =>
      one !== undefined && one.hasUnit() ? [{ one, number }] : [],
    );
    if (inFlight.length === 0) return;
    const { one, number } = inFlight[draw(inFlight.length)] as (typeof inFlight)[number];
    const bytes = FIELD_BYTES[draw(FIELD_BYTES.length)] as number;
    const room = one.unitEnd - one.head - bytes;
    const at = room <= 0 ? 0 : draw(Math.min(room + 1, BYTES_OF_HEAD));
    const field = { at, bytes };
    one.overwrite(field, unexpected(one.fieldAt(field), bytes, draw));
    trace.emit(tracepoint.channel_tampered, one.base + one.head + at, number);
  };
  return onEachTick(thread, tick, { label: 'alter', happen });
}

/** A value at the edge of what the field can hold, or beside what it holds. */
function unexpected(value: bigint, bytes: number, draw: (bound: number) => number): bigint {
  const all = (1n << BigInt(8 * bytes)) - 1n;
  const highest = 1n << BigInt(8 * bytes - 1);
  const values = [
    value + 1n,
    value - 1n,
    0n,
    all,
    highest,
    value * 2n,
    value + 4096n,
    value ^ highest,
  ];
  return (values[draw(values.length)] as bigint) & all;
}

/** Takes one choice after the other out of a salt. */
function drawing(salt: number): (bound: number) => number {
  let rest = salt;
  return (bound) => {
    const choice = rest % bound;
    rest = Math.floor(rest / bound);
    return choice;
  };
}
