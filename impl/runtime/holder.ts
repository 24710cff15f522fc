/** The part of a thread that a mutex needs: its name, and the mutexes that it holds. */
export interface Holder {
  readonly name: string;
  /** Bit set of the mutexes it holds. */
  held: number;
}
