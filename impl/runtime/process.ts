/** A process of the system: its threads end together, and a fresh process begins with threads of its own. */
import { Cell } from './cell.ts';
import type { Shared } from './shared.ts';

/** How the threads of a process end, and begin anew. */
interface Threads {
  readonly end: () => void;
  /** Ends them wherever they are, and starts them from the beginning. */
  readonly startAnew: () => void;
}

export class Process {
  private threads: Threads | undefined;
  private readonly gone: Cell;

  constructor(name: string, shared: Shared) {
    // Whoever knows that the process is gone comes after all that it did.
    this.gone = new Cell(`end of the process of the ${name}`, shared, 'signal');
  }

  consistOf(threads: Threads): void {
    this.threads = threads;
  }

  isGone(): boolean {
    return this.gone.get() === 1;
  }

  /** Ends the process, wherever its threads are. */
  end(): void {
    this.gone.set(1);
    this.known().end();
  }

  /** Kills the process and starts a fresh one; shared objects have to be as the fresh one expects them. */
  restart(): void {
    this.gone.set(0);
    this.known().startAnew();
  }

  private known(): Threads {
    if (this.threads === undefined) throw new Error('the process has no threads');
    return this.threads;
  }
}
