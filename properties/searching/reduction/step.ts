/** One step of one thread, with everything that decides whether it commutes with another. */

export interface Step {
  readonly thread: number;
  /** The cell of the gate that the step waited at, or -1. */
  readonly gate: number;
  /** `object << 1 | isWrite`, ascending, each object once; a write may include a read. */
  readonly accesses: Int32Array;
}

/** Whether two steps of different threads commute: neither writes what the other touches. */
export function areIndependent(one: Step, other: Step): boolean {
  const { accesses: left } = one;
  const { accesses: right } = other;
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const a = left[i] as number;
    const b = right[j] as number;
    if (a >> 1 === b >> 1) {
      if (((a | b) & 1) === 1) return false;
      i++;
      j++;
    } else if (a < b) i++;
    else j++;
  }
  return true;
}
