/** What a mechanism of the engine has names for. Each says it in its own `vocabulary.ts`, once. */

export interface Vocabulary {
  /** What it announces, and the names of the arguments: at most three. */
  readonly tracepoints: readonly TracepointShape[];
  /** What happens to it from outside, by kind of tick, and what waits for that. */
  readonly ticks: Readonly<Record<string, string>>;
  /** Its threads, and where each of them runs; those of the guest are called after what they are. */
  readonly threads: Readonly<Record<string, 'source' | 'destination' | 'outside'>>;
  /** What the first step of an operation of the guest is called: a guest that is over takes none. */
  readonly operations: readonly string[];
  /** Its mutexes by their bit in a footprint, and as people call them. */
  readonly mutexes: Readonly<Record<string, number>>;
  readonly mutexNames: Readonly<Record<string, string>>;
  /** What it remembers of a page, by bit in `Views.pageBits`. */
  readonly records: Readonly<Record<string, number>>;
  /** Its objects, by name, that are touched under `bitmap_mutex` only while they are shared. */
  readonly underBitmapMutex: readonly string[];
  /** Its guarded objects on the destination, which is a fresh one for each migration. */
  readonly onDestination: readonly string[];
  /** Connections over which pages come. */
  readonly channels: readonly string[];
  /** Its fields of a scenario where nobody asks for anything. */
  readonly plainest: object;
}

export interface TracepointShape {
  readonly name: string;
  readonly args: readonly string[];
}
