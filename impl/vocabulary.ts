/** The names that one mechanism of the engine defines, in its own `vocabulary.ts`. */

export interface Vocabulary {
  /** Its tracepoints, each with the names of at most three arguments. */
  readonly tracepoints: readonly TracepointShape[];
  /** The events from outside: the display name of each kind of tick. */
  readonly ticks: Readonly<Record<string, string>>;
  /** The tracepoints from which a tick may count: what is about to end, or has just begun. */
  readonly moments: readonly string[];
  /** Its threads, and where each of them runs; the guest's threads are named after their actors. */
  readonly threads: Readonly<Record<string, 'source' | 'destination' | 'outside'>>;
  /** Labels of the first step of a guest operation: a drained guest takes no such step. */
  readonly operations: readonly string[];
  /** Its mutexes: the bit of each in a footprint, and the display name. */
  readonly mutexes: Readonly<Record<string, number>>;
  readonly mutexNames: Readonly<Record<string, string>>;
  /** Its records of a page: the bit of each in `Views.pageBits`. */
  readonly records: Readonly<Record<string, number>>;
  /** Names of its objects that, while they are shared, are accessed only under `bitmap_mutex`. */
  readonly underBitmapMutex: readonly string[];
  /** Names of its guarded objects on the destination, which is fresh for each migration. */
  readonly onDestination: readonly string[];
  /** Its connections that carry pages. */
  readonly channels: readonly string[];
  /** The default of each of its scenario fields. */
  readonly plainest: object;
}

export interface TracepointShape {
  readonly name: string;
  readonly args: readonly string[];
}
