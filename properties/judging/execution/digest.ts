/**
 * A rolling hash over everything that a run does; two runs with the same digest are the same run. Named
 * things are hashed by name, so that the digest does not depend on their position in a list.
 */
import { TRACEPOINT_STRIDE, tracepoints } from '../../../impl/tracepoints.ts';

export interface Digest {
  /** Folds in one 32-bit integer. */
  readonly add: (value: number) => void;
  /** Folds in the first `length` integers of a trace buffer: the name and the arguments of each event. */
  readonly addEvents: (events: Int32Array, length: number) => void;
  readonly addText: (text: string) => void;
  readonly reset: () => void;
  /** The last 32 bits of the digest, to compare two runs step by step. */
  readonly short: () => number;
  /** Sixteen hexadecimal digits. */
  readonly text: () => string;
}

/** @param from - the text of a digest to continue */
export function makeDigest(from?: string): Digest {
  let high = 0;
  let low = 0;
  const add = (value: number): void => {
    // Two lanes of a multiply-and-rotate hash (MurmurHash3's constants), each mixed in its own order.
    high = Math.imul(high ^ Math.imul(value, 0xcc9e2d51), 0x1b873593);
    high = (high << 13) | (high >>> 19);
    low = Math.imul(low + value, 0x85ebca6b);
    low ^= low >>> 13;
    low = Math.imul(low, 0xc2b2ae35) + high;
  };
  const addEvents = (events: Int32Array, length: number): void => {
    // The same as `add` for each number, with both lanes in registers: a step adds about seven numbers.
    let a = high;
    let b = low;
    for (let index = 0; index < length; index++) {
      const number = events[index] as number;
      const value = index % TRACEPOINT_STRIDE === 0 ? (nameOfTracepoint[number] as number) : number;
      a = Math.imul(a ^ Math.imul(value, 0xcc9e2d51), 0x1b873593);
      a = (a << 13) | (a >>> 19);
      b = Math.imul((b + value) | 0, 0x85ebca6b);
      b ^= b >>> 13;
      b = (Math.imul(b, 0xc2b2ae35) + a) | 0;
    }
    high = a;
    low = b;
  };
  const reset = (): void => {
    high = 0x9747b28c | 0;
    low = 0x3c6ef372;
  };
  reset();
  if (from !== undefined) {
    low = Number.parseInt(from.slice(8), 16) | 0;
    // The text has the upper half of one lane mixed into the other.
    high = Number.parseInt(from.slice(0, 8), 16) ^ (low >>> 16);
  }
  return {
    add,
    addEvents,
    reset,
    short: () => low,
    addText(text) {
      add(text.length);
      for (let index = 0; index < text.length; index++) add(text.charCodeAt(index));
    },
    text() {
      const lane = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
      return lane(high ^ (low >>> 16)) + lane(low);
    },
  };
}

/** One 32-bit number for a text (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}

/** By tracepoint number: the hash of its name. */
const nameOfTracepoint = Int32Array.from(tracepoints, ({ name }) => hashOf(name));
