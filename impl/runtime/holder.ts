/** Who can have a lock: it has a name, and keeps account of what it holds. */
export interface Holder {
  readonly name: string;
  /** Bit set of the mutexes it holds. */
  held: number;
}
