/**
 * What a thread may touch from where it stands: the least sets that agree with every step seen so far, with
 * the steps of a thread put together from all executions (a thread-modular abstraction). As long as nothing
 * new is seen, they are taken to be complete.
 */

/** A set of objects, and of those that are written, as bits. */
interface Touched {
  readonly any: Int32Array;
  readonly written: Int32Array;
}

interface Standing {
  /** What the coming step may touch. */
  readonly step: Touched;
  /** What the thread may touch from here on. */
  readonly future: Touched;
  /** The standings from which this one follows. */
  readonly before: Set<number>;
}

export class Futures {
  /** Grows whenever a set does. */
  version = 0;
  private readonly words: number;
  private readonly standings: Map<number, Standing> = new Map();

  /** @param objects - the number of objects that steps touch */
  constructor(objects: number) {
    this.words = (objects + 31) >>> 5;
  }

  /**
   * Notes that a thread came from one standing to another.
   *
   * @param accesses - of its step, as `Step.accesses`; none if another thread moved it
   */
  note(from: number, to: number, accesses: Iterable<number>): void {
    const start = this.at(from);
    const end = this.at(to);
    let isNew = false;
    for (const access of accesses) {
      isNew = add(start.step, access) || isNew;
      isNew = add(start.future, access) || isNew;
    }
    if (from !== to && !end.before.has(from)) {
      end.before.add(from);
      isNew = unite(start.future, end.future) || isNew;
    }
    if (!isNew) return;
    this.version++;
    this.handBack(from);
  }

  /** Whether a step with these accesses may conflict with what comes at a standing. */
  mayConflict(accesses: Int32Array, standing: number): boolean {
    const { any, written } = this.at(standing).future;
    return accesses.some((access) => has((access & 1) === 1 ? any : written, access >> 1));
  }

  /** Whether the coming step at one standing may conflict with what comes at another. */
  mayMeet(coming: number, other: number): boolean {
    const { step } = this.at(coming);
    const { any, written } = this.at(other).future;
    for (let word = 0; word < this.words; word++) {
      const isWritten = (step.written[word] as number) & (any[word] as number);
      const isRead = (step.any[word] as number) & (written[word] as number);
      if ((isWritten | isRead) !== 0) return true;
    }
    return false;
  }

  /** Whether a step was ever seen there. */
  isKnown(standing: number): boolean {
    return this.at(standing).step.any.some((word) => word !== 0);
  }

  /** Adds the future of a standing to those of all from which it follows. */
  private handBack(from: number): void {
    const open = [from];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { future, before } = this.at(next);
      for (const earlier of before) if (unite(this.at(earlier).future, future)) open.push(earlier);
    }
  }

  private at(standing: number): Standing {
    const known = this.standings.get(standing);
    if (known !== undefined) return known;
    const made = { step: this.nothing(), future: this.nothing(), before: new Set<number>() };
    this.standings.set(standing, made);
    return made;
  }

  private nothing(): Touched {
    return { any: new Int32Array(this.words), written: new Int32Array(this.words) };
  }
}

function has(bits: Int32Array, at: number): boolean {
  return (((bits[at >> 5] as number) >>> (at & 31)) & 1) === 1;
}

function set(bits: Int32Array, at: number): void {
  bits[at >> 5] = (bits[at >> 5] as number) | (1 << (at & 31));
}

/** @returns whether the access is new */
function add({ any, written }: Touched, access: number): boolean {
  const at = access >> 1;
  const isWrite = (access & 1) === 1;
  if (has(any, at) && (!isWrite || has(written, at))) return false;
  set(any, at);
  if (isWrite) set(written, at);
  return true;
}

/** Adds the other set. @returns whether anything is new */
function unite(one: Touched, other: Touched): boolean {
  let isNew = false;
  for (const kind of ['any', 'written'] as const)
    for (let word = 0; word < one.any.length; word++) {
      const both = (one[kind][word] as number) | (other[kind][word] as number);
      if (both === one[kind][word]) continue;
      one[kind][word] = both;
      isNew = true;
    }
  return isNew;
}
